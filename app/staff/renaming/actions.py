"""Another name for somebody of the staff: what is theirs to do stays theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.codes import squeezed
from app.errors import FieldProblem, InvalidInput
from app.staff.accounts.rules import STAFF_TURN
from app.staff.permissions import Permission
from app.staff.renaming.rules import written_anew
from app.storage.records import Appointment, Episode, Exchange, Referral, Signal, Staff, Task
from app.storage.transactions import take_turn
from app.storage.work import Work

_NO_NAME = "氏名を入力してください。何も変えていません。"
_SAME_NAME = "同じ氏名の職員がほかにいます。見分けのつく氏名にしてください。何も変えていません。"
_LEFT = "この人は、すでに退職になっています。画面を読み直してください。"
_PLANNED = "planned"


@dataclass(frozen=True)
class Renamed:
    """How many records name them as 担当者 anew: 業務, and what is still to be done."""

    cases: int = 0
    others: int = 0


def rename(work: Work, staff_id: str, version: int, name: str) -> Renamed:
    """The name from now on; 担当者 of 業務 and of what is still to be done is written anew.

    What somebody did (支援経過, 会議, 同意 …) keeps the name that was written then.
    """
    work.require(Permission.MANAGE_KEYS)
    work.require(Permission.EDIT_CASES)
    take_turn(work.session, work.office_id, STAFF_TURN)
    staff = work.get(Staff, staff_id)
    work.check_version(staff, version)
    if not staff.active:
        raise InvalidInput((FieldProblem("name", _LEFT),))
    name = " ".join(name.split())
    others = work.session.scalars(
        select(Staff.name).where(
            Staff.office_id == work.office_id, Staff.active, Staff.id != staff_id
        )
    ).all()
    refused = "" if name else _NO_NAME
    if any(squeezed(one) == squeezed(name) for one in others):
        refused = _SAME_NAME
    if refused:
        raise InvalidInput((FieldProblem("name", refused),))
    if name == staff.name:
        return Renamed()
    before, staff.name = staff.name, name
    work.touch(staff)
    done = _written_anew(work, before, name, others)
    words = f"氏名を{before}から{name}に変更（担当の業務{done.cases}件も）"
    work.tell("staff.renamed", words, subject_kind="staff", subject_id=staff.id)
    return done


def _written_anew(work: Work, before: str, after: str, others: Any) -> Renamed:
    rows = _rows(work)
    used = {name for row in rows for name in _names(row)}
    anew = written_anew(used - {""}, before, after, others)
    found = [row for row in rows if any(name in anew for name in _names(row))]
    for row in found:
        if isinstance(row, Appointment):
            row.workers = [anew.get(name, name) for name in row.workers]
        else:
            row.worker = anew[row.worker]
        work.touch(row)
    cases = [row for row in found if isinstance(row, Episode)]
    for case in cases:
        words = f"担当者の氏名が{before}から{after}に変わった"
        work.tell("case.worker_renamed", words, subject_kind="episode", subject_id=case.id)
    return Renamed(len(cases), len(found) - len(cases))


def _rows(work: Work) -> list[Any]:
    """Every 業務, and whatever else is not done yet, that may name a 担当者."""
    wanted: tuple[tuple[Any, Any], ...] = (
        (Episode, Episode.worker != ""),
        (Task, Task.done_at.is_(None)),
        (Referral, Referral.ended_on.is_(None)),
        (Signal, Signal.closed_on.is_(None)),
        (Exchange, Exchange.worker != ""),
        (Appointment, Appointment.state == _PLANNED),
    )
    return [
        row
        for kind, open_ in wanted
        for row in work.session.scalars(
            select(kind).where(kind.office_id == work.office_id, open_)
        ).all()
    ]


def _names(row: Any) -> list[str]:
    return row.workers if isinstance(row, Appointment) else [row.worker]
