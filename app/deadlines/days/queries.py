"""Which days of a calendar are due days of cases: releases, ends of custody, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.deadlines.candidates.queries import case_deadlines, settled_states
from app.deadlines.known.queries import centre_rulebook, chunks
from app.deadlines.rule import Shows
from app.staff.permissions import Permission
from app.storage.records import Episode, Person
from app.storage.work import Reading

_ORDER = (Shows.CUSTODY, Shows.RELEASE, Shows.DUE)


@dataclass(frozen=True)
class DueDay:
    """One due date of an open case on its day."""

    day: date
    minute: int | None
    words: str
    reason: str
    shows: Shows
    episode_id: str
    number: str
    name: str
    service: str
    worker: str
    """担当者 of the case."""


def due_days(reading: Reading, first: date, last: date, *, worker: str = "") -> tuple[DueDay, ...]:
    """What falls due from `first` to `last` and nobody settled, the most pressing of a day first."""
    reading.require(Permission.READ_CASES)
    book = centre_rulebook(reading)
    found = [
        due
        for due in case_deadlines(reading, book, last, worker, since=first)
        if first <= due.day <= last
    ]
    settled = settled_states(reading, sorted({due.episode_id for due in found}))
    found = [
        due
        for due in found
        if settled.get((due.episode_id, due.rule.id, due.day), "open") == "open"
    ]
    cases = _cases(reading, sorted({due.episode_id for due in found}))
    days = (
        DueDay(
            day=due.day,
            minute=due.minute,
            words=due.words,
            reason=due.reason,
            shows=due.rule.shows,
            episode_id=due.episode_id,
            number=cases[due.episode_id][0],
            name=cases[due.episode_id][1],
            service=due.service,
            worker=cases[due.episode_id][2],
        )
        for due in found
    )
    return tuple(sorted(days, key=_place))


def _place(due: DueDay) -> tuple[date, int, int, str, str]:
    minute = -1 if due.minute is None else due.minute
    return due.day, _ORDER.index(due.shows), minute, due.number, due.words


def _cases(reading: Reading, ids: list[str]) -> dict[str, tuple[str, str, str]]:
    """Number, name and 担当者 by episode."""
    found: dict[str, tuple[str, str, str]] = {}
    for part in chunks(ids):
        rows = reading.session.execute(
            select(Episode.id, Episode.number, Person.name, Episode.worker)
            .join(Person, Person.id == Episode.person_id)
            .where(Episode.id.in_(part))
        )
        found |= {row.id: (row.number, row.name, row.worker) for row in rows}
    return found
