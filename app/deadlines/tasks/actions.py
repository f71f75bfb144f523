"""Changes to tasks (課題)."""

from __future__ import annotations

from app.deadlines.tasks.rules import TaskInput, check_task
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Episode, Task
from app.storage.work import Work


def add_task(work: Work, typed: TaskInput) -> str:
    """Keep a new task and give back its id."""
    work.require(Permission.PLAN_DAYS)
    checked = check_task(typed, work.clock.today())
    if checked.problems:
        raise InvalidInput(checked.problems)
    episode = work.get(Episode, typed.episode_id) if typed.episode_id else None
    task = Task(
        title=typed.title.strip(),
        due=checked.due,
        worker=typed.worker.strip(),
        note=typed.note.strip(),
        episode_id=episode.id if episode else None,
        person_id=episode.person_id if episode else None,
    )
    work.add(task)
    _tell(work, task, "task.added", "課題を追加")
    return task.id


def correct_task(work: Work, task_id: str, version: int, typed: TaskInput) -> None:
    """Keep a corrected task; it stays with its case."""
    work.require(Permission.PLAN_DAYS)
    task = work.get(Task, task_id)
    work.check_version(task, version)
    checked = check_task(typed, work.clock.today())
    if checked.problems:
        raise InvalidInput(checked.problems)
    task.title, task.due = typed.title.strip(), checked.due
    task.worker, task.note = typed.worker.strip(), typed.note.strip()
    _tell(work, task, "task.corrected", "課題を訂正")


def tick_task(work: Work, task_id: str, version: int, *, done: bool) -> None:
    """Mark a task as done, or take the mark back."""
    work.require(Permission.PLAN_DAYS)
    task = work.get(Task, task_id)
    work.check_version(task, version)
    if done == (task.done_at is not None):
        raise InvalidInput((FieldProblem("done", "この課題は、もうそのようになっています。"),))
    task.done_at = work.now if done else None
    task.done_by = work.actor.staff_id if done else None
    _tell(work, task, "task.ticked", "課題を済みに" if done else "課題の済みを取り消し")


def remove_task(work: Work, task_id: str, version: int) -> None:
    """Take a task away that is not done and is no longer meant."""
    work.require(Permission.PLAN_DAYS)
    task = work.get(Task, task_id)
    work.check_version(task, version)
    if task.done_at is not None:
        raise InvalidInput((FieldProblem("done", "済みの課題は消せません。"),))
    work.touch(task)
    _tell(work, task, "task.removed", "課題を消した")
    work.session.delete(task)
    work.session.flush()


def _tell(work: Work, task: Task, kind: str, words: str) -> None:
    subject = "episode" if task.episode_id else "task"
    work.tell(
        kind,
        words,
        subject_kind=subject,
        subject_id=task.episode_id or task.id,
        details={"task": task.id},
    )
    if task.episode_id:
        work.touch(work.get(Episode, task.episode_id))
