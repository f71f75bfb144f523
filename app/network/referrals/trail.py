"""The trail of a つなぎ: which steps still count, where it stands, its days (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.network.referrals.steps import DRAFT, FINAL, Step


@dataclass(frozen=True)
class Taken:
    """One step as it was written down; `state` is where it led."""

    step: Step
    state: str
    day: date
    reason: str
    by: str


def counted(steps: Sequence[Taken]) -> tuple[Taken, ...]:
    """The steps that were not taken back, in order."""
    found: list[Taken] = []
    for taken in steps:
        if taken.step is not Step.TAKE_BACK:
            found.append(taken)
        elif found:
            found.pop()
    return tuple(found)


def standing(steps: Sequence[Taken]) -> str:
    """The state after these steps."""
    left = counted(steps)
    return left[-1].state if left else DRAFT


def state_before(steps: Sequence[Taken]) -> str:
    """The state that taking the last step back leads to."""
    return standing(counted(steps)[:-1])


def days_of(steps: Sequence[Taken]) -> tuple[date | None, date | None, date | None]:
    """Sent first, answered, ended: of the steps that count."""
    left = counted(steps)
    sent = next((taken.day for taken in left if taken.step is Step.SEND), None)
    answers = (Step.ACCEPT, Step.DECLINE)
    answered = next((taken.day for taken in left if taken.step in answers), None)
    ended = left[-1].day if left and left[-1].state in FINAL else None
    return sent, answered, ended
