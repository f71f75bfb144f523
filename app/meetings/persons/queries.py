"""Reads of who is discussed in a 会議, and how it stands with their consent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.consent.disclosures.queries import of_meeting, situations
from app.consent.disclosures.rules import is_void
from app.consent.laws import Ask, lawbook
from app.consent.rules import Asked, Situation, State, stands
from app.meetings.persons import rules
from app.meetings.persons.rules import Standing
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.storage.records import (
    Activity,
    Episode,
    MeetingMember,
    MeetingPerson,
    Organisation,
    Person,
    Signal,
)
from app.storage.work import Reading

_MOST_SIGNALS = 20


@dataclass(frozen=True)
class Discussed:
    """Somebody who is discussed; `name` is '' and `about` says what is known for a 端緒."""

    id: str
    person_id: str | None
    episode_id: str | None
    signal_id: str | None
    name: str
    number: str
    service: str
    about: str
    standings: tuple[Standing, ...]
    refusal: str
    """Why they cannot be discussed as the meeting stands now; '' when they can."""
    recorded: bool
    """Whether the meeting stands among their 支援経過."""

    @property
    def who(self) -> str:
        """How they are called on the screen."""
        return self.name or self.about


@dataclass(frozen=True)
class SignalChoice:
    """A 端緒 that may be discussed."""

    id: str
    received_on: date
    about: str


def discussed(
    reading: Reading, meeting_id: str, kind: str, day: date, *, with_consents: bool = True
) -> tuple[Discussed, ...]:
    """Everybody discussed in a meeting, in the order in which they were added.

    Who stands there twice, because two records of one person were merged or a 端緒 turned out
    to be about somebody who was there, is one person.
    """
    reading.require(Permission.READ_CASES)
    taking_part = _taking_part(reading, meeting_id) if with_consents else ()
    recorded = _standing_activities(reading, meeting_id)
    people = _each_person(reading, meeting_id)
    known = {row.MeetingPerson.person_id or row.linked for row, *_ in people} - {None}
    at = situations(reading, known, [key for key, _ in taking_part], day)
    found = []
    for row, *others in people:
        one: MeetingPerson = row.MeetingPerson
        person_id = one.person_id or row.linked
        who = row.name or signal_words(row.place, row.about)
        states = tuple(
            _standing(key, name, at[person_id, key] if person_id else None, day)
            for key, name in taking_part
        )
        found.append(
            Discussed(
                id=one.id,
                person_id=person_id,
                episode_id=one.episode_id,
                signal_id=one.signal_id,
                name=row.name or "",
                number=row.number or "",
                service=row.service or "",
                about=signal_words(row.place, row.about) if one.signal_id else "",
                standings=states,
                refusal=rules.discussing_refusal(kind, who, states, person_id is not None),
                recorded=any(line.MeetingPerson.activity_id in recorded for line in (row, *others)),
            )
        )
    return tuple(found)


def names_in(reading: Reading, meeting_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Meeting → the names of those discussed in it, for lists."""
    reading.require(Permission.READ_CASES)
    names: dict[str, tuple[str, ...]] = {}
    seen: set[tuple[str, str]] = set()
    wanted = tuple(meeting_ids)
    if not wanted:
        return names
    for row in _rows(reading, MeetingPerson.meeting_id.in_(wanted)):
        who = row.name or signal_words(row.place, row.about)
        key = row.MeetingPerson.meeting_id
        person = row.MeetingPerson.person_id or row.linked or row.MeetingPerson.id
        if (key, person) not in seen:
            seen.add((key, person))
            names[key] = (*names.get(key, ()), who)
    return names


def lines_of(reading: Reading, discussed_id: str) -> tuple[str, ...]:
    """The ids of all lines of a meeting that are about the person of this one."""
    reading.require(Permission.READ_CASES)
    meeting_id = reading.get(MeetingPerson, discussed_id).meeting_id
    for lines in _each_person(reading, meeting_id):
        ids = tuple(line.MeetingPerson.id for line in lines)
        if discussed_id in ids:
            return ids
    return (discussed_id,)


def disclosed_in(reading: Reading, meeting_id: str) -> tuple[tuple[str, str, str], ...]:
    """(person, 端緒, organisation) of what was shared in a meeting and stands; '' for none."""
    reading.require(Permission.READ_CASES)
    return tuple(
        (one.person_id or "", one.signal_id or "", one.organisation_id)
        for one in of_meeting(reading, meeting_id)
        if not is_void(one.ends)
    )


def signals_to_discuss(reading: Reading, text: str = "") -> tuple[SignalChoice, ...]:
    """端緒 that are not closed, the newest first, as far as a text finds them."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(Signal)
        .where(Signal.office_id == reading.office_id, Signal.closed_on.is_(None))
        .order_by(Signal.received_on.desc(), Signal.id)
    )
    wanted = search_folded(text)
    found = [
        SignalChoice(row.id, row.received_on, signal_words(row.place, row.about))
        for row in rows
        if wanted in search_folded(f"{row.place} {row.about} {row.source_name}")
    ]
    return tuple(found[:_MOST_SIGNALS])


def signal_words(place: str | None, about: str | None) -> str:
    """端緒: where and about whom, as far as it was said."""
    said = "　".join(part for part in (place, about) if part)
    return f"端緒: {said}" if said else "端緒"


def _standing(organisation_id: str, name: str, at: Situation | None, day: date) -> Standing:
    """How it stands with a consent for an organisation on a day; None: nobody knows whose."""
    if at is None:
        return Standing(organisation_id, name, False, rules.UNKNOWN)
    laws = lawbook()
    asked = Asked(day=day, way="meeting", items=frozenset(), basis="consent")
    verdicts = [
        stands(basis, asked, at, laws)
        for basis in laws.bases
        if Ask.CONSENT in basis.asks and basis.clauses(at.provider)
    ]
    holds = any(verdict.state is not State.REFUSED for verdict in verdicts)
    return Standing(organisation_id, name, holds, "" if holds else verdicts[0].reason)


def _taking_part(reading: Reading, meeting_id: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of every organisation that is invited or attended."""
    rows = reading.session.execute(
        select(Organisation.id, Organisation.name)
        .join(MeetingMember, MeetingMember.organisation_id == Organisation.id)
        .where(MeetingMember.meeting_id == meeting_id, MeetingMember.attendance != "absent")
        .order_by(MeetingMember.created_at, MeetingMember.id)
    )
    return tuple(dict.fromkeys((row.id, row.name) for row in rows))


def _standing_activities(reading: Reading, meeting_id: str) -> frozenset[str]:
    """支援経過 the meeting became and that were not taken back."""
    rows = reading.session.scalars(
        select(Activity.id)
        .join(MeetingPerson, MeetingPerson.activity_id == Activity.id)
        .where(MeetingPerson.meeting_id == meeting_id, Activity.withdrawn_at.is_(None))
    )
    return frozenset(rows)


def _each_person(reading: Reading, meeting_id: str) -> list[list[Any]]:
    """The lines of a meeting, those of one person together at the place of the first."""
    lines: dict[str, list[Any]] = {}
    for row in _rows(reading, MeetingPerson.meeting_id == meeting_id):
        key = row.MeetingPerson.person_id or row.linked or row.MeetingPerson.id
        lines.setdefault(key, []).append(row)
    return list(lines.values())


def _rows(reading: Reading, condition: Any) -> Sequence[Any]:
    return reading.session.execute(
        select(
            MeetingPerson,
            Person.name,
            Episode.number,
            Episode.service,
            Signal.place,
            Signal.about,
            Signal.person_id.label("linked"),
        )
        .outerjoin(Episode, Episode.id == MeetingPerson.episode_id)
        .outerjoin(Signal, Signal.id == MeetingPerson.signal_id)
        .outerjoin(Person, Person.id == func.coalesce(MeetingPerson.person_id, Signal.person_id))
        .where(MeetingPerson.office_id == reading.office_id, condition)
        .order_by(MeetingPerson.created_at, MeetingPerson.id)
    ).all()
