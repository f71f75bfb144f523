"""What may be typed as a task, and why not (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.calendar.typing import read_date
from app.errors import FieldProblem

LONGEST_TITLE = 200
LONGEST_NOTE = 5_000


@dataclass(frozen=True)
class TaskInput:
    """What was typed; `due` may stay empty, `episode_id` is '' for a task about no case."""

    title: str
    due: str
    worker: str
    note: str = ""
    episode_id: str = ""


@dataclass(frozen=True)
class CheckedTask:
    """A task ready to be kept, or the problems."""

    due: date | None
    problems: tuple[FieldProblem, ...]


def check_task(typed: TaskInput, today: date) -> CheckedTask:
    """Read what was typed: words, and a full day or none."""
    problems: list[FieldProblem] = []
    due: date | None = None
    title = typed.title.strip()
    if not title:
        problems.append(
            FieldProblem("title", "することを入力してください（例: 受入先へ見学の日を聞く）。")
        )
    elif len(title) > LONGEST_TITLE:
        problems.append(
            FieldProblem("title", f"{LONGEST_TITLE}文字までにして、続きはメモに書いてください。")
        )
    if len(typed.note) > LONGEST_NOTE:
        problems.append(FieldProblem("note", f"メモは{LONGEST_NOTE:,}文字までにしてください。"))
    if typed.due.strip():
        result = read_date(typed.due, today=today)
        if result.problem is not None:
            problems.append(FieldProblem("due", result.problem.message))
        elif result.value is None or not result.value.is_full:
            problems.append(FieldProblem("due", "日まで入力してください（例: 12/3）。"))
        else:
            due = result.value.first
    return CheckedTask(due, tuple(problems))
