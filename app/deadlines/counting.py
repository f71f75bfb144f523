"""Counting periods: the one place where a last day is computed (pure).

民法140条・143条 and 刑事訴訟法55条: the first day is not counted unless the rule says so; months and
years follow the calendar, and end on the day before the day that corresponds to the first counted
one (on the last day of the month where there is no such day).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.calendar.holidays import is_holiday, is_office_closed
from app.deadlines.rule import Closed, ClosedDays, Unit

_ONE_DAY = timedelta(days=1)
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Counted:
    """The last day of a period, and the closed days it was moved over."""

    day: date
    skipped: tuple[date, ...] = ()
    minute: int | None = None
    """Minutes after midnight when the period ends at an hour that is known."""


@lru_cache(maxsize=50_000)  # lists ask for the same days again and again
def last_day(
    start: date,
    unit: Unit,
    length: int,
    *,
    first_day_counts: bool = False,
    closed: Closed = Closed.STAYS,
    closed_days: ClosedDays = ClosedDays.OFFICES,
) -> Counted:
    """The last day of a period of days, months or years, moved where the rule moves it.

    Hours without a known hour of their start end on the last day they may reach.
    """
    if unit is Unit.HOURS:
        day = start + timedelta(days=-(-length // 24))
    elif length == 0:
        day = start
    elif unit is Unit.DAYS:
        day = start + timedelta(days=length - 1 if first_day_counts else length)
    else:
        first = start if first_day_counts else start + _ONE_DAY
        day = _end_of_months(first, length * 12 if unit is Unit.YEARS else length)
    return _moved(day, closed_days) if closed is Closed.MOVES else Counted(day)


def last_minute(start: date, minute: int, hours: int) -> Counted:
    """The end of a period of hours, which begins at once."""
    days, rest = divmod(minute + hours * 60, _DAY_MINUTES)
    return Counted(start + timedelta(days=days), minute=rest)


def after_thirds(start: date, end: date, thirds: int) -> Counted:
    """The day after so many thirds of the days from `start` to `end` have passed.

    Both days count; a part of a day counts as a whole one.
    """
    days = (end - start).days + 1
    return Counted(start + timedelta(days=-(-days * thirds // 3)))


def is_closed(day: date, closed_days: ClosedDays) -> bool:
    """Whether a day is on the list of closed days."""
    return _LISTS[closed_days](day)


def _end_of_months(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = monthrange(years, month + 1)[1]
    if first.day > last:
        return date(years, month + 1, last)
    return date(years, month + 1, first.day) - _ONE_DAY


def _moved(day: date, closed_days: ClosedDays) -> Counted:
    skipped = []
    while is_closed(day, closed_days):
        skipped.append(day)
        day += _ONE_DAY
    return Counted(day, tuple(skipped))


def _closed_in_criminal_procedure(day: date) -> bool:
    """刑事訴訟法55条3項; 1/1 is a holiday."""
    turn = (day.month, day.day)
    return (
        day.weekday() >= 5
        or is_holiday(day)
        or turn in ((1, 2), (1, 3))
        or (day.month == 12 and 29 <= day.day <= 31)
    )


_LISTS: dict[ClosedDays, Callable[[date], bool]] = {
    ClosedDays.OFFICES: is_office_closed,
    ClosedDays.CRIMINAL_PROCEDURE: _closed_in_criminal_procedure,
}
