"""国民の祝日 and 行政機関の休日, and counting the days on which offices are open.

Offices of the state are closed on Saturdays, Sundays, holidays and from 29 December to
3 January (行政機関の休日に関する法律1条). The equinoxes of a year are announced in the February
before it: later years are computed, so a screen marks them 推定 (`is_estimated`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

_ONE_DAY = timedelta(days=1)
_SUBSTITUTE = "振替休日"
_BETWEEN = "国民の休日"
# 国民の祝日に関する法律 in force; 振替休日 (昭和48年法律第10号) and 国民の休日 (昭和60年法律
# 第103号) came later. The library counts all three back to earlier years.
_ACT_FROM = date(1948, 7, 20)
_SUBSTITUTE_FROM = date(1973, 4, 12)
_BETWEEN_FROM = date(1985, 12, 27)
# The names of the acts that made these days holidays (平成元年法律第24号, 平成2年法律第24号,
# 平成5年法律第32号, 平成30年法律第99号); the library shortens or lengthens them.
_OFFICIAL = {
    date(1989, 2, 24): "昭和天皇の大喪の礼の行われる日",
    date(1990, 11, 12): "即位礼正殿の儀の行われる日",
    date(1993, 6, 9): "皇太子徳仁親王の結婚の儀の行われる日",
    date(2019, 5, 1): "天皇の即位の日",
    date(2019, 10, 22): "即位礼正殿の儀の行われる日",
}


def holidays_in(year: int) -> Mapping[date, str]:
    """The holidays of a year in order, with their Japanese names."""
    days = (date(year, 1, 1) + timedelta(days=at) for at in range(366))
    return {day: name for day in days if day.year == year and (name := _name_of(day))}


def holiday_name(day: date) -> str | None:
    """The name of the holiday, 振替休日 and 国民の休日 included; None on other days."""
    return _name_of(day)


def is_holiday(day: date) -> bool:
    """Whether the day is a 国民の祝日 or another holiday of that act."""
    return _name_of(day) is not None


def is_office_closed(day: date) -> bool:
    """Whether offices of the state are closed (行政機関の休日)."""
    return day.weekday() >= 5 or _is_new_year_break(day) or is_holiday(day)


def next_working_day(day: date) -> date:
    """The day itself when offices are open, else the first day after it on which they are."""
    while is_office_closed(day):
        day += _ONE_DAY
    return day


def previous_working_day(day: date) -> date:
    """The day itself when offices are open, else the last day before it on which they were."""
    while is_office_closed(day):
        day -= _ONE_DAY
    return day


def working_days_between(first: date, last: date) -> int:
    """How many days from first to last, both included, offices are open; 0 when reversed."""
    days = (last - first).days + 1
    return sum(not is_office_closed(first + timedelta(days=at)) for at in range(days))


def is_estimated(day: date, today: date) -> bool:
    """Whether holidays of the day's year are 推定: later than the year after this one."""
    return day.year > today.year + 1


def _is_new_year_break(day: date) -> bool:
    return (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)


@lru_cache(maxsize=20_000)
def _name_of(day: date) -> str | None:
    if day < _ACT_FROM:
        return None
    # Imported here: 25 ms that the first screen does not need.
    import jpholiday

    name: str | None = jpholiday.is_holiday_name(day)
    if name is None or day in _OFFICIAL:
        return _OFFICIAL.get(day)
    if name.endswith(_SUBSTITUTE):
        return _SUBSTITUTE if day >= _SUBSTITUTE_FROM else None
    return None if name == _BETWEEN and day < _BETWEEN_FROM else name
