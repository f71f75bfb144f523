"""Deciding about items, and taking a decision back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import SubjectMark, SubjectRequest
from app.storage.work import CHANGED, Work
from app.subject_access.items.item import Item
from app.subject_access.items.queries import items_of
from app.subject_access.marking.rules import (
    STATE_WORDS,
    MarkInput,
    State,
    as_kept,
    read_spans,
    refusal,
    settled,
)
from app.subject_access.queries import grounds
from app.subject_access.rules import Kind

_ENDED = "この請求は、もう決まっています。判断は変わりません。画面を読み直してください。"
_NOT_HERE = "この項目は、もうありません。画面を読み直してください。"


@dataclass(frozen=True)
class Kept:
    """How the items stood before, for undoing, and the versions of their decisions now."""

    before: tuple[MarkInput, ...]
    versions: Mapping[str, int]


def mark(work: Work, request_id: str, wanted: Sequence[MarkInput]) -> Kept:
    """Keep decisions, all or none.

    `ChangedMeanwhile` where the text of an item, or its decision, is not the one that was read.
    """
    work.require(Permission.ANSWER_REQUESTS)
    request = work.get(SubjectRequest, request_id)
    if request.result is not None or request.kind != Kind.DISCLOSURE:
        raise InvalidInput((FieldProblem("state", _ENDED),))
    items = {
        item.key: item
        for item in items_of(work, request.person_id, before=request.created_at, without=request.id)
    }
    known = [ground.id for ground in grounds(work)]
    kept = _kept(work, request_id)
    before = tuple(
        _mark(work, request_id, one, items.get(one.item), kept.get(one.item), known)
        for one in wanted
    )
    work.session.flush()
    work.touch(request)
    states = "・".join(dict.fromkeys(STATE_WORDS[one.state] for one in wanted))
    work.tell(
        "subject.marked",
        f"開示請求の項目を判断（{states}、{len(wanted)}件）",
        subject_kind="person",
        subject_id=request.person_id,
        details={"request": request.id, "items": [one.item for one in wanted]},
    )
    versions = {key: row.version for key, row in _kept(work, request_id).items()}
    return Kept(before, {one.item: versions.get(one.item, 0) for one in wanted})


def _mark(
    work: Work,
    request_id: str,
    wanted: MarkInput,
    item: Item | None,
    row: SubjectMark | None,
    known: list[str],
) -> MarkInput:
    if item is None:
        raise InvalidInput((FieldProblem("item", _NOT_HERE),))
    if item.sha != wanted.seen or (row.version if row else 0) != wanted.version:
        raise ChangedMeanwhile(CHANGED)
    before = _before(wanted, row)
    if wanted.state is State.OPEN:
        if row is not None:
            work.session.delete(row)
        return before
    reason = refusal(wanted, len(item.text), known, file=item.is_file)
    if reason:
        raise InvalidInput((FieldProblem("ground", reason),))
    if row is None:
        row = SubjectMark(request_id=request_id, item=item.key)
        work.add(row)
    withheld = wanted.state is State.WITHHOLD or (item.is_file and wanted.state is State.PART)
    row.state, row.seen, row.note = str(wanted.state), item.sha, wanted.note.strip()
    row.ground = wanted.ground if withheld else ""
    parts = wanted.spans if wanted.state is State.PART else ()
    row.spans = as_kept(settled(parts, len(item.text)))
    row.by = work.actor.staff_id
    return before


def _before(wanted: MarkInput, row: SubjectMark | None) -> MarkInput:
    """How the item stood; a decision about another text counts as none."""
    if row is None or row.seen != wanted.seen:
        return MarkInput(wanted.item, wanted.seen, State.OPEN)
    return MarkInput(
        row.item,
        row.seen,
        State(row.state),
        row.ground,
        read_spans(row.spans),
        row.note,
        row.version,
    )


def _kept(work: Work, request_id: str) -> dict[str, SubjectMark]:
    rows = work.session.scalars(
        select(SubjectMark).where(
            SubjectMark.office_id == work.office_id, SubjectMark.request_id == request_id
        )
    )
    return {row.item: row for row in rows}
