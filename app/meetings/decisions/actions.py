"""Changes to what was decided in a 会議, together with the tasks of the own centre."""

from __future__ import annotations

from sqlalchemy import func, select

from app.calendar import wareki
from app.deadlines.tasks.actions import add_task, correct_task, remove_task
from app.deadlines.tasks.rules import TaskInput
from app.errors import FieldProblem, InvalidInput
from app.meetings.decisions.rules import CheckedDecision, DecisionInput, check, task
from app.meetings.rules import HELD, kind_words
from app.meetings.telling import held_still, tell
from app.staff.permissions import Permission
from app.storage.records import Meeting, MeetingDecision, MeetingPerson, Organisation, Task
from app.storage.work import Work

_NOT_HELD = "まだ開催を記録していません。「開催を記録」のあとで、決まったことを入れます。"
_DONE = "この決定の課題はもう済みです。直すときは、先に課題の済みを取り消してください。"


def decide(work: Work, meeting_id: str, typed: DecisionInput) -> str:
    """Keep who does what by when; for the own centre a task is made with it."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = _held(work, meeting_id)
    checked = check(typed, work.clock.today())
    last = select(func.max(MeetingDecision.position)).where(
        MeetingDecision.meeting_id == meeting.id
    )
    decision = MeetingDecision(meeting_id=meeting.id, position=(work.session.scalar(last) or 0) + 1)
    episode_id = _write(work, meeting, decision, typed, checked)
    if not typed.organisation_id:
        decision.task_id = _task(work, task(typed, checked, _told(meeting), episode_id))
    work.add(decision)
    tell(work, meeting, "meeting.decided", "決まったことを記録", decision=decision.id)
    return decision.id


def correct_decision(work: Work, decision_id: str, version: int, typed: DecisionInput) -> None:
    """Keep a corrected decision; its task follows, is made or goes."""
    work.require(Permission.HOLD_MEETINGS)
    decision = work.get(MeetingDecision, decision_id)
    meeting = _held(work, decision.meeting_id)
    work.check_version(decision, version)
    checked = check(typed, work.clock.today())
    kept = work.get(Task, decision.task_id) if decision.task_id else None
    if kept is not None and kept.done_at is not None:
        raise InvalidInput((FieldProblem("text", _DONE),))
    before = decision.person_id
    episode_id = _write(work, meeting, decision, typed, checked)
    wanted = task(typed, checked, _told(meeting), episode_id)
    if kept is not None and (typed.organisation_id or before != decision.person_id):
        decision.task_id = None  # a task stays with its case; another one begins
        work.session.flush()
        remove_task(work, kept.id, kept.version)
        kept = None
    if kept is not None:
        correct_task(work, kept.id, kept.version, wanted)
    elif not typed.organisation_id:
        decision.task_id = _task(work, wanted)
    tell(work, meeting, "meeting.decision_corrected", "決まったことを訂正", decision=decision.id)


def drop_decision(work: Work, decision_id: str, version: int) -> None:
    """Take a decision away that was written by mistake, with its open task."""
    work.require(Permission.HOLD_MEETINGS)
    decision = work.get(MeetingDecision, decision_id)
    meeting = _held(work, decision.meeting_id)
    work.check_version(decision, version)
    kept = work.get(Task, decision.task_id) if decision.task_id else None
    if kept is not None and kept.done_at is not None:
        raise InvalidInput((FieldProblem("text", _DONE),))
    work.touch(decision)
    work.session.delete(decision)
    work.session.flush()
    if kept is not None:
        remove_task(work, kept.id, kept.version)
    tell(work, meeting, "meeting.decision_dropped", "決まったことを消した")


def _held(work: Work, meeting_id: str) -> Meeting:
    meeting = held_still(work, meeting_id)
    if meeting.state != HELD:
        raise InvalidInput((FieldProblem("text", _NOT_HELD),))
    return meeting


def _write(
    work: Work,
    meeting: Meeting,
    decision: MeetingDecision,
    typed: DecisionInput,
    checked: CheckedDecision,
) -> str:
    """Fill the record; the case of the person it is about, '' for none."""
    about = work.get(MeetingPerson, typed.discussed_id) if typed.discussed_id else None
    if about is not None and about.meeting_id != meeting.id:
        raise InvalidInput(
            (FieldProblem("discussed_id", "この会議で話し合った人ではありません。"),)
        )
    organisation = work.get(Organisation, typed.organisation_id) if typed.organisation_id else None
    decision.text, decision.owner, decision.due = checked.text, checked.owner, checked.due
    decision.organisation_id = organisation.id if organisation else None
    decision.person_id = about.person_id if about else None
    return (about.episode_id if about else None) or ""


def _task(work: Work, typed: TaskInput) -> str:
    """A new task, written before the decision names it."""
    made = add_task(work, typed)
    work.session.flush()
    return made


def _told(meeting: Meeting) -> str:
    return f"{kind_words(meeting.kind)}（{wareki.short(meeting.day)}）で決まったこと"
