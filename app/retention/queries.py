"""What is kept until when: the rules, what becomes due in which 年度, and what stands against it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import exists, func, select

from app.calendar.fiscal import fiscal_year_of
from app.calendar.partial import PartialDate
from app.clock import JST
from app.retention.blocks.queries import blocks, chunks
from app.retention.rules import (
    PERSON,
    CountedFrom,
    Rule,
    clock_doubt,
    due_day,
    kinds,
    refusal,
)
from app.staff.permissions import Permission
from app.staff.queries import office_kind, staff_names
from app.storage.kept_rows import hanging_on
from app.storage.records import (
    Episode,
    HistoryEntry,
    Person,
    RetentionHold,
    RetentionRule,
)
from app.storage.work import Reading


@dataclass(frozen=True)
class RuleLine:
    """One kind of record: what was decided, by whom, and how many wait under it."""

    kind: str
    rule: Rule | None
    source: str
    by: str
    at: date | None
    version: int
    """0 where nothing was ever decided."""


@dataclass(frozen=True)
class Due:
    """A case that has ended, or a 対象者 without any, and until when it is kept."""

    kind: str
    id: str
    person_id: str
    name: str
    number: str
    ended: PartialDate
    due: date
    blocks: tuple[str, ...]
    held: tuple[str, ...]
    """Ids of the 保留 in force."""

    @property
    def fiscal_year(self) -> int:
        """The 年度 in which it becomes due."""
        return fiscal_year_of(self.due)

    def is_due(self, today: date) -> bool:
        """Whether the period has passed."""
        return self.due <= today


@dataclass(frozen=True)
class Calendar:
    """Everything the place 保存期間 shows."""

    today: date
    rules: tuple[RuleLine, ...]
    due: tuple[Due, ...]
    """What has passed, and what passes in the 年度 that was asked for."""
    years: tuple[int, ...]
    """Every 年度 in which anything passes or passed."""
    unruled: int
    """Ended cases of kinds for which nothing was decided."""
    refusal: str
    """Why the reader may change nothing here; '' when they may."""
    doubt: str
    """Why the date of this PC may be wrong; '' when nothing says so."""


def rules(reading: Reading) -> tuple[RuleLine, ...]:
    """What was decided for each kind of record of the office."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(RetentionRule).where(RetentionRule.office_id == reading.office_id)
    )
    kept, names = {row.kind: row for row in rows}, staff_names(reading)
    return tuple(_line(kind, kept.get(kind), names) for kind in kinds(office_kind(reading)))


def calendar(reading: Reading, year: int | None = None, *, every: bool = False) -> Calendar:
    """What is due, what becomes due in a 年度 (or ever), and what stands against it; with names."""
    reading.require(Permission.READ_CASES)
    lines, today = rules(reading), reading.clock.today()
    known = {line.kind: line.rule for line in lines if line.rule is not None}
    years: set[int] = set()

    def wanted(kind: str, ended: PartialDate) -> bool:
        day = due_day(ended, known[kind])
        years.add(fiscal_year_of(day))
        return every or day <= today or fiscal_year_of(day) == year

    standing = _ended(reading, known, wanted)
    if PERSON in known:
        standing += [one for one in _without_cases(reading) if wanted(PERSON, one[-1])]
    against = blocks(reading, {one[2] for one in standing})
    held = _holds(reading)
    found = [
        Due(
            *(kind, key, person, name, number, end),
            due_day(end, known[kind]),
            against.get(person, ()),
            held.get(person, ()),
        )
        for kind, key, person, name, number, end in standing
    ]
    return Calendar(
        today,
        lines,
        tuple(sorted(found, key=lambda one: (one.due, one.number, one.id))),
        tuple(sorted(years)),
        _unruled(reading, known),
        refusal(reading.actor),
        doubt(reading),
    )


def doubt(reading: Reading) -> str:
    """Why the date of this PC may be wrong, as far as the history knows; '' when nothing says so."""
    reading.require(Permission.READ_CASES)
    today = reading.clock.today()
    begun = datetime.combine(today, time(), JST)
    at = select(func.max(HistoryEntry.at)).where(HistoryEntry.office_id == reading.office_id)
    before = reading.session.scalar(at.where(HistoryEntry.at < begun))
    latest = reading.session.scalar(at)
    return clock_doubt(today, *(one and one.astimezone(JST).date() for one in (before, latest)))


_Ended = tuple[str, str, str, str, str, PartialDate]


def _unruled(reading: Reading, ruled: Collection[str]) -> int:
    found = reading.session.scalar(
        select(func.count(Episode.id))
        .join(Person, Person.id == Episode.person_id)
        .where(
            Episode.office_id == reading.office_id,
            Episode.end.is_not(None),
            Episode.service.not_in(ruled),
        )
    )
    return found or 0


def _ended(
    reading: Reading, ruled: Collection[str], wanted: Callable[[str, PartialDate], bool]
) -> list[_Ended]:
    """Ended cases whose kind and end are wanted: few kinds, and few days beside the cases."""
    rows = reading.session.execute(
        select(Episode.service, Episode.end)
        .join(Person, Person.id == Episode.person_id)
        .where(
            Episode.office_id == reading.office_id,
            Episode.end.is_not(None),
            Episode.service.in_(ruled),
        )
        .distinct()
    )
    ends: dict[str, list[PartialDate]] = {}
    for service, end in rows:
        if end is not None and wanted(service, end):
            ends.setdefault(service, []).append(end)
    return [
        row
        for service, days in ends.items()
        for some in chunks(sorted(days))
        for row in _of_days(reading, service, some)
    ]


def _of_days(reading: Reading, service: str, days: Sequence[PartialDate]) -> list[_Ended]:
    rows = reading.session.execute(
        select(
            Episode.service, Episode.id, Episode.person_id, Person.name, Episode.number, Episode.end
        )
        .join(Person, Person.id == Episode.person_id)
        .where(
            Episode.office_id == reading.office_id,
            Episode.service == service,
            Episode.end.in_(days),
        )
    )
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows if row[5]]


def _without_cases(reading: Reading) -> list[_Ended]:
    """対象者 without any case; they end on the last day something of theirs was put on record."""
    rows = reading.session.execute(
        select(Person.id, Person.name, Person.updated_at).where(
            Person.office_id == reading.office_id,
            ~exists().where(Episode.person_id == Person.id),
        )
    )
    found: dict[str, tuple[str, datetime]] = {row[0]: (row[1], row[2]) for row in rows}
    for person, at in _touched(reading, found):
        name, before = found[person]
        found[person] = (name, max(before, at))
    return [
        (PERSON, person, person, name, "", PartialDate.of(at.astimezone(JST).date()))
        for person, (name, at) in found.items()
    ]


def _touched(reading: Reading, persons: Iterable[str]) -> list[tuple[str, datetime]]:
    told: list[tuple[str, datetime]] = []
    wanted = set(persons)
    if not wanted:
        return told
    for _, record, column in hanging_on(Person):
        person = getattr(record, column)
        at = getattr(record, "updated_at", None) or record.created_at
        rows = reading.session.execute(
            select(person, func.max(at))
            .where(record.office_id == reading.office_id, person.is_not(None))
            .group_by(person)
        )
        told += [(row[0], row[1]) for row in rows if row[0] in wanted]
    return told


def _holds(reading: Reading) -> dict[str, tuple[str, ...]]:
    rows = reading.session.execute(
        select(RetentionHold.person_id, RetentionHold.id)
        .where(RetentionHold.office_id == reading.office_id, RetentionHold.lifted_at.is_(None))
        .order_by(RetentionHold.created_at)
    )
    found: dict[str, tuple[str, ...]] = {}
    for person, key in rows:
        found[person] = (*found.get(person, ()), key)
    return found


def _line(kind: str, row: RetentionRule | None, names: dict[str, str]) -> RuleLine:
    if row is None:
        return RuleLine(kind, None, "", "", None, 0)
    rule = None if row.years is None else Rule(row.years, CountedFrom(row.counted_from))
    on = row.updated_at.astimezone(JST).date()
    return RuleLine(kind, rule, row.source, names.get(row.set_by, ""), on, row.version)
