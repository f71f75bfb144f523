"""Reads of 研修・普及啓発・ネットワーク構築: the list, one event, and those of a 関係機関."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.calendar import wareki
from app.calendar.fiscal import fiscal_year
from app.calendar.partial import PartialDate
from app.network.events.rules import EventInput, people_words
from app.network.organisations.queries import OrganisationRow, organisations
from app.staff.permissions import Permission
from app.storage.records import Event, EventAttendance, Organisation
from app.storage.work import Reading

PAGE = 200


@dataclass(frozen=True)
class EventFilter:
    """What the list shows; 0 and '' mean all."""

    fiscal_year: int = 0
    kind: str = ""
    text: str = ""


@dataclass(frozen=True)
class EventRow:
    """One row of the list."""

    id: str
    day: PartialDate
    kind: str
    name: str
    role: str | None
    participants: int | None
    approximate: bool
    organisations: int | None


@dataclass(frozen=True)
class EventList:
    """One page of the list, and what the whole list comes to."""

    rows: tuple[EventRow, ...]
    total: int
    participants: int


@dataclass(frozen=True)
class EventPage:
    """One event with the 関係機関 that took part."""

    id: str
    version: int
    day: PartialDate
    facts: EventInput
    attending: tuple[tuple[OrganisationRow, int | None], ...]
    edit_refusal: str


_SORTS: dict[str, tuple[Any, ...]] = {
    "day": (Event.day,),
    "kind": (Event.kind, Event.day),
    "name": (Event.name,),
    "participants": (func.coalesce(Event.participants, -1),),
    "organisations": (func.coalesce(Event.organisations, -1),),
}


def events(
    reading: Reading,
    wanted: EventFilter,
    *,
    sort: str = "day",
    descending: bool = True,
    offset: int = 0,
    limit: int = PAGE,
) -> EventList:
    """One page of events, filtered, sorted, counted and added up by the database."""
    reading.require(Permission.READ_CASES)
    conditions = _conditions(reading, wanted)
    summed = reading.session.execute(
        select(func.count().label("total"), func.sum(Event.participants).label("people")).where(
            *conditions
        )
    ).one()
    keys = (*_SORTS[sort], Event.id)
    found = reading.session.scalars(
        select(Event)
        .where(*conditions)
        .order_by(*(key.desc() if descending else key for key in keys))
        .offset(offset)
        .limit(limit)
    )
    return EventList(tuple(_row(one) for one in found), summed.total, summed.people or 0)


def event(reading: Reading, event_id: str) -> EventPage:
    """One event."""
    reading.require(Permission.READ_CASES)
    found = reading.get(Event, event_id)
    rows = reading.session.execute(
        select(EventAttendance.organisation_id, EventAttendance.people)
        .join(Organisation, Organisation.id == EventAttendance.organisation_id)
        .where(EventAttendance.event_id == found.id)
        .order_by(Organisation.kana_key, Organisation.id)
    ).all()
    known = organisations(reading, (row.organisation_id for row in rows))
    facts = EventInput(
        day=wareki.short(found.day),
        kind=found.kind,
        name=found.name,
        role=found.role or "",
        venue=found.venue,
        participants=people_words(found.participants, approximate=found.approximate),
        organisations="" if found.organisations is None else str(found.organisations),
        attending=tuple(
            (row.organisation_id, "" if row.people is None else str(row.people)) for row in rows
        ),
        worker=found.worker,
        note=found.note,
    )
    return EventPage(
        id=found.id,
        version=found.version,
        day=found.day,
        facts=facts,
        attending=tuple((known[row.organisation_id], row.people) for row in rows),
        edit_refusal=reading.actor.refusal(Permission.EDIT_NETWORK),
    )


def events_of(reading: Reading, organisation_id: str, most: int = 10) -> tuple[EventRow, ...]:
    """The newest events in which a 関係機関 took part."""
    reading.require(Permission.READ_CASES)
    found = reading.session.scalars(
        select(Event)
        .join(EventAttendance, EventAttendance.event_id == Event.id)
        .where(
            Event.office_id == reading.office_id,
            EventAttendance.organisation_id == organisation_id,
        )
        .order_by(Event.day.desc(), Event.id)
        .limit(most)
    )
    return tuple(_row(one) for one in found)


def _conditions(reading: Reading, wanted: EventFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Event.office_id == reading.office_id]
    if wanted.fiscal_year:
        year = fiscal_year(wanted.fiscal_year)
        first, last = PartialDate.of(year.first), PartialDate.of(year.last)
        # a day known only to the month or year begins before its first day
        found.append(Event.day >= PartialDate(first.year, first.month))
        found.append(Event.day <= last)
    if wanted.kind:
        found.append(Event.kind == wanted.kind)
    if wanted.text.strip():
        found.append(Event.name.contains(wanted.text.strip(), autoescape=True))
    return found


def _row(one: Event) -> EventRow:
    return EventRow(
        id=one.id,
        day=one.day,
        kind=one.kind,
        name=one.name,
        role=one.role,
        participants=one.participants,
        approximate=one.approximate,
        organisations=one.organisations,
    )
