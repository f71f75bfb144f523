"""What may be typed into a 支援経過, and why not (pure)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.cases.fields import LONGEST_TEXT
from app.cases.rules import read_past_day
from app.errors import FieldProblem

LONGEST_MINUTES = 24 * 60

_MINUTES = re.compile(r"(?:(\d+(?:\.\d+)?)(?:時間|h|H))?(半)?(?:(\d+)分?)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")


def read_minutes(text: str) -> int | None:
    """Minutes behind 90 · 90分 · 1時間15分 · 1時間半 · 2.5h · 1:30; None when it says none of these."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    clock = _CLOCK.fullmatch(plain)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    found = _MINUTES.fullmatch(plain)
    if not found or not plain or plain == "半":
        return None
    hours, half, rest = found.groups()
    if half and not hours:
        return None
    total = float(hours or 0) * 60 + (30 if half else 0) + int(rest or 0)
    return round(total)


@dataclass(frozen=True)
class ActivityInput:
    """What was typed for one 支援経過."""

    day: str
    means: str
    minutes: str
    partner: str
    content: str
    worker: str


@dataclass(frozen=True)
class CheckedActivity:
    """A 支援経過 ready to be kept, or the problems."""

    day: PartialDate | None
    minutes: int | None
    problems: tuple[FieldProblem, ...]


def check_activity(typed: ActivityInput, today: date) -> CheckedActivity:
    """Read what was typed for a 支援経過: a full day not ahead (a day without a year is the last such
    day), a 手段, minutes within a day."""
    problems: list[FieldProblem] = []
    result = read_past_day(typed.day, today)
    day = result.value
    if result.problem is not None:
        problems.append(FieldProblem("day", result.problem.message))
    elif day is not None and not day.is_full:
        problems.append(FieldProblem("day", "日まで入力してください（例: 4/1）。"))
    elif day is not None and day.first > today:
        problems.append(FieldProblem("day", "先の日付です。支援した日を入力してください。"))
    if typed.means not in dict(codes.table("means").choices()):
        problems.append(FieldProblem("means", "手段を選んでください。"))
    minutes = read_minutes(typed.minutes) if typed.minutes.strip() else 0
    if minutes is None or not 0 <= minutes <= LONGEST_MINUTES:
        problems.append(
            FieldProblem("minutes", "所要時間は 30、1時間半、1:30 のように入力してください。")
        )
    for name, text in (("content", typed.content), ("partner", typed.partner)):
        if len(text) > LONGEST_TEXT:
            problems.append(FieldProblem(name, f"{LONGEST_TEXT:,}文字までにしてください。"))
    return CheckedActivity(day, minutes, tuple(problems))
