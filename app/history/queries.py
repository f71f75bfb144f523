"""Reads of the history: who saw and did what, of one case and of everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.clock import JST
from app.errors import NotAllowed
from app.history.chain import Checked, Head
from app.history.kinds import ALL, Sort, patterns, sort_of
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.appending import follow
from app.storage.records import (
    Attachment,
    Episode,
    Exchange,
    HistoryEntry,
    MeetingPerson,
    Person,
    PersonMerge,
    Referral,
    Signal,
    Staff,
)
from app.storage.restricting import hidden_cases
from app.storage.work import Reading

PAGE = 100
OF_CASE = 12
_NOT_WHOLE = (
    "担当限定のケースがあり、その履歴はこの人には見えないため、全部を確かめることはできません。"
    "データはそのままです。責任者が確かめてください。"
)


@dataclass(frozen=True)
class Told:
    """One entry: when, who, what sort of thing it was, in words, and what it was about."""

    id: str
    at: datetime
    by: str
    sort: Sort
    words: str
    subject_kind: str
    subject_id: str
    about: str = ""
    """Who it is about, in the history of everybody: the person's name, or that of one who signs in."""


@dataclass(frozen=True)
class Page:
    """Some entries, the newest first, and how many there are."""

    rows: tuple[Told, ...]
    total: int


@dataclass(frozen=True)
class HistoryFilter:
    """Which entries are wanted; '' and None leave a condition out. Days are those of Japan."""

    sort: str = ALL
    staff_id: str = ""
    first: date | None = None
    last: date | None = None


def of_case(reading: Reading, episode_id: str, *, sort: str = ALL, limit: int = OF_CASE) -> Page:
    """Who saw and did what about a case and its person; whoever may see the case may know."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    wanted = _of_sort(reading, sort).where(
        HistoryEntry.subject_id.in_(_subjects(reading, episode.person_id))
    )
    return _page(reading, wanted, limit=limit)


def of_everybody(
    reading: Reading,
    wanted: HistoryFilter,
    *,
    descending: bool = True,
    offset: int = 0,
    limit: int = PAGE,
) -> Page:
    """The office's whole history, by person, day and sort."""
    reading.require(Permission.READ_HISTORY)
    rows = _of_sort(reading, wanted.sort)
    if wanted.staff_id:
        rows = rows.where(HistoryEntry.actor_id == wanted.staff_id)
    if wanted.first is not None:
        rows = rows.where(HistoryEntry.at >= _begins(wanted.first))
    if wanted.last is not None:
        rows = rows.where(HistoryEntry.at < _begins(wanted.last + timedelta(days=1)))
    page = _page(reading, rows, descending=descending, offset=offset, limit=limit)
    names = _names(reading, {row.subject_id for row in page.rows if row.subject_id})
    return Page(
        tuple(replace(row, about=names.get(row.subject_id, "")) for row in page.rows), page.total
    )


def follow_chain(reading: Reading, key: bytes, against: Iterable[Head] = ()) -> Checked:
    """Check the whole chain, read in order and a few entries at a time; it shows nobody's data.

    NotAllowed for whom the server does not show every entry: where cases are hidden from them, or
    their 役割 may not see the history of everybody.
    """
    if reading.served:
        reading.require(Permission.READ_HISTORY)
    if hidden_cases(reading.session):
        raise NotAllowed(_NOT_WHOLE, where=Permission.READ_HISTORY)
    return follow(reading.session, reading.office_id, key, against)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=JST).astimezone(UTC)


def _of_sort(reading: Reading, sort: str) -> Select[HistoryEntry]:
    rows = select(HistoryEntry).where(HistoryEntry.office_id == reading.office_id)
    if sort == ALL:
        return rows
    kinds, meant = patterns(sort)
    fits: ColumnElement[bool] = or_(*(HistoryEntry.kind.like(kind) for kind in kinds))
    return rows.where(fits if meant else ~fits)


def _page(
    reading: Reading,
    rows: Select[HistoryEntry],
    *,
    descending: bool = True,
    offset: int = 0,
    limit: int,
) -> Page:
    """Counting by a window would read every entry whole; a second question is quicker."""
    total = reading.session.scalar(rows.with_only_columns(func.count())) or 0
    order = HistoryEntry.seq.desc() if descending else HistoryEntry.seq
    found = reading.session.execute(
        rows.add_columns(Staff.name.label("by"))
        .outerjoin(Staff, Staff.id == HistoryEntry.actor_id)
        .order_by(order)
        .offset(offset)
        .limit(limit)
    )
    told = (_told(row.HistoryEntry, row.by or "（登録のない人）") for row in found)
    return Page(tuple(told), total)


def _told(row: HistoryEntry, by: str) -> Told:
    sort = sort_of(row.kind)
    return Told(row.id, row.at, by, sort, row.words, row.subject_kind, row.subject_id or "")


def _names(reading: Reading, ids: Collection[str]) -> dict[str, str]:
    """Whose name stands for a case, a person or somebody of the staff."""
    of_people = select(Person.id, Person.name).where(Person.id.in_(ids))
    of_cases = (
        select(Episode.id, Person.name)
        .join(Person, Person.id == Episode.person_id)
        .where(Episode.id.in_(ids))
    )
    of_records = [
        select(kind.id, Person.name)
        .join(Person, Person.id == kind.person_id)
        .where(kind.id.in_(ids))
        for kind in (Attachment, Exchange, Referral, Signal)
    ]
    found = {key: name for key, name in staff_names(reading).items() if key in ids}
    for query in (of_people, of_cases, *of_records):
        found.update(
            (row.id, row.name)
            for row in reading.session.execute(query.where(Person.office_id == reading.office_id))
        )
    return found


def _subjects(reading: Reading, person_id: str) -> list[str]:
    """The person, records made one with theirs, and all that entries of the history are about."""
    merged = select(PersonMerge.gone_id).where(
        PersonMerge.office_id == reading.office_id,
        PersonMerge.kept_id == person_id,
        PersonMerge.undone_at.is_(None),
    )
    columns = (
        (Episode.id, Episode.person_id),
        (Referral.id, Referral.person_id),
        (Signal.id, Signal.person_id),
        (MeetingPerson.meeting_id, MeetingPerson.person_id),
        (Attachment.id, Attachment.person_id),
        (Exchange.id, Exchange.person_id),
    )
    theirs = (select(column).where(owner == person_id) for column, owner in columns)
    return [person_id, *reading.session.scalars(merged.union_all(*theirs))]
