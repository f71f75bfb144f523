"""Reads of tasks (課題)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from app.staff.permissions import Permission
from app.storage.records import Episode, Person, Task
from app.storage.work import Reading


@dataclass(frozen=True)
class TaskFacts:
    """One task; `name` and `service` are those of its case, '' without one."""

    id: str
    version: int
    title: str
    due: date | None
    worker: str
    note: str
    episode_id: str
    name: str
    service: str
    done: bool


@dataclass(frozen=True)
class OpenTasks:
    """The first open tasks, how many there are, and how many were due before today."""

    tasks: tuple[TaskFacts, ...]
    count: int
    late: int


def open_tasks(reading: Reading, *, worker: str = "", limit: int = 20) -> OpenTasks:
    """Tasks that are not done, the earliest first, those without a day last.

    With a worker also those that nobody was named for.
    """
    reading.require(Permission.READ_CASES)
    conditions = [Task.office_id == reading.office_id, Task.done_at.is_(None)]
    if worker:
        conditions.append(or_(Task.worker == worker, Task.worker == ""))
    is_late = case((Task.due < reading.clock.today(), 1), else_=0)
    count, late = reading.session.execute(
        select(func.count(), func.coalesce(func.sum(is_late), 0)).where(*conditions)
    ).one()
    tasks = _tasks(reading, conditions, limit) if count else ()
    return OpenTasks(tasks, count, late)


def tasks_of(reading: Reading, episode_id: str, *, limit: int = 50) -> tuple[TaskFacts, ...]:
    """The tasks of a case: open ones first, then those done, the newest of them first."""
    reading.require(Permission.READ_CASES)
    own = [Task.office_id == reading.office_id, Task.episode_id == episode_id]
    return _tasks(reading, own, limit)


def _tasks(
    reading: Reading, conditions: Sequence[ColumnElement[bool]], limit: int
) -> tuple[TaskFacts, ...]:
    rows = reading.session.execute(
        select(
            Task.id,
            Task.version,
            Task.title,
            Task.due,
            Task.worker,
            Task.note,
            Task.episode_id,
            Task.done_at,
            Person.name,
            Episode.service,
        )
        .outerjoin(Episode, Episode.id == Task.episode_id)
        .outerjoin(Person, Person.id == Episode.person_id)
        .where(*conditions)
        .order_by(
            Task.done_at.is_not(None),
            Task.done_at.desc(),
            Task.due.is_(None),
            Task.due,
            Task.created_at,
            Task.id,
        )
        .limit(limit)
    )
    return tuple(_facts(row) for row in rows)


def _facts(row: Any) -> TaskFacts:
    return TaskFacts(
        id=row.id,
        version=row.version,
        title=row.title,
        due=row.due,
        worker=row.worker,
        note=row.note,
        episode_id=row.episode_id or "",
        name=row.name or "",
        service=row.service or "",
        done=row.done_at is not None,
    )
