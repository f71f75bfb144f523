"""What may be typed into an episode or an activity, and why not (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.typing import ReadDate, read_date
from app.cases.fields import BY_NAME, LONGEST_TEXT, Field, Kind, of_service
from app.codes import Service
from app.errors import FieldProblem

Value: TypeAlias = str | bool | PartialDate | None
Typed: TypeAlias = Mapping[str, str | bool | None]

LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Checked:
    """Values ready to be kept, or the problems that stand in the way."""

    values: Mapping[str, Value]
    problems: tuple[FieldProblem, ...]


def typed_value(field: Field, service: Service, typed: str | bool | None, today: date) -> Value:
    """The value behind what was typed; raises ValueError with the Japanese sentence."""
    if field.kind is Kind.MARK:
        return bool(typed)
    text = typed if isinstance(typed, str) else ""
    if field.kind is Kind.DATE:
        if not text.strip():
            return None
        result = read_date(text, today=today)
        if result.problem is not None:
            raise ValueError(result.problem.message)
        return result.value
    if field.kind is Kind.CODE:
        code = text or None
        if code is not None and code not in dict(
            codes.table(field.table).choices(_scope(field, service))
        ):
            raise ValueError(f"{field.label(service)}は一覧から選んでください。")
        return code
    text = text.strip()
    if len(text) > field.longest:
        raise ValueError(
            f"{field.label(service)}は{field.longest:,}文字までです（いま{len(text):,}文字）。"
        )
    return text


def _scope(field: Field, service: Service) -> str:
    return str(service) if field.table in ("end_reason", "stage") else ""


def check_episode(
    service: Service, typed: Typed, today: date, kept: Mapping[str, Value] | None = None
) -> Checked:
    """Read what was typed for an episode; `kept` are the values it has now."""
    values: dict[str, Value] = {}
    problems: list[FieldProblem] = []
    for field in of_service(service):
        if field.name not in typed:
            continue
        try:
            values[field.name] = typed_value(field, service, typed[field.name], today)
        except ValueError as problem:
            problems.append(FieldProblem(field.name, str(problem)))
    merged = {**(kept or {}), **values}
    problems += _together(service, merged, {problem.field for problem in problems})
    return Checked(values, tuple(problems))


def _together(service: Service, values: Mapping[str, Value], wrong: set[str]) -> list[FieldProblem]:
    start, end = values.get("start"), values.get("end")
    word = BY_NAME["start"].label(service)
    found: list[FieldProblem] = []
    if start is None and "start" not in wrong:
        found.append(FieldProblem("start", f"{word}を入力してください（例: R6.4.1）。"))
    if isinstance(start, PartialDate) and isinstance(end, PartialDate) and end.last < start.first:
        found.append(
            FieldProblem("end", f"終了日が{word}より前です。どちらかの日付を直してください。")
        )
    if values.get("end_reason") and end is None and "end" not in wrong:
        found.append(FieldProblem("end", "終了事由があります。終了日も入力してください。"))
    arrest, detention = values.get("arrest"), values.get("detention")
    if (
        isinstance(arrest, PartialDate)
        and isinstance(detention, PartialDate)
        and detention.last < arrest.first
    ):
        found.append(FieldProblem("detention", "勾留日が逮捕日より前です。日付を直してください。"))
    return found


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


def read_past_day(text: str, today: date) -> ReadDate:
    """Read a day that lies behind: a day without a year is the last such day."""
    result = read_date(text, today=today)
    day = result.value
    if (
        day is not None
        and result.year_guessed
        and day.first > today
        and (day.month, day.day) != (2, 29)
    ):
        before = PartialDate(day.year - 1, day.month, day.day)  # 4/2 in November: last April
        return replace(result, value=before)
    return result


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
