"""Ages in full years.

年齢計算ニ関スル法律 with 民法143条 counts the day of birth, so in law an age is reached at
the end of the day before the birthday (`reached_on`: 介護保険 and pensions use that day).
Statistics count the ordinary 満年齢, which changes on the birthday (`age_on`, `age_range`).
Who was born on 29 February has the birthday on 1 March in a common year.
"""

from __future__ import annotations

from datetime import date, timedelta

from app.calendar.partial import PartialDate


def age_on(birth: date | PartialDate | None, day: date) -> int | None:
    """満年齢 on a day; None when unborn, unknown, or the birth is too vague to be sure."""
    ages = age_range(birth, day)
    return ages[0] if ages is not None and ages[0] == ages[1] else None


def age_range(birth: date | PartialDate | None, day: date) -> tuple[int, int] | None:
    """The lowest and highest 満年齢 on a day a (partial) birth allows; None when unborn."""
    if birth is None:
        return None
    earliest, latest = (
        (birth.first, birth.last) if isinstance(birth, PartialDate) else (birth, birth)
    )
    if day < earliest:
        return None
    return _full_years(min(latest, day), day), _full_years(earliest, day)


def birthday(birth: date, age: int) -> date:
    """The birthday on which the age begins; 1 March for 29 February in a common year."""
    year = birth.year + age
    if (birth.month, birth.day) == (2, 29) and not _is_leap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)


def reached_on(birth: date, age: int) -> date:
    """The day at whose end the age is reached in law: the day before the birthday."""
    return birthday(birth, age) - timedelta(days=1)


def _full_years(birth: date, day: date) -> int:
    years = day.year - birth.year
    return years if (day.month, day.day) >= (birth.month, birth.day) else years - 1


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
