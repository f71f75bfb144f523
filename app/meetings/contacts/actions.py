"""Recording a 会議 among the 支援経過 of everybody who was discussed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.calendar import wareki
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.errors import FieldProblem, InvalidInput
from app.meetings.persons.queries import discussed, lines_of
from app.meetings.rules import HELD, held_refusal
from app.meetings.telling import held_still, tell
from app.staff.permissions import Permission
from app.storage.records import Activity, MeetingPerson, Organisation
from app.storage.work import Work

WHOLE, SPLIT = "whole", "split"


@dataclass(frozen=True)
class ContactInput:
    """What was typed: the length as typed, whether each gets all of it or a share, the words."""

    minutes: str
    share: str = SPLIT
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
    host = work.get(Organisation, meeting.host_id) if meeting.host_id else None
    contact = ActivityInput(
        day=wareki.short(meeting.day),
        means="meeting",
        minutes=typed.minutes,
        partner=typed.partner.strip() or (host.name if host else ""),
        content=typed.content,
        worker=typed.worker.strip() or meeting.worker,
        place=meeting.place,
    )
    made = _recorded(work, [one.episode_id or "" for one in wanted], contact, typed.share)
    for person in wanted:
        for line in lines_of(work, person.id):
            work.get(MeetingPerson, line).activity_id = made[person.episode_id or ""]
    tell(work, meeting, "meeting.contacts", f"会議を支援経過に残した（{len(wanted)}件）")
    return len(wanted)


def _recorded(
    work: Work, episodes: list[str], contact: ActivityInput, share: str
) -> dict[str, str]:
    """Episode → its 支援経過: one contact of all, or one of each with all of the time."""
    if share == SPLIT:
        first = work.get(Activity, record_activity(work, episodes[0], contact, episodes[1:]))
        work.session.flush()
        if first.joint_id is None:
            return {episodes[0]: first.id}
        together = work.session.execute(
            select(Activity.episode_id, Activity.id).where(
                Activity.office_id == work.office_id, Activity.joint_id == first.joint_id
            )
        )
        return {row.episode_id: row.id for row in together}
    made = {episode: record_activity(work, episode, contact) for episode in episodes}
    work.session.flush()
    return made
