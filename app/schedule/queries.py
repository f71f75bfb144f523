"""Reads of 予定."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from app.cases import queries as cases
from app.deadlines.rules import closed_note
from app.schedule import rules
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Appointment, Episode, Person
from app.storage.work import Reading


@dataclass(frozen=True)
class Entry:
    """One 予定 with the case it is about; `meets` are the ids of others it cannot be kept with."""

    id: str
    version: int
    day: date
    start: int | None
    end: int | None
    kind: str
    title: str
    place: str
    workers: tuple[str, ...]
    state: str
    note: str
    episode_id: str | None
    number: str
    name: str
    service: str
    activity_id: str | None
    closed_note: str
    """That public offices are closed on the day, and why; '' on an open day."""
    meets: tuple[str, ...] = ()


def between(
    reading: Reading, first: date, last: date, *, worker: str = "", cancelled_too: bool = False
) -> tuple[Entry, ...]:
    """The plans of these days by time, of one member of staff or of all."""
    conditions: list[ColumnElement[bool]] = [Appointment.day.between(first, last)]
    if not cancelled_too:
        conditions.append(Appointment.state != rules.CANCELLED)
    found = _entries(reading, conditions)
    return tuple(entry for entry in found if not worker or worker in entry.workers)


def of_episode(reading: Reading, episode_id: str) -> tuple[Entry, ...]:
    """The plans of a case that are still ahead or were never recorded, the next first."""
    conditions = [
        Appointment.episode_id == episode_id,
        Appointment.state == rules.PLANNED,
    ]
    return tuple(_entries(reading, conditions))


def entry(reading: Reading, appointment_id: str) -> Entry:
    """One plan."""
    reading.get(Appointment, appointment_id)
    return _entries(reading, [Appointment.id == appointment_id])[0]


def meeting(reading: Reading, slot: rules.Slot) -> tuple[Entry, ...]:
    """The plans on record that this one would meet; itself left out."""
    same_day = between(reading, slot.day, slot.day)
    return tuple(
        other for other in same_day if other.id != slot.id and rules.meet(slot, _slot(other))
    )


def workers(reading: Reading) -> tuple[str, ...]:
    """Who may be planned for: 担当者 of open cases and everybody who signs in."""
    reading.require(Permission.READ_CASES)
    names = (*cases.workers(reading), *staff_names(reading).values())
    return tuple(dict.fromkeys(names))


def _entries(reading: Reading, conditions: Sequence[ColumnElement[bool]]) -> list[Entry]:
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Appointment, Episode.number, Episode.service, Person.name)
        .outerjoin(Episode, Episode.id == Appointment.episode_id)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(Appointment.office_id == reading.office_id, *conditions)
        .order_by(Appointment.day, Appointment.start_minute.nulls_first(), Appointment.id)
    ).all()
    today = reading.clock.today()
    found = [_entry(row, today) for row in rows]
    met = rules.clashes(_slot(entry) for entry in found if entry.state == rules.PLANNED)
    return [replace(entry, meets=met.get(entry.id, ())) for entry in found]


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
