"""Reads of 会議: the list, and one meeting whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union

from app.consent.disclosures.queries import Disclosed, of_meeting
from app.meetings import rules
from app.meetings.decisions.queries import DecisionFacts, decisions
from app.meetings.members.queries import MemberFacts, members
from app.meetings.persons.queries import Discussed, discussed, names_in
from app.meetings.rules import PLANNED, Sharing, sharing
from app.people.names import search_folded
from app.people.queries import holding
from app.staff.permissions import Permission
from app.storage.records import Meeting, MeetingMember, MeetingPerson, Organisation, Person, Signal
from app.storage.work import Reading

PAGE = 100
AHEAD, PAST = "ahead", "past"
_who = func.coalesce(MeetingPerson.person_id, Signal.person_id)
"""The person discussed, or whom the 端緒 turned out to be about."""


@dataclass(frozen=True)
class MeetingFilter:
    """What the list shows: `when` 'ahead', 'past' or '' for all; the rest narrows it."""

    when: str = ""
    kind: str = ""
    text: str = ""
    person_id: str = ""


@dataclass(frozen=True)
class MeetingRow:
    """One row of the list."""

    id: str
    kind: str
    title: str
    day: date
    start: int | None
    end: int | None
    place: str
    state: str
    names: tuple[str, ...]
    """Those discussed."""


@dataclass(frozen=True)
class MeetingFacts:
    """The head of one meeting."""

    id: str
    version: int
    kind: str
    title: str
    day: date
    start: int | None
    end: int | None
    place: str
    host_id: str
    host: str
    """Who calls it; '' for the own centre."""
    agenda: str
    minutes: str
    state: str
    cancelled_why: str
    next_day: date | None
    worker: str

    @property
    def how(self) -> Sharing:
        """On what it shares."""
        return sharing(self.kind)


@dataclass(frozen=True)
class MeetingPage:
    """One meeting with everything that hangs on it, and why something may not be done."""

    facts: MeetingFacts
    people: tuple[Discussed, ...]
    members: tuple[MemberFacts, ...]
    decisions: tuple[DecisionFacts, ...]
    shared: tuple[Disclosed, ...]
    next_id: str
    """The meeting that was planned as the next one; '' for none."""
    edit_refusal: str
    hold_refusal: str
    cancel_refusal: str
    share_refusal: str
    decide_refusal: str
    next_refusal: str
    record_refusal: str


def meeting_list(
    reading: Reading,
    wanted: MeetingFilter,
    *,
    sort: str = "",
    descending: bool = False,
    offset: int = 0,
    limit: int = PAGE,
) -> tuple[tuple[MeetingRow, ...], int]:
    """A page of the list and how many there are; what is ahead by day, the rest backwards."""
    reading.require(Permission.READ_CASES)
    conditions = _conditions(reading, wanted)
    total = reading.session.scalar(select(func.count()).select_from(Meeting).where(*conditions))
    backwards = descending if sort else wanted.when != AHEAD
    page = _ordered(conditions, (Meeting.kind,) if sort == "kind" else (), backwards=backwards)
    return _listed(reading, page.offset(offset).limit(limit)), total or 0


def meetings_of(reading: Reading, person_id: str, *, limit: int = 50) -> tuple[MeetingRow, ...]:
    """The meetings that discussed a person or a 端緒 that turned out to be theirs, newest first."""
    reading.require(Permission.READ_CASES)
    conditions = _conditions(reading, MeetingFilter(person_id=person_id))
    return _listed(reading, _ordered(conditions, (), backwards=True).limit(limit))


def ahead_count(reading: Reading) -> int:
    """How many meetings are planned and not recorded as held or cancelled."""
    reading.require(Permission.READ_CASES)
    planned = _conditions(reading, MeetingFilter(when=AHEAD))
    return reading.session.scalar(select(func.count()).select_from(Meeting).where(*planned)) or 0


def meeting_page(reading: Reading, meeting_id: str) -> MeetingPage:
    """One meeting whole."""
    reading.require(Permission.READ_CASES)
    record = reading.get(Meeting, meeting_id)
    facts = _facts(reading, record)
    people = discussed(reading, record.id, record.kind, record.day)
    there = members(reading, record.id)
    actor = reading.actor
    refusal = actor.refusal(Permission.HOLD_MEETINGS)
    edit = rules.changing_refusal(facts.state, refusal)
    disclose = actor.refusal(Permission.DISCLOSE)
    note = actor.refusal(Permission.RECORD_ACTIVITY)
    planned = "" if facts.state == PLANNED else "開催済みの会議です。"
    return MeetingPage(
        facts=facts,
        people=people,
        members=there,
        decisions=decisions(reading, record.id),
        shared=of_meeting(reading, record.id),
        next_id=_next(reading, record),
        edit_refusal=edit,
        hold_refusal=edit or planned or hold_refusal(facts, people, there, reading.clock.today()),
        cancel_refusal=edit or planned,
        share_refusal=rules.held_refusal(facts.state, refusal or disclose, "共有したことを残します")
        or _nobody(people, there),
        decide_refusal=rules.held_refusal(facts.state, refusal, "決まったことを入れます"),
        next_refusal=rules.held_refusal(facts.state, refusal, "次回を決めます"),
        record_refusal=rules.held_refusal(facts.state, refusal or note, "支援経過に残します")
        or _recorded(people),
    )


def hold_refusal(
    facts: MeetingFacts,
    people: tuple[Discussed, ...],
    there: tuple[MemberFacts, ...],
    today: date,
) -> str:
    """Why a planned meeting cannot be recorded as held as it stands; '' when it can."""
    if not any(one.attendance != "absent" for one in there):
        return "出席者がまだいません。「出席者」に加えてから記録します。"
    if facts.day > today:
        return "先の日の会議です。開催した日になったら記録します。"
    if facts.how is Sharing.SECRECY and not facts.host_id:
        return "支援会議は市町村が組織します。「訂正」で主催を選んでください。"
    missing = [one.refusal for one in people if one.refusal]
    return "\n".join(missing)


def _nobody(people: tuple[Discussed, ...], there: tuple[MemberFacts, ...]) -> str:
    if not people:
        return "話し合った人がいません。「話し合う人」に加えてから残します。"
    outside = [one for one in there if one.outside]
    if not outside:
        return "外の機関の出席者がいないので、情報提供にはあたりません。"
    if all(one.receive_refusal for one in outside):
        return outside[0].receive_refusal
    return ""


def _recorded(people: tuple[Discussed, ...]) -> str:
    cases = [one for one in people if one.episode_id]
    if not cases:
        return "ケースのある人が話し合われていないので、支援経過にはできません。"
    if all(one.recorded for one in cases):
        return "話し合った人の支援経過には、もう残しました。"
    return ""


def _facts(reading: Reading, record: Meeting) -> MeetingFacts:
    host = reading.get(Organisation, record.host_id) if record.host_id else None
    return MeetingFacts(
        id=record.id,
        version=record.version,
        kind=record.kind,
        title=record.title,
        day=record.day,
        start=record.start_minute,
        end=record.end_minute,
        place=record.place,
        host_id=record.host_id or "",
        host=host.name if host else "",
        agenda=record.agenda,
        minutes=record.minutes,
        state=record.state,
        cancelled_why=record.cancelled_why,
        next_day=record.next_day,
        worker=record.worker,
    )


def _next(reading: Reading, record: Meeting) -> str:
    if record.next_day is None:
        return ""
    following = select(Meeting.id).where(
        Meeting.office_id == reading.office_id,
        Meeting.kind == record.kind,
        Meeting.day == record.next_day,
        Meeting.title.in_((record.title, rules.next_title(record.title))),
        Meeting.id != record.id,
    )
    return reading.session.scalar(following.order_by(Meeting.id).limit(1)) or ""


def _conditions(reading: Reading, wanted: MeetingFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Meeting.office_id == reading.office_id]
    if wanted.when == AHEAD:
        conditions.append(Meeting.state == PLANNED)
    elif wanted.when == PAST:
        conditions.append(Meeting.state != PLANNED)
    if wanted.kind:
        conditions.append(Meeting.kind == wanted.kind)
    if wanted.person_id:
        conditions.append(Meeting.id.in_(_about(wanted.person_id)))
    if folded := search_folded(wanted.text):
        conditions.append(_finding(reading, wanted.text.strip(), folded))
    return conditions


def _finding(reading: Reading, text: str, folded: str) -> ColumnElement[bool]:
    """Whether a text is in its name, place or minutes, or names who is discussed or who comes."""
    persons = select(Person.id).where(*holding(reading.office_id, folded))
    organisations = select(Organisation.id).where(
        Organisation.office_id == reading.office_id,
        Organisation.search_key.contains(folded, autoescape=True),
    )
    coming = select(MeetingMember.meeting_id).where(
        or_(
            MeetingMember.organisation_id.in_(organisations),
            MeetingMember.name.contains(text, autoescape=True),
        )
    )
    own = (Meeting.title, Meeting.place, Meeting.minutes, Meeting.agenda)
    return or_(
        *(column.contains(text, autoescape=True) for column in own),
        Meeting.host_id.in_(organisations),
        Meeting.id.in_(coming),
        Meeting.id.in_(_discussing(_who.in_(persons))),
    )


def _discussing(person: ColumnElement[bool]) -> Any:
    """The meetings in which they are discussed."""
    return (
        select(MeetingPerson.meeting_id)
        .outerjoin(Signal, Signal.id == MeetingPerson.signal_id)
        .where(person)
    )


def _about(person_id: str) -> Any:
    """The same for one person, whose rows both tables find by an index."""
    theirs = select(Signal.id).where(Signal.person_id == person_id)
    turned_out = MeetingPerson.person_id.is_(None) & MeetingPerson.signal_id.in_(theirs)
    return union(
        select(MeetingPerson.meeting_id).where(MeetingPerson.person_id == person_id),
        select(MeetingPerson.meeting_id).where(turned_out),
    )


def _ordered(
    conditions: Sequence[ColumnElement[bool]], first: Sequence[Any], *, backwards: bool
) -> Select[Meeting]:
    keys = (*first, Meeting.day, Meeting.start_minute, Meeting.id)
    order = [key.desc().nulls_last() if backwards else key.asc().nulls_first() for key in keys]
    return select(Meeting).where(*conditions).order_by(*order)


def _listed(reading: Reading, page: Select[Meeting]) -> tuple[MeetingRow, ...]:
    found = reading.session.scalars(page).all()
    names = names_in(reading, [one.id for one in found])
    return tuple(_row(one, names.get(one.id, ())) for one in found)


def _row(record: Meeting, names: tuple[str, ...]) -> MeetingRow:
    return MeetingRow(
        id=record.id,
        kind=record.kind,
        title=record.title,
        day=record.day,
        start=record.start_minute,
        end=record.end_minute,
        place=record.place,
        state=record.state,
        names=names,
    )
