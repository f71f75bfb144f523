"""What may be typed for something that was decided (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.cases.checking import Checking
from app.deadlines.tasks.rules import LONGEST_TITLE, TaskInput


@dataclass(frozen=True)
class DecisionInput:
    """What was decided: `organisation_id` '' for the own centre, `owner` who does it there."""

    text: str
    organisation_id: str = ""
    owner: str = ""
    due: str = ""
    discussed_id: str = ""
    """The line of the person it is about; '' for all."""


@dataclass(frozen=True)
class CheckedDecision:
    """The same, tidied."""

    text: str
    owner: str
    due: date | None


def check(typed: DecisionInput, today: date) -> CheckedDecision:
    """What was typed, tidied: words, and a full day or none."""
    checking = Checking(today)
    text = checking.text("text", "決まったこと", typed.text)
    if not text:
        checking.wrong("text", "決まったことを入力してください（例: 受診に付き添う）。")
    checked = CheckedDecision(
        text=text,
        owner=" ".join(checking.text("owner", "だれが", typed.owner).split()),
        due=checking.full_day("due", "いつまで", checking.any_day("due", typed.due)),
    )
    checking.settle()
    return checked


def task(typed: DecisionInput, checked: CheckedDecision, told: str, episode_id: str) -> TaskInput:
    """The task of the own centre; words too long for its title go on in its note."""
    line = " ".join(checked.text.split())
    short = line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"
    note = told if short == checked.text else f"{told}\n{checked.text}"
    return TaskInput(short, typed.due, checked.owner, note, episode_id)
