"""Changes to 独自の集計: adding, new editions, taking in a file, taking out of use."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.reports.counting.own.rules import (
    Chosen,
    check_chosen,
    chosen_in,
    definition_text,
    figure_id,
    from_file,
    name_for,
    read_own,
)
from app.staff.permissions import Permission
from app.storage.records import OwnFigure
from app.storage.transactions import take_turn
from app.storage.work import CHANGED, Work


def define(work: Work, chosen: Chosen, edition_of: str = "") -> str:
    """Keep a figure, or a new edition of one that is there."""
    work.require(Permission.EDIT_FIGURES)
    text = check_chosen(chosen, edition_of or name_for(chosen.label))
    take_turn(work.session, work.office_id)
    if not edition_of:
        _refuse_known(work, name_for(chosen.label))
    return _keep(work, text).id


def take_in(work: Work, data: bytes, name: str) -> int:
    """Keep every definition of a file; nothing is kept when one of them cannot be."""
    work.require(Permission.EDIT_FIGURES)
    found = from_file(data, name)
    take_turn(work.session, work.office_id)
    for one in found:
        _keep(work, definition_text(chosen_in(one), figure_id(one)))
    return len(found)


def withdraw(work: Work, record_id: str, version: int) -> None:
    """Count it no longer in periods that end from today on; what was reported keeps it."""
    work.require(Permission.EDIT_FIGURES)
    row = _row(work, record_id, version)
    if row.withdrawn_at is None:
        row.withdrawn_at = work.now
        _tell(work, row, "figure.withdrawn", "独自の集計の使用を終了")


def bring_back(work: Work, record_id: str, version: int) -> None:
    """Count it again."""
    work.require(Permission.EDIT_FIGURES)
    row = _row(work, record_id, version)
    if row.withdrawn_at is not None:
        row.withdrawn_at = None
        _tell(work, row, "figure.brought_back", "独自の集計の使用を再開")


def _keep(work: Work, text: str) -> OwnFigure:
    definition = read_own(text)
    name = figure_id(definition)
    known = _refuse_twice(work, name, definition.valid_from)
    row = OwnFigure(
        figure_id=name,
        label=definition.label,
        edition=definition.edition,
        valid_from=definition.valid_from,
        definition=text,
        added_by=work.actor.staff_id,
    )
    work.add(row)
    act = "独自の集計の新しい版を登録" if known else "独自の集計を登録"
    _tell(work, row, "figure.edition_added" if known else "figure.defined", act)
    return row


def _refuse_known(work: Work, name: str) -> None:
    known = select(OwnFigure.id).where(
        OwnFigure.office_id == work.office_id, OwnFigure.figure_id == name
    )
    if work.session.scalars(known).first() is not None:
        reason = "同じ呼び名の集計があります。一覧で選んで、新しい版にしてください。"
        raise InvalidInput((FieldProblem("label", reason),))


def _refuse_twice(work: Work, name: str, day: date) -> bool:
    """Whether the figure is there already; an edition from the same day is refused."""
    rows = work.session.execute(
        select(OwnFigure.valid_from, OwnFigure.edition).where(
            OwnFigure.office_id == work.office_id, OwnFigure.figure_id == name
        )
    ).all()
    same = next((row.edition for row in rows if row.valid_from == day), None)
    if same is not None:
        reason = f"同じ日から数える版「{same}」がすでにあります。日付を変えてください。"
        raise InvalidInput((FieldProblem("valid_from", reason),))
    return bool(rows)


def _row(work: Work, record_id: str, version: int) -> OwnFigure:
    row = work.get(OwnFigure, record_id)
    if row.version != version:
        raise ChangedMeanwhile(CHANGED)
    return row


def _tell(work: Work, row: OwnFigure, kind: str, act: str) -> None:
    work.touch(row)
    work.tell(
        kind,
        f"{act}（{row.label} {row.edition}）",
        subject_kind="ownfigure",
        subject_id=row.id,
        details={"figure": row.figure_id, "definition": row.definition},
    )
