"""Reads of where a person is and was, and of what happened."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.calendar.partial import PartialDate
from app.cases import stages
from app.cases.whereabouts.rules import DIED, LEADS_TO
from app.codes import Service
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.records import Episode, LifeEvent, Stay
from app.storage.work import Reading


@dataclass(frozen=True)
class StayFacts:
    """One place and the days there."""

    id: str
    version: int
    kind: str
    place: str
    since: PartialDate
    until: PartialDate | None
    reason: str


@dataclass(frozen=True)
class EventFacts:
    """One event, how it was settled and what it led to."""

    id: str
    version: int
    kind: str
    day: PartialDate
    place: str
    note: str
    settled_on: PartialDate | None
    settled_note: str
    led_to: str
    """The episode that was begun because of it; '' for none."""
    may_begin: str
    """The 業務 that can be begun; '' for none."""
    may_end: int
    """How many open 業務 can be ended because of it."""

    @property
    def lasts(self) -> bool:
        """Whether it is not settled yet."""
        return self.settled_on is None and self.kind != DIED


@dataclass(frozen=True)
class Whereabouts:
    """Stays and events of a person, the newest first, and why nothing may be changed."""

    stays: tuple[StayFacts, ...]
    events: tuple[EventFacts, ...]
    refusal: str


def whereabouts(reading: Reading, person_id: str) -> Whereabouts:
    """Where the person is and was, and what happened."""
    reading.require(Permission.READ_CASES)
    return Whereabouts(
        stays_of(reading, person_id),
        events_of(reading, person_id),
        reading.actor.refusal(Permission.EDIT_CASES),
    )


def stays_of(reading: Reading, person_id: str) -> tuple[StayFacts, ...]:
    """Where the person is and was, the newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(Stay)
        .where(Stay.office_id == reading.office_id, Stay.person_id == person_id)
        .order_by(Stay.since.desc(), Stay.id.desc())
    )
    return tuple(
        StayFacts(r.id, r.version, r.kind, r.place, r.since, r.until, r.reason) for r in rows
    )


def events_of(reading: Reading, person_id: str) -> tuple[EventFacts, ...]:
    """What happened to the person, the newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(LifeEvent)
        .where(LifeEvent.office_id == reading.office_id, LifeEvent.person_id == person_id)
        .order_by(LifeEvent.day.desc(), LifeEvent.id.desc())
    ).all()
    still_open = _open_episodes(reading, person_id) if rows else 0
    leads = LEADS_TO[office_kind(reading)]
    return tuple(_event(row, still_open, leads.get(row.kind)) for row in rows)


def _event(row: LifeEvent, still_open: int, service: Service | None) -> EventFacts:
    return EventFacts(
        id=row.id,
        version=row.version,
        kind=row.kind,
        day=row.day,
        place=row.place,
        note=row.note,
        settled_on=row.settled_on,
        settled_note=row.settled_note,
        led_to=row.led_to or "",
        may_begin=str(service) if service is not None and row.led_to is None else "",
        may_end=still_open if row.kind == DIED else 0,
    )


def _open_episodes(reading: Reading, person_id: str) -> int:
    counted = select(func.count()).where(
        Episode.office_id == reading.office_id,
        Episode.person_id == person_id,
        Episode.stage.in_(stages.OPEN),
    )
    return reading.session.scalar(counted) or 0
