"""Changes to who is discussed in a 会議."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from app.errors import FieldProblem, InvalidInput
from app.meetings.persons.queries import disclosed_in, discussed, lines_of
from app.meetings.rules import HELD, named_in
from app.meetings.telling import held_still, tell
from app.staff.permissions import Permission
from app.storage.records import Episode, Meeting, MeetingDecision, MeetingPerson, Person, Signal
from app.storage.work import Work

_TWICE = "もう話し合う人に入っています。"
_TOLD = (
    "この人については、この会議での情報提供が記録されています。"
    "先に情報提供の記録を取り消してから外してください。"
)
_DECIDED = "この人について決まったことが記録されています。先にそれを直してから外してください。"


def discuss(work: Work, meeting_id: str, episode_id: str) -> str:
    """Add the person of a case and give back the id of the line.

    In a 重層的支援会議 that was held, only with their consent for everybody who was there.
    """
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id)
    episode = work.get(Episode, episode_id)
    person = work.get(Person, episode.person_id)
    same = or_(
        MeetingPerson.person_id == person.id,
        MeetingPerson.signal_id.in_(select(Signal.id).where(Signal.person_id == person.id)),
    )
    _refuse_twice(work, meeting, same)
    if named_in(meeting.title, (person.name,)):
        raise InvalidInput(
            (
                FieldProblem(
                    "episode_id",
                    "会議の名称にこの人の氏名があります。先に名称を直してから加えてください。",
                ),
            )
        )
    added = MeetingPerson(meeting_id=meeting.id, person_id=person.id, episode_id=episode.id)
    return _added(work, meeting, added, "話し合う人を追加")


def discuss_signal(work: Work, meeting_id: str, signal_id: str) -> str:
    """Add a 端緒 before anybody knows who it is about."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id)
    signal = work.get(Signal, signal_id)
    same: ColumnElement[bool] = MeetingPerson.signal_id == signal.id
    if signal.person_id is not None:
        same = or_(same, MeetingPerson.person_id == signal.person_id)
    _refuse_twice(work, meeting, same)
    added = MeetingPerson(meeting_id=meeting.id, signal_id=signal.id)
    return _added(work, meeting, added, "話し合う端緒を追加")


def leave_out(work: Work, discussed_id: str) -> None:
    """Take somebody out again, as long as nothing was shared or decided about them."""
    work.require(Permission.HOLD_MEETINGS)
    gone = work.get(MeetingPerson, discussed_id)
    meeting = held_still(work, gone.meeting_id)
    for line in [work.get(MeetingPerson, one) for one in lines_of(work, gone.id)]:
        _refuse_counting(work, meeting, line)
        work.touch(line)
        work.session.delete(line)
    tell(work, meeting, "meeting.person_left_out", "話し合う人から外した", person=gone.person_id)


def _refuse_counting(work: Work, meeting: Meeting, line: MeetingPerson) -> None:
    """Refuse to take out a line about whose person something was shared or decided."""
    for person_id, signal_id, _ in disclosed_in(work, meeting.id):
        if (line.person_id and person_id == line.person_id) or (
            line.signal_id and signal_id == line.signal_id
        ):
            raise InvalidInput((FieldProblem("persons", _TOLD),))
    decided = select(MeetingDecision.id).where(
        MeetingDecision.meeting_id == meeting.id, MeetingDecision.person_id == line.person_id
    )
    if line.person_id and work.session.scalar(decided.limit(1)) is not None:
        raise InvalidInput((FieldProblem("persons", _DECIDED),))


def _added(work: Work, meeting: Meeting, added: MeetingPerson, words: str) -> str:
    work.add(added)
    work.session.flush()
    if meeting.state == HELD:
        refusals = {
            one.id: one.refusal
            for one in discussed(work, meeting.id, meeting.kind, meeting.day)
            if one.refusal
        }
        if added.id in refusals:
            raise InvalidInput((FieldProblem("persons", refusals[added.id]),))
    tell(work, meeting, "meeting.person_added", words, person=added.person_id)
    return added.id


def _refuse_twice(work: Work, meeting: Meeting, same: ColumnElement[bool]) -> None:
    found = select(MeetingPerson.id).where(
        MeetingPerson.meeting_id == meeting.id,
        same,
    )
    if work.session.scalar(found.limit(1)) is not None:
        raise InvalidInput((FieldProblem("episode_id", _TWICE),))
