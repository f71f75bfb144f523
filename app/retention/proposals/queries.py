"""Reads of 削除の案 and of what was deleted: numbers, never a name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.retention.proposals.rules import DONE, DRAFT, count_words
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, RetentionItem, RetentionProposal, SecondAnswer
from app.storage.removing import Found, everything_of
from app.storage.work import Reading

_AT_ONCE = 400


@dataclass(frozen=True)
class Item:
    """One case (or 対象者) of a list."""

    kind: str
    target_id: str
    number: str
    ended: PartialDate | None
    due: date | None


@dataclass(frozen=True)
class Proposal:
    """A list, and what became of it."""

    id: str
    version: int
    by: str
    made: datetime
    as_of: date
    cases: int
    persons: int
    counts: tuple[tuple[str, int], ...]
    state: str
    settled_at: datetime | None
    settled_by: str
    second_by: str
    """Who agreed as the second person; '' while nothing was deleted."""
    by_code: bool
    """Whether the recovery code stood in for the second person."""


def proposals(reading: Reading) -> tuple[Proposal, ...]:
    """Every list: those that wait first, then the newest."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(RetentionProposal)
        .where(RetentionProposal.office_id == reading.office_id)
        .order_by(RetentionProposal.created_at.desc(), RetentionProposal.id)
    ).all()
    names, seconds = staff_names(reading), _seconds(reading, rows)
    found = [_proposal(row, names, seconds) for row in rows]
    return tuple(sorted(found, key=lambda one: one.state != DRAFT))


def proposal(reading: Reading, proposal_id: str) -> Proposal:
    """One list."""
    reading.require(Permission.READ_CASES)
    row = reading.get(RetentionProposal, proposal_id)
    return _proposal(row, staff_names(reading), _seconds(reading, [row]))


def items_of(reading: Reading, proposal_id: str) -> tuple[Item, ...]:
    """The cases of a list by number, then the 対象者; cases hidden from the reader are left out."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(RetentionItem)
        .where(
            RetentionItem.office_id == reading.office_id, RetentionItem.proposal_id == proposal_id
        )
        .order_by(RetentionItem.due.is_(None), RetentionItem.due, RetentionItem.number)
        .order_by(RetentionItem.id)
    )
    return tuple(Item(row.kind, row.target_id, row.number, row.ended, row.due) for row in rows)


def gone(reading: Reading) -> frozenset[str]:
    """Ids of every case and 対象者 that was deleted: what is typed about them is thrown away."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(RetentionItem.target_id)
        .join(RetentionProposal, RetentionProposal.id == RetentionItem.proposal_id)
        .where(RetentionItem.office_id == reading.office_id, RetentionProposal.state == DONE)
    )
    return frozenset(rows)


def what_goes(reading: Reading, cases: Collection[str], alone: Collection[str]) -> Found:
    """Every row that goes with these cases, with persons whose last case is among them, and with `alone`."""
    reading.require(Permission.READ_CASES)
    session, persons = reading.session, set(alone)
    owners: set[str] = set()
    for some in _chunks(sorted(cases)):
        owners |= set(session.scalars(select(Episode.person_id).where(Episode.id.in_(some))))
    for some in _chunks(sorted(owners)):
        rows = session.execute(
            select(Episode.person_id, Episode.id).where(Episode.person_id.in_(some))
        )
        staying = {person for person, case in rows if case not in cases}
        persons |= set(some) - staying
    return everything_of(session, cases, persons)


def _seconds(reading: Reading, rows: Collection[RetentionProposal]) -> dict[str, tuple[str, str]]:
    wanted = [row.request_id for row in rows if row.request_id]
    found = reading.session.execute(
        select(SecondAnswer.request_id, SecondAnswer.answered_by, SecondAnswer.how).where(
            SecondAnswer.request_id.in_(wanted)
        )
    )
    return {row.request_id: (row.answered_by, row.how) for row in found}


def _proposal(
    row: RetentionProposal, names: dict[str, str], seconds: dict[str, tuple[str, str]]
) -> Proposal:
    second, how = seconds.get(row.request_id or "", ("", ""))
    return Proposal(
        id=row.id,
        version=row.version,
        by=names.get(row.by, ""),
        made=row.created_at,
        as_of=row.as_of,
        cases=row.cases,
        persons=row.persons,
        counts=count_words(row.counts),
        state=row.state,
        settled_at=row.settled_at,
        settled_by=names.get(row.settled_by or "", ""),
        second_by=names.get(second, ""),
        by_code=how == "recovery",
    )


def _chunks(ids: list[str]) -> list[list[str]]:
    return [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)]
