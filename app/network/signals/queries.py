"""Reads of 端緒."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select

from app.network.referrals.queries import ReferralPage, referrals_of_signal
from app.network.signals.rules import CLOSED, LINKED, PASSED, RECEIVED, WEIGHED
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.storage.records import (
    Episode,
    Meeting,
    MeetingPerson,
    NoteText,
    Organisation,
    Person,
    Signal,
)
from app.storage.work import Reading

OPEN = (RECEIVED, WEIGHED, PASSED, LINKED)
_WEIGHTS = ("emergency", "high", "normal", "low")


@dataclass(frozen=True)
class SignalLine:
    """One 端緒 as it stands in a list."""

    id: str
    version: int
    received_on: date
    source_kind: str
    source: str
    """The organisation or the name of whoever noticed."""
    kinds: tuple[str, ...]
    place: str
    about: str
    state: str
    weight: str | None
    person: str
    """'' while nobody knows."""
    worker: str


@dataclass(frozen=True)
class SignalMeeting:
    """A meeting in which the 端緒 was discussed."""

    id: str
    kind: str
    day: date
    state: str


@dataclass(frozen=True)
class SignalPage:
    """One 端緒 whole."""

    line: SignalLine
    received_minute: int | None
    organisation_id: str | None
    source_name: str
    source_phone: str
    municipality: str | None
    text: str
    weighed_on: date | None
    weighed_why: str
    person_id: str | None
    episode_id: str | None
    """The newest case of the person it was linked to."""
    linked_on: date | None
    answered_on: date | None
    answer: str
    closed_on: date | None
    closed_why: str
    referrals: tuple[ReferralPage, ...]
    meetings: tuple[SignalMeeting, ...]
    edit_refusal: str


def signal(reading: Reading, signal_id: str) -> SignalPage:
    """One 端緒."""
    reading.require(Permission.READ_CASES)
    row = reading.get(Signal, signal_id)
    office = reading.get(Organisation, row.organisation_id) if row.organisation_id else None
    person = reading.get(Person, row.person_id) if row.person_id else None
    return SignalPage(
        line=_line(row, office.name if office else None, person.name if person else None),
        received_minute=row.received_minute,
        organisation_id=row.organisation_id,
        source_name=row.source_name,
        source_phone=row.source_phone,
        municipality=row.municipality,
        text=row.text,
        weighed_on=row.weighed_on,
        weighed_why=row.weighed_why,
        person_id=row.person_id,
        episode_id=_newest_case(reading, person.id) if person else None,
        linked_on=row.linked_on,
        answered_on=row.answered_on,
        answer=row.answer,
        closed_on=row.closed_on,
        closed_why=row.closed_why,
        referrals=referrals_of_signal(reading, signal_id),
        meetings=_meetings(reading, signal_id),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )


def listed(
    reading: Reading,
    *,
    states: Sequence[str] = (),
    municipality: str = "",
    text: str = "",
    offset: int = 0,
    limit: int = 100,
) -> tuple[tuple[SignalLine, ...], int]:
    """A page of the list and how many there are: open ones first, urgent before newer."""
    reading.require(Permission.READ_CASES)
    query = (
        select(Signal, Organisation.name, Person.name)
        .outerjoin(Organisation, Organisation.id == Signal.organisation_id)
        .outerjoin(Person, Person.id == Signal.person_id)
        .where(Signal.office_id == reading.office_id)
    )
    if states:
        query = query.where(Signal.state.in_(states))
    if municipality:
        query = query.where(Signal.municipality == municipality)
    if wanted := search_folded(text):
        written = select(NoteText.id).where(
            NoteText.id == Signal.id, NoteText.folded.contains(wanted, autoescape=True)
        )
        named = (Person.search_key, Organisation.search_key)
        query = query.where(
            or_(written.exists(), *(key.contains(wanted, autoescape=True) for key in named))
        )
    count = reading.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    urgency = case(
        {weight: number for number, weight in enumerate(_WEIGHTS)},
        value=Signal.weight,
        else_=1,  # not weighed yet: before those that may wait
    )
    page = query.order_by(
        case((Signal.state == CLOSED, 1), else_=0),
        urgency,
        Signal.received_on.desc(),
        Signal.id,
    )
    rows = reading.session.execute(page.offset(offset).limit(limit))
    return tuple(_line(row, office, person) for row, office, person in rows), count


def municipalities(reading: Reading) -> tuple[str, ...]:
    """The codes of the municipalities from which there are 端緒."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(Signal.municipality)
        .where(Signal.office_id == reading.office_id, Signal.municipality.is_not(None))
        .distinct()
    )
    return tuple(sorted(code for code in rows if code))


def unweighed_count(reading: Reading) -> int:
    """How many 端緒 nobody has weighed yet."""
    reading.require(Permission.READ_CASES)
    waiting = select(func.count(Signal.id)).where(
        Signal.office_id == reading.office_id, Signal.state == RECEIVED
    )
    return reading.session.scalar(waiting) or 0


def signals_of_person(reading: Reading, person_id: str) -> tuple[SignalLine, ...]:
    """The 端緒 that were about a person, the newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Signal, Organisation.name, Person.name)
        .outerjoin(Organisation, Organisation.id == Signal.organisation_id)
        .join(Person, Person.id == Signal.person_id)
        .where(Signal.office_id == reading.office_id, Signal.person_id == person_id)
        .order_by(Signal.received_on.desc(), Signal.id)
    )
    return tuple(_line(row, office, person) for row, office, person in rows)


def _newest_case(reading: Reading, person_id: str) -> str | None:
    return reading.session.scalar(
        select(Episode.id)
        .where(Episode.person_id == person_id, Episode.office_id == reading.office_id)
        .order_by(case((Episode.end.is_(None), 0), else_=1), Episode.start.desc(), Episode.id)
        .limit(1)
    )


def _meetings(reading: Reading, signal_id: str) -> tuple[SignalMeeting, ...]:
    rows = reading.session.execute(
        select(Meeting.id, Meeting.kind, Meeting.day, Meeting.state)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .where(Meeting.office_id == reading.office_id, MeetingPerson.signal_id == signal_id)
        .order_by(Meeting.day, Meeting.id)
    )
    return tuple(SignalMeeting(row.id, row.kind, row.day, row.state) for row in rows)


def _line(row: Signal, organisation: str | None, person: str | None) -> SignalLine:
    return SignalLine(
        id=row.id,
        version=row.version,
        received_on=row.received_on,
        source_kind=row.source_kind,
        source=organisation or row.source_name,
        kinds=tuple(row.kinds),
        place=row.place,
        about=row.about,
        state=row.state,
        weight=row.weight,
        person=person or "",
        worker=row.worker,
    )
