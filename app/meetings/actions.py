"""Changes to 会議: planned, corrected, agenda and minutes written."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import FieldProblem, InvalidInput
from app.meetings.persons.queries import disclosed_in, discussed
from app.meetings.rules import (
    HELD,
    PLANNED,
    SUPPORT,
    CheckedMeeting,
    MeetingInput,
    Sharing,
    check,
    sharing,
)
from app.meetings.telling import held_still, tell
from app.staff.permissions import Permission
from app.storage.records import Meeting, MeetingPerson, Organisation, Person
from app.storage.work import Work

LONGEST_MINUTES = 200_000
_SHARED = (
    "この会議では情報提供が記録されています。種類と日は変えられません。"
    "変えるときは、先に情報提供の記録を取り消してください。"
)


def plan(work: Work, typed: MeetingInput) -> str:
    """Keep a new 会議 and give back its id; one that took place already is planned and then held."""
    work.require(Permission.HOLD_MEETINGS)
    checked = check(typed, work.clock.today())
    meeting = Meeting(state=PLANNED)
    _write(work, meeting, checked, typed.host_id)
    work.add(meeting)
    tell(work, meeting, "meeting.planned", "会議を予定に入れた")
    return meeting.id


def change(work: Work, meeting_id: str, version: int, typed: MeetingInput) -> None:
    """Keep what was corrected; kind and day stay once something was shared."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id, version)
    names = _names(work, meeting)
    checked = check(typed, work.clock.today(), names)
    if meeting.state == HELD and checked.day > work.clock.today():
        raise InvalidInput((FieldProblem("day", "開催した会議の日が先の日付になっています。"),))
    moved = (checked.kind, checked.day) != (meeting.kind, meeting.day)
    if moved and disclosed_in(work, meeting.id):
        at = "kind" if checked.kind != meeting.kind else "day"
        raise InvalidInput((FieldProblem(at, _SHARED),))
    _write(work, meeting, checked, typed.host_id)
    if moved and meeting.state == HELD:
        refuse_unheld(work, meeting)
    tell(work, meeting, "meeting.changed", "会議の予定を変えた")


def as_support_meeting(work: Work, meeting_id: str, version: int) -> None:
    """Make a planned meeting a 支援会議: nobody need consent, the members confirm their secrecy."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id, version)
    if meeting.state != PLANNED:
        raise InvalidInput(
            (FieldProblem("kind", "開催した会議の種類は「訂正」で変えてください。"),)
        )
    meeting.kind = SUPPORT
    tell(work, meeting, "meeting.changed", "支援会議に変えた")


def write_minutes(work: Work, meeting_id: str, version: int, minutes: str) -> None:
    """Keep the 議事録."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id, version)
    text = minutes.strip()
    if len(text) > LONGEST_MINUTES:
        raise InvalidInput((FieldProblem("minutes", f"議事録は{LONGEST_MINUTES:,}文字までです。"),))
    if text == meeting.minutes:
        return
    meeting.minutes = text
    tell(work, meeting, "meeting.minutes", "議事録を書いた")


def refuse_unheld(work: Work, meeting: Meeting) -> None:
    """Refuse a meeting as held where its kind does not allow to discuss somebody there.

    A 重層的支援会議 needs everybody's consent for every organisation; a 支援会議 needs who calls it.
    """
    work.require(Permission.HOLD_MEETINGS)
    work.session.flush()
    problems = []
    if sharing(meeting.kind) is Sharing.SECRECY and meeting.host_id is None:
        problems.append(
            FieldProblem(
                "host_id",
                "支援会議は市町村が組織します。「訂正」で主催（市町村か、委託を受けた機関）を"
                "選んでください。",
            )
        )
    people = discussed(work, meeting.id, meeting.kind, meeting.day)
    problems += [FieldProblem(f"person.{one.id}", one.refusal) for one in people if one.refusal]
    if problems:
        raise InvalidInput(tuple(problems))


def _write(work: Work, meeting: Meeting, checked: CheckedMeeting, host_id: str) -> None:
    host = work.get(Organisation, host_id) if host_id else None
    meeting.kind, meeting.day, meeting.title = checked.kind, checked.day, checked.title
    meeting.start_minute, meeting.end_minute = checked.start, checked.end
    meeting.place, meeting.agenda, meeting.worker = checked.place, checked.agenda, checked.worker
    meeting.host_id = host.id if host else None
    meeting.municipality = host.municipality if host else None


def _names(work: Work, meeting: Meeting) -> tuple[str, ...]:
    return tuple(
        work.session.scalars(
            select(Person.name)
            .join(MeetingPerson, MeetingPerson.person_id == Person.id)
            .where(MeetingPerson.meeting_id == meeting.id)
        )
    )
