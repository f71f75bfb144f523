"""What may be typed into an episode, and why not (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.typing import ReadDate, read_date
from app.calendar.wareki import short
from app.cases.fields import BY_NAME, Field, Kind, of_service
from app.codes import Service
from app.errors import FieldProblem

Value: TypeAlias = str | bool | PartialDate | None
Typed: TypeAlias = Mapping[str, str | bool | None]


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
    known = kept or {}
    merged = {**known, **values}
    new = {name for name, value in values.items() if kept is None or known.get(name) != value}
    problems += _together(service, merged, new, {problem.field for problem in problems})
    return Checked(values, tuple(problems))


def _together(
    service: Service, values: Mapping[str, Value], new: set[str], wrong: set[str]
) -> list[FieldProblem]:
    """What cannot be true at once. What lay there before (an old ledger's) is not asked about."""
    found: list[FieldProblem] = []
    word = BY_NAME["start"].label(service)
    if values.get("start") is None and "start" not in wrong:
        found.append(FieldProblem("start", f"{word}を入力してください（例: R6.4.1）。"))
    for earlier, later in _IN_ORDER[service]:
        problem = _out_of_order(service, values, earlier, later, new)
        if problem is not None and not {earlier, later, problem.field} & wrong:
            found.append(problem)
            wrong = wrong | {problem.field}
    if values.get("end_reason") and values.get("end") is None and "end" not in wrong:
        found.append(FieldProblem("end", "終了事由があります。終了日も入力してください。"))
    if {"disposition", "end_reason"} & new:
        found += _imprisoned(values)
    return found


_IN_ORDER: dict[Service, tuple[tuple[str, str], ...]] = {
    Service.COORDINATION: (
        ("start", "end"), ("start", "move"), ("start", "release"), ("release", "move"),
    ),
    Service.FOLLOW_UP: (("start", "end"), ("release", "move"), ("release", "start")),
    Service.CONSULTATION: (("start", "end"),),
    Service.SUSPECT_SUPPORT: (
        ("start", "end"), ("arrest", "detention"), ("detention", "detention_end"),
        ("arrest", "detention_end"), ("arrest", "disposition_date"), ("arrest", "release"),
        ("detention", "release"), ("release", "move"),
    ),
    Service.ADJUSTMENT: (("start", "end"), ("start", "release")),
    Service.AFTERCARE: (("start", "end"), ("start", "extension"), ("release", "extension")),
    Service.DETAINED: (
        ("start", "end"), ("arrest", "detention"), ("detention", "detention_end"),
        ("arrest", "detention_end"), ("arrest", "disposition_date"), ("arrest", "release"),
        ("detention", "release"),
    ),
}  # fmt: skip
"""Days of which the first cannot lie after the second."""


def _out_of_order(
    service: Service, values: Mapping[str, Value], earlier: str, later: str, new: set[str]
) -> FieldProblem | None:
    before, after = values.get(earlier), values.get(later)
    if not {earlier, later} & new:
        return None
    if not isinstance(before, PartialDate) or not isinstance(after, PartialDate):
        return None
    if before.first <= after.last:
        return None
    first, second = BY_NAME[earlier].label(service), BY_NAME[later].label(service)
    if later not in new:
        words = f"{first}が{second}（{short(after)}）よりあとです。{short(after)}以前の日を"
        return FieldProblem(earlier, f"{words}入力するか、{second}を直してください。")
    words = f"{second}が{first}（{short(before)}）より前です。{short(before)}以後の日を"
    return FieldProblem(later, f"{words}入力するか、{first}を直してください。")


_PRISON = "imprisonment"


def _imprisoned(values: Mapping[str, Value]) -> list[FieldProblem]:
    disposition = values.get("disposition")
    if values.get("end_reason") != "imprisoned" or disposition in (None, "", _PRISON):
        return []
    words = codes.label("disposition", str(disposition))
    return [
        FieldProblem(
            "end_reason",
            f"処分が「{words}」なので、終了事由は「実刑」になりません。"
            "ほかの終了事由を選ぶか、処分を直してください。",
        )
    ]


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
