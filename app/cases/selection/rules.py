"""選定: which decision may be taken with the requirements as they were found (pure).

Selecting asks for all six requirements (平成21年4月 法務省保観第244号); whether each is met is the
finding of people, also 「おおむね65歳」.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.cases.checking import Checking
from app.cases.requirements import rules as requirements

TABLE = "selection"
SPECIAL, GENERAL = "special", "general"
NOT_SELECTED, WITHDRAWN = "not_selected", "withdrawn"
KUBUN = {SPECIAL: "special", GENERAL: "general"}
"""The 区分 that a decision gives the case; the others leave it without one."""
_WITH_REASON = (NOT_SELECTED, WITHDRAWN)


@dataclass(frozen=True)
class SelectionInput:
    """What was typed for one decision."""

    decision: str
    day: str
    reason: str = ""


@dataclass(frozen=True)
class Decision:
    """A decision ready to be kept."""

    decision: str
    day: date
    reason: str


def refusal(decision: str, states: Mapping[str, str], current: str) -> str:
    """Why a decision cannot be taken, naming the requirements that are missing; '' when it can."""
    if decision == current:
        return "いまの選定と同じです。"
    if decision == WITHDRAWN and current not in KUBUN:
        return "選定していないため、取り消すものがありません。"
    if decision not in KUBUN:
        return ""
    asked = requirements.asked(KUBUN[decision])
    lacking = [code for code in asked if states.get(code) != requirements.MET]
    if not lacking:
        return ""
    words = "・".join(requirements.numbered(code) for code in lacking)
    name = "特別調整の6要件" if decision == SPECIAL else "一般調整の要件"
    return f"{name}のうち{words}がまだ「該当」ではありません。先に要件を記録してください。"


def check(typed: SelectionInput, states: Mapping[str, str], current: str, today: date) -> Decision:
    """Read what was typed for a decision; `InvalidInput` names a field."""
    checking = Checking(today)
    decision = checking.code("decision", "選定", TABLE, typed.decision)
    day = checking.full_day("day", "選定の日", checking.past_day("day", "選定の日", typed.day))
    if not typed.day.strip():
        checking.wrong("day", "選定の日を入力してください（例: R8.4.1）。")
    reason = checking.text("reason", "理由", typed.reason)
    if decision in _WITH_REASON and not reason:
        checking.wrong("reason", "理由を入力してください。あとから読めます。")
    if not checking.is_wrong("decision") and (why := refusal(decision, states, current)):
        checking.wrong("decision", why)
    checking.settle()
    return Decision(decision, day or today, reason)
