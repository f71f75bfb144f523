"""今日: what is red for being late also says so, for whoever does not see colours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.deadlines.tasks.queries import TaskFacts
from app.ui.screens.today_lines import Line, task_line
from app.ui.theme import Tone

TODAY = date(2026, 11, 24)


def line_of(days: int | None) -> Line:
    due = None if days is None else TODAY + timedelta(days)
    return task_line(TaskFacts("1", 1, "電話する", due, "試作", "", "", "", "", False), TODAY)


@pytest.mark.parametrize("days", [-1, -30])
def test_a_task_past_its_day_says_so(days: int) -> None:
    line = line_of(days)
    assert line.tone is Tone.ERROR and "期日を過ぎています" in str(line)


@pytest.mark.parametrize("days", [0, 1, 8, None])
def test_a_task_that_is_not_says_nothing_of_it(days: int | None) -> None:
    line = line_of(days)
    assert line.tone is not Tone.ERROR and "過ぎ" not in str(line)
