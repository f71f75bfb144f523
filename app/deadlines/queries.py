"""Reads for 今日: the days that are due; what else waits is `app.deadlines.beside`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.calendar.partial import PartialDate
from app.cases import stages
from app.deadlines import rules
from app.deadlines.candidates.queries import case_deadlines, settled_states
from app.deadlines.engine import Deadline
from app.deadlines.known.queries import centre_rulebook, chunks
from app.deadlines.rule import After, Closed, Rule, Shows
from app.deadlines.rulebook import Rulebook
from app.schedule.entry import Entry
from app.schedule.queries import between
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Person
from app.storage.types import stored_day
from app.storage.work import Reading

MOST = 50
"""Lines that one part of 今日 holds; the number of all stands beside it."""


@dataclass(frozen=True)
class Ahead:
    """One case with a day ahead."""

    episode_id: str
    number: str
    name: str
    service: str
    stage: str
    worker: str
    due: Deadline
    left: str
    closed_note: str
    destination: str
    """受入先 as far as it is known; '' while undecided."""


@dataclass(frozen=True)
class Part:
    """The first lines of one part of 今日, and how many there are."""

    items: tuple[Ahead, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Recent:
    """Something that was recorded lately."""

    episode_id: str | None
    name: str
    service: str
    day: PartialDate
    means: str
    content: str
    worker: str


@dataclass(frozen=True)
class Today:
    """The days that 今日 shows."""

    day: date
    plans: tuple[Entry, ...]
    """予定 of the day."""
    late: Part
    overdue: int
    """How many of them should have been done; the others are periods that are over."""
    custody: Part
    due_today: Part
    week: Part
    later: Part
    releases: Part
    recent: tuple[Recent, ...]
    open_cases: int


def today(reading: Reading, *, worker: str = "") -> Today:
    """What is planned, late, due today, this week or later, whose custody ends, who is released, and
    what was recorded lately."""
    reading.require(Permission.READ_CASES)
    now = reading.clock.local()
    day = now.date()
    book = centre_rulebook(reading)
    parts = _parts(_open_deadlines(reading, book, day, worker), day)
    overdue = sum(due.rule.after is After.LATE for due in parts["late"])
    lines = _lines(reading, parts, now)
    return Today(
        day=day,
        plans=between(reading, day, day, worker=worker),
        **lines,
        overdue=overdue,
        recent=_recent(reading, day, worker),
        open_cases=_open_cases(reading, worker),
    )


def _open_cases(reading: Reading, worker: str) -> int:
    counted = select(func.count()).where(
        Episode.office_id == reading.office_id, Episode.stage.in_(stages.OPEN), *_mine(worker)
    )
    return reading.session.scalar(counted) or 0


def _mine(worker: str) -> list[Any]:
    return [Episode.worker == worker] if worker else []


def _open_deadlines(reading: Reading, book: Rulebook, day: date, worker: str) -> list[Deadline]:
    """Every due date that 今日 names, without those that were settled, in order."""
    found = [
        due
        for due in case_deadlines(reading, book, day, worker)
        if due.day <= day + timedelta(days=due.rule.lead)
        and (due.rule.after is After.LATE or due.day >= day - timedelta(days=rules.GONE_DAYS))
    ]
    settled = settled_states(reading, sorted({due.episode_id for due in found}))
    open_ones = [
        due
        for due in found
        if settled.get((due.episode_id, due.rule.id, due.day), "open") == "open"
    ]
    return sorted(open_ones, key=lambda due: (*due.ends, due.episode_id))


_Chosen = Callable[[Deadline], bool]


def _parts(found: Iterable[Deadline], day: date) -> dict[str, list[Deadline]]:
    """The due dates by the part of 今日 in which they stand; a release stands in two."""
    week = day + timedelta(days=rules.WEEK_DAYS)
    chosen: dict[str, _Chosen] = {
        "late": lambda due: due.day < day,
        "custody": lambda due: due.rule.shows is Shows.CUSTODY and due.day >= day,
        "due_today": lambda due: due.rule.shows is not Shows.CUSTODY and due.day == day,
        "week": lambda due: due.rule.shows is not Shows.CUSTODY and day < due.day <= week,
        "later": lambda due: due.rule.shows is Shows.DUE and due.day > week,
        "releases": lambda due: due.rule.shows is Shows.RELEASE and due.day >= day,
    }
    parts: dict[str, list[Deadline]] = {name: [] for name in chosen}
    for due in found:
        for name, belongs in chosen.items():
            if belongs(due):
                parts[name].append(due)
    return parts


def _lines(reading: Reading, parts: dict[str, list[Deadline]], now: datetime) -> dict[str, Part]:
    """The first lines of each part, with the names of the people."""
    shown = {name: found[:MOST] for name, found in parts.items()}
    ids = sorted({due.episode_id for found in shown.values() for due in found})
    people = _people(reading, ids)
    return {
        name: Part(
            tuple(_ahead(due, people[due.episode_id], now) for due in found), len(parts[name])
        )
        for name, found in shown.items()
    }


def _people(reading: Reading, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in chunks(ids):
        rows = reading.session.execute(
            select(
                Episode.id,
                Episode.number,
                Episode.service,
                Episode.stage,
                Episode.worker,
                Episode.dest_name,
                Person.name,
            )
            .join(Person, Person.id == Episode.person_id)
            .where(Episode.id.in_(part))
        )
        found |= {row.id: row for row in rows}
    return found


def _ahead(due: Deadline, row: Any, now: datetime) -> Ahead:
    today = now.date()
    custody = due.rule.shows is Shows.CUSTODY
    left = rules.custody_left(due.day, due.minute, now) if custody else ""
    warned = due.rule.closed is Closed.WARNS
    return Ahead(
        episode_id=row.id,
        number=row.number,
        name=row.name,
        service=row.service,
        stage=row.stage,
        worker=row.worker,
        due=due,
        left=left or _left(due.rule, due.day, today),
        closed_note=rules.closed_note(due.day, today) if warned and due.day >= today else "",
        destination=row.dest_name,
    )


def _left(rule: Rule, day: date, today: date) -> str:
    """「3日超過」 is said of what should have been done; a period is merely over."""
    if day < today and rule.after is After.PASSES:
        return f"{(today - day).days}日前"
    return rules.days_left(day, today)


def _recent(reading: Reading, day: date, worker: str, limit: int = 6) -> tuple[Recent, ...]:
    since = stored_day(PartialDate.of(day - timedelta(days=rules.RECENT_DAYS)))
    rows = reading.session.execute(
        select(
            Activity.episode_id,
            Person.name,
            Activity.name_text,
            Activity.service,
            Activity.day,
            Activity.means,
            Activity.content,
            Activity.worker,
        )
        .outerjoin(Person, Person.id == Activity.person_id)
        .where(
            Activity.office_id == reading.office_id,
            Activity.day >= since,
            Activity.day <= stored_day(PartialDate.of(day)),
            Activity.withdrawn_at.is_(None),
            *([Activity.worker == worker] if worker else []),
        )
        .order_by(Activity.day.desc(), Activity.id.desc())
        .limit(limit)
    )
    return tuple(
        Recent(
            episode_id=row.episode_id,
            name=row.name or row.name_text,
            service=row.service,
            day=row.day,
            means=row.means,
            content=row.content,
            worker=row.worker,
        )
        for row in rows
    )
