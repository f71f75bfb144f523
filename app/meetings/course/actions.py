"""A 会議 was held, or will not be; the next one with the same people."""

from __future__ import annotations

from sqlalchemy import select

from app.calendar import wareki
from app.errors import FieldProblem, InvalidInput
from app.meetings.actions import refuse_unheld
from app.meetings.members.rules import ATTENDED, INVITED
from app.meetings.persons.queries import disclosed_in
from app.meetings.rules import (
    CANCELLED,
    HELD,
    PLANNED,
    HoldInput,
    check_held,
    kind_words,
    next_title,
)
from app.meetings.telling import held_still, tell
from app.schedule.rules import read_planned_day
from app.staff.permissions import Permission
from app.storage.records import Episode, Meeting, MeetingMember, MeetingPerson
from app.storage.types import new_id
from app.storage.work import Work

_AGAIN = "この会議はもう開催済みです。画面を読み直してください。"
_TOLD = "この会議では情報提供が記録されています。先に情報提供の記録を取り消してください。"


def hold(work: Work, meeting_id: str, version: int, typed: HoldInput) -> None:
    """Say that a meeting took place, when, and with `everyone` that all who were invited came.

    Refused for every person who may not be discussed there, with the ways open.
    """
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id, version)
    if meeting.state == HELD:
        raise InvalidInput((FieldProblem("state", _AGAIN),))
    when = check_held(typed, work.clock.today())
    meeting.day, meeting.start_minute, meeting.end_minute = when.day, when.start, when.end
    members = _members(work, meeting)
    if typed.everyone:
        for member in members:
            if member.attendance == INVITED:
                member.attendance = ATTENDED
    if not any(member.attendance == ATTENDED for member in members):
        raise InvalidInput(
            (FieldProblem("everyone", "出席者がいません。出席者を加えるか、出席にしてください。"),)
        )
    refuse_unheld(work, meeting)
    meeting.state = HELD
    tell(work, meeting, "meeting.held", "会議を開催した")
    _tell_cases(work, meeting)


def take_back(work: Work, meeting_id: str, version: int) -> None:
    """Make a meeting a planned one again that was recorded as held by mistake."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id, version)
    if meeting.state != HELD:
        raise InvalidInput((FieldProblem("state", "この会議は開催済みになっていません。"),))
    if disclosed_in(work, meeting.id):
        raise InvalidInput((FieldProblem("state", _TOLD),))
    meeting.state = PLANNED
    for member in _members(work, meeting):
        if member.attendance == ATTENDED:
            member.attendance = INVITED
    tell(work, meeting, "meeting.taken_back", "会議の開催の記録を取り消した")


def cancel(work: Work, meeting_id: str, version: int, why: str) -> None:
    """Say that a planned meeting will not take place; it stays readable."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id, version)
    if meeting.state == HELD:
        raise InvalidInput(
            (FieldProblem("state", "開催済みの会議です。先に開催の記録を取り消してください。"),)
        )
    meeting.state, meeting.cancelled_why = CANCELLED, why.strip()
    tell(work, meeting, "meeting.cancelled", "会議を中止した")


def restore(work: Work, meeting_id: str, version: int) -> None:
    """Take a cancellation back."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = work.get(Meeting, meeting_id)
    work.check_version(meeting, version)
    if meeting.state != CANCELLED:
        raise InvalidInput((FieldProblem("state", "この会議は中止されていません。"),))
    meeting.state, meeting.cancelled_why = PLANNED, ""
    tell(work, meeting, "meeting.restored", "会議の中止を取り消した")


def plan_next(work: Work, meeting_id: str, version: int, day: str) -> str:
    """Plan the next meeting: same kind, place, people discussed and members, and give back its id."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id, version)
    found, wrong = read_planned_day(day, work.clock.today())
    if found is None:
        raise InvalidInput((FieldProblem("next_day", wrong),))
    if found <= meeting.day:
        words = f"この会議（{wareki.short(meeting.day)}）よりあとの日を入力してください。"
        raise InvalidInput((FieldProblem("next_day", words),))
    following = Meeting(
        state=PLANNED,
        kind=meeting.kind,
        title=next_title(meeting.title),
        day=found,
        start_minute=meeting.start_minute,
        end_minute=meeting.end_minute,
        place=meeting.place,
        host_id=meeting.host_id,
        municipality=meeting.municipality,
        worker=meeting.worker,
    )
    work.add(following)
    work.session.flush()
    _same_people(work, meeting, following)
    meeting.next_day = found
    tell(work, meeting, "meeting.next", f"次回（{wareki.short(found)}）を決めた")
    tell(work, following, "meeting.planned", "会議を予定に入れた", after=meeting.id)
    return following.id


def _same_people(work: Work, meeting: Meeting, following: Meeting) -> None:
    """Invite the same; that they are bound to secrecy is confirmed anew."""
    members, persons = _members(work, meeting), _persons(work, meeting)
    for key, member in zip(_ids(len(members)), members, strict=True):
        work.add(
            MeetingMember(
                id=key,
                meeting_id=following.id,
                organisation_id=member.organisation_id,
                name=member.name,
                post=member.post,
                member=member.member,
                attendance=INVITED,
                secrecy_how="",
                role=member.role,
            )
        )
    for key, person in zip(_ids(len(persons)), persons, strict=True):
        work.add(
            MeetingPerson(
                id=key,
                meeting_id=following.id,
                person_id=person.person_id,
                episode_id=person.episode_id,
                signal_id=person.signal_id,
            )
        )


def _ids(count: int) -> list[str]:
    """Ids in order: what is made in one moment is listed by them."""
    return sorted(new_id() for _ in range(count))


def _members(work: Work, meeting: Meeting) -> list[MeetingMember]:
    return list(
        work.session.scalars(
            select(MeetingMember)
            .where(MeetingMember.meeting_id == meeting.id)
            .order_by(MeetingMember.created_at, MeetingMember.id)
        )
    )


def _persons(work: Work, meeting: Meeting) -> list[MeetingPerson]:
    return list(
        work.session.scalars(
            select(MeetingPerson)
            .where(MeetingPerson.meeting_id == meeting.id)
            .order_by(MeetingPerson.created_at, MeetingPerson.id)
        )
    )


def _tell_cases(work: Work, meeting: Meeting) -> None:
    for person in _persons(work, meeting):
        if person.episode_id:
            work.touch(work.get(Episode, person.episode_id))
            work.tell(
                "meeting.discussed",
                f"{kind_words(meeting.kind)}で話し合った（{wareki.short(meeting.day)}）",
                subject_kind="episode",
                subject_id=person.episode_id,
                details={"meeting": meeting.id},
            )
