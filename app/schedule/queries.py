"""Reads of 予定."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from app.cases import queries as cases
from app.deadlines.rules import closed_note
from app.meetings.planned.queries import meetings_planned
from app.schedule import rules
from app.schedule.entry import Entry
from app.staff.permissions import Permission, Role
from app.staff.rules import own_worker
from app.storage.records import Appointment, Episode, Person, Staff
from app.storage.work import Reading

Source = Callable[[Reading, date, date], Sequence[Entry]]


def between(
    reading: Reading, first: date, last: date, *, worker: str = "", cancelled_too: bool = False
) -> tuple[Entry, ...]:
    """Everything planned on these days by time, of one member of staff or of all."""
    gathered = [entry for source in SOURCES for entry in source(reading, first, last)]
    return tuple(
        entry
        for entry in _with_clashes(gathered)
        if (cancelled_too or entry.state != rules.CANCELLED)
        and (not worker or worker in entry.workers)
    )


def today_count(reading: Reading) -> int:
    """How many plans of today are those of the person signed in."""
    today, own = reading.clock.today(), own_name(reading)
    return len(between(reading, today, today, worker=own))


def own_name(reading: Reading) -> str:
    """How the person signed in is written among 担当者."""
    return own_worker(cases.workers(reading), reading.actor.name)


def of_episode(reading: Reading, episode_id: str) -> tuple[Entry, ...]:
    """The plans of a case that are still ahead or were never recorded, the next first."""
    conditions = [
        Appointment.episode_id == episode_id,
        Appointment.state == rules.PLANNED,
    ]
    return tuple(_entries(reading, conditions))


def entry(reading: Reading, appointment_id: str) -> Entry:
    """One plan."""
    reading.require(Permission.READ_CASES)
    reading.get(Appointment, appointment_id)
    return _entries(reading, [Appointment.id == appointment_id])[0]


def meeting(reading: Reading, slot: rules.Slot) -> tuple[Entry, ...]:
    """The plans on record that this one would meet; itself left out."""
    reading.require(Permission.READ_CASES)
    same_day = between(reading, slot.day, slot.day)
    return tuple(
        other for other in same_day if other.id != slot.id and rules.meet(slot, _slot(other))
    )


def workers(reading: Reading) -> tuple[str, ...]:
    """Who may be planned for: 担当者 of open cases and everybody who signs in and plans days."""
    reading.require(Permission.READ_CASES)
    planning = [role for role in Role if reading.actor.table.allows(role, Permission.PLAN_DAYS)]
    signing_in = reading.session.scalars(
        select(Staff.name)
        .where(Staff.office_id == reading.office_id, Staff.active, Staff.role.in_(planning))
        .order_by(Staff.name)
    )
    known = cases.workers(reading)
    return tuple(dict.fromkeys((*known, *(own_worker(known, name) for name in signing_in))))


def _appointments(reading: Reading, first: date, last: date) -> list[Entry]:
    return _entries(reading, [Appointment.day.between(first, last)])


SOURCES: tuple[Source, ...] = (_appointments, meetings_planned)
"""What fills the calendar: each gives its entries of some days."""


def _entries(reading: Reading, conditions: Sequence[ColumnElement[bool]]) -> list[Entry]:
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Appointment, Episode.number, Episode.service, Person.name)
        .outerjoin(Episode, Episode.id == Appointment.episode_id)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(Appointment.office_id == reading.office_id, *conditions)
    ).all()
    today = reading.clock.today()
    return _with_clashes(_entry(row, today) for row in rows)


def _with_clashes(entries: Iterable[Entry]) -> list[Entry]:
    """In order of time, each with what it cannot be kept with; whole days come first."""
    found = sorted(entries, key=_place_in_time)
    met = rules.clashes(_slot(entry) for entry in found if entry.state == rules.PLANNED)
    return [replace(entry, meets=met.get(entry.id, ())) for entry in found]


def _place_in_time(entry: Entry) -> tuple[date, int, str]:
    return entry.day, -1 if entry.start is None else entry.start, entry.id


def _slot(entry: Entry) -> rules.Slot:
    return rules.Slot(entry.id, entry.day, entry.start, entry.end, entry.kind, entry.workers)


def _entry(row: Any, today: date) -> Entry:
    planned: Appointment = row[0]
    return Entry(
        id=planned.id,
        version=planned.version,
        day=planned.day,
        start=planned.start_minute,
        end=planned.end_minute,
        kind=planned.kind,
        title=planned.title,
        place=planned.place,
        workers=tuple(planned.workers),
        state=planned.state,
        note=planned.note,
        episode_id=planned.episode_id,
        number=row.number or "",
        name=row.name or "",
        service=row.service or "",
        activity_id=planned.activity_id,
        closed_note=closed_note(planned.day, today),
    )
