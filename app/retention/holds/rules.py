"""Why something is held back, and until when (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.calendar import wareki
from app.calendar.typing import read_date
from app.errors import FieldProblem, InvalidInput

WHY_FIRST = "理由を入力してください。履歴に残ります。"


class Reason(StrEnum):
    """Why nothing of a person may be deleted for now."""

    LAWSUIT = "lawsuit"
    DISCLOSURE = "disclosure"
    AUDIT = "audit"
    OTHER = "other"


REASON_WORDS = {
    Reason.LAWSUIT: "訴訟・審査請求",
    Reason.DISCLOSURE: "開示請求",
    Reason.AUDIT: "監査・検査",
    Reason.OTHER: "その他",
}


@dataclass(frozen=True)
class HoldInput:
    """A 保留 as typed; without `until` it holds until it is lifted."""

    reason: str
    note: str
    until: str = ""


@dataclass(frozen=True)
class CheckedHold:
    """A 保留 that can be kept."""

    reason: Reason
    note: str
    until: date | None


def checked_hold(typed: HoldInput, today: date) -> CheckedHold:
    """What was typed, or InvalidInput that names what is missing."""
    problems: list[FieldProblem] = []
    note, until = " ".join(typed.note.split()), None
    if typed.reason not in set(Reason):
        problems.append(FieldProblem("reason", "保留の理由を選んでください。"))
    elif typed.reason == Reason.OTHER and not note:
        problems.append(FieldProblem("note", "「その他」のときは、理由を入力してください。"))
    if typed.until.strip():
        read = read_date(typed.until, today=today)
        if read.problem is not None:
            problems.append(FieldProblem("until", read.problem.message))
        elif read.value is None or not read.value.is_full:
            problems.append(FieldProblem("until", "年月日まで入力してください。"))
        elif (until := read.value.first) < today:
            problems.append(FieldProblem("until", "今日からあとの日にしてください。"))
    if problems:
        raise InvalidInput(tuple(problems))
    return CheckedHold(Reason(typed.reason), note, until)


def in_force(until: date | None, *, lifted: bool, today: date) -> bool:
    """Whether a 保留 holds on a day; its last day still counts."""
    return not lifted and (until is None or today <= until)


def hold_words(reason: str, until: date | None) -> str:
    """A 保留 in words."""
    end = f"{wareki.short(until)}まで" if until else "解除するまで"
    return f"{REASON_WORDS[Reason(reason)]}（{end}）"
