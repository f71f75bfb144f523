"""How often a 控え is made, which of them stay, and when one must be warned (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.errors import FieldProblem, InvalidInput

NEWEST = 3
"""So many stay whatever the plan says."""
HOURS = (0, 1, 2, 4, 8)
MOST_DAILY, MOST_WEEKLY, MOST_MONTHLY = 60, 52, 120
OLD_AFTER = timedelta(hours=26)
"""A working day and the night: whoever opened the program yesterday has one that is younger."""
DRILL_EVERY = timedelta(days=31)
_PLAIN = {"hours": 4, "daily": 14, "weekly": 8, "monthly": 12}


@dataclass(frozen=True)
class Plan:
    """Every how many hours while the program is open (0: only at opening and leaving), what stays
    of the past days, weeks and months, and the second place ('' for none)."""

    hours: int = _PLAIN["hours"]
    daily: int = _PLAIN["daily"]
    weekly: int = _PLAIN["weekly"]
    monthly: int = _PLAIN["monthly"]
    second: str = ""


@dataclass(frozen=True)
class Standing:
    """What the history says of the 控え: the last ones, and what failed since."""

    made_at: datetime | None = None
    made_file: str = ""
    failed: str = ""
    """Why the last try made none, '' when it did."""
    second_at: datetime | None = None
    second_failed_since: datetime | None = None
    drilled_at: datetime | None = None
    drill_failed: bool = False
    begun_at: datetime | None = None
    """Since when there is something to lose."""


def plan_of(kept: Any) -> Plan:
    """The plan that was set; what is not set, or is nonsense, is the program's own."""
    values = kept if isinstance(kept, dict) else {}
    most = {"daily": MOST_DAILY, "weekly": MOST_WEEKLY, "monthly": MOST_MONTHLY}
    numbers = {
        name: values[name] if _fits(values.get(name), limit) else _PLAIN[name]
        for name, limit in most.items()
    }
    hours = values.get("hours")
    second = values.get("second")
    return Plan(
        hours if _fits(hours, HOURS[-1]) and hours in HOURS else _PLAIN["hours"],
        **numbers,
        second=second if isinstance(second, str) else "",
    )


def read_plan(typed: Mapping[str, str]) -> Plan:
    """What was typed: `hours`, `daily`, `weekly`, `monthly`, `second`; InvalidInput names each wrong one."""
    problems: list[FieldProblem] = []
    numbers = {
        name: _number(typed, name, limit, problems)
        for name, limit in (
            ("daily", MOST_DAILY),
            ("weekly", MOST_WEEKLY),
            ("monthly", MOST_MONTHLY),
        )
    }
    hours = typed.get("hours", "")
    if hours not in {str(one) for one in HOURS}:
        problems.append(FieldProblem("hours", "一覧から選んでください。"))
    if problems:
        raise InvalidInput(tuple(problems))
    return Plan(int(hours), **numbers, second=typed.get("second", "").strip())


def staying(taken: Collection[datetime], plan: Plan, now: date) -> frozenset[datetime]:
    """Which 控え stay: the newest three, and the last of each day, week and month of the plan.

    Of a day that lies ahead (the clock was once wrong) the last one stays too.
    """
    newest_first = sorted(set(taken), reverse=True)
    stays = set(newest_first[:NEWEST])
    for span, count in (
        (lambda moment: moment.date(), plan.daily),
        (lambda moment: moment.date().isocalendar()[:2], plan.weekly),
        (lambda moment: (moment.year, moment.month), plan.monthly),
    ):
        seen: dict[object, datetime] = {}
        for moment in newest_first:
            seen.setdefault(span(moment), moment)
        ahead = [one for one in seen.values() if one.date() > now]
        past = [one for one in seen.values() if one.date() <= now]
        stays |= {*ahead, *past[:count]}
    return frozenset(stays)


def due(standing: Standing, plan: Plan, now: datetime, today_begins: datetime) -> bool:
    """Whether one is to be made now: none today yet, or the hours of the plan have passed."""
    made = standing.made_at
    if made is None or made < today_begins or made > now:
        return True
    return plan.hours > 0 and now - made >= timedelta(hours=plan.hours)


def is_old(standing: Standing, now: datetime) -> bool:
    """Whether the last verified one is so old that the person must know."""
    return standing.made_at is None or not timedelta() <= now - standing.made_at <= OLD_AFTER


def drill_due(standing: Standing, now: datetime) -> bool:
    """Whether a month has passed since a 控え was last tried out (or since the office began)."""
    since = standing.drilled_at or standing.begun_at
    return since is not None and now - since >= DRILL_EVERY


def _fits(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _number(typed: Mapping[str, str], name: str, most: int, problems: list[FieldProblem]) -> int:
    text = unicodedata.normalize("NFKC", typed.get(name, "")).strip()
    if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and int(text) <= most:
        return int(text)
    problems.append(FieldProblem(name, f"0〜{most}の数字で入力します。"))
    return 0
