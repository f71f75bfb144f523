"""Recording a 会議 among the 支援経過 of everybody who was discussed."""

from __future__ import annotations

from dataclasses import dataclass

from app.calendar import wareki
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput, read_minutes
from app.errors import FieldProblem, InvalidInput
from app.meetings.persons.queries import discussed
from app.meetings.rules import HELD, held_refusal
from app.meetings.telling import held_still, tell
from app.staff.permissions import Permission
from app.storage.records import MeetingPerson, Organisation
from app.storage.work import Work

WHOLE, SPLIT = "whole", "split"


@dataclass(frozen=True)
class ContactInput:
    """What was typed: the length as typed, whether each gets all of it or a share, the words."""

    minutes: str
    share: str = WHOLE
    content: str = ""
    partner: str = ""
    worker: str = ""


def record_contacts(work: Work, meeting_id: str, typed: ContactInput) -> int:
    """Keep the meeting as a 支援経過 of each case that was discussed; how many there were."""
    work.require(Permission.RECORD_ACTIVITY)
    meeting = held_still(work, meeting_id)
    if meeting.state != HELD:
        reason = held_refusal(meeting.state, "", "支援経過に残します")
        raise InvalidInput((FieldProblem("state", reason),))
    people = discussed(work, meeting.id, meeting.kind, meeting.day, with_consents=False)
    wanted = [one for one in people if one.episode_id and not one.recorded]
    if not wanted:
        raise InvalidInput(
            (
                FieldProblem(
                    "state", "残せる人がいないか、もう残しました。画面を読み直してください。"
                ),
            )
        )
    shares = _shares(typed, len(wanted))
    host = work.get(Organisation, meeting.host_id) if meeting.host_id else None
    for person, minutes in zip(wanted, shares, strict=True):
        contact = ActivityInput(
            day=wareki.short(meeting.day),
            means="meeting",
            minutes=minutes,
            partner=typed.partner.strip() or (host.name if host else ""),
            content=typed.content,
            worker=typed.worker.strip() or meeting.worker,
        )
        line = work.get(MeetingPerson, person.id)
        line.activity_id = record_activity(work, person.episode_id or "", contact)
    words = f"会議を支援経過に残した（{len(wanted)}件）"
    tell(work, meeting, "meeting.contacts", words)
    return len(wanted)


def _shares(typed: ContactInput, persons: int) -> list[str]:
    """The minutes of each as typed; a share is rounded down, the rest goes to the first."""
    if typed.share != SPLIT or persons == 1:
        return [typed.minutes] * persons
    whole = read_minutes(typed.minutes) if typed.minutes.strip() else 0
    if whole is None:
        return [typed.minutes] * persons  # refused where it is recorded
    share, rest = divmod(whole, persons)
    return [str(share + rest), *[str(share)] * (persons - 1)]
