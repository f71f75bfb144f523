"""和暦: the table of eras, and dates written in it.

The era table is the facts of 元号を改める政令 and its predecessors. 明治 is used from
1873-01-01 (明治6年1月1日) on: until 明治5年12月2日 the lunar calendar was in force, so an
earlier date cannot be turned into a day by counting years.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.calendar.partial import PartialDate

WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Era:
    """One 元号; `digit` is its number in codes such as 3330405, `last` is None while it runs."""

    digit: int
    letter: str
    kanji: str
    name: str
    kana: str
    first: date
    last: date | None

    def year_of(self, western: int) -> int:
        """The year of this era that the western year is; below 1 before the era."""
        return western - self.first.year + 1


MEIJI = Era(1, "M", "明", "明治", "めいじ", date(1868, 1, 25), date(1912, 7, 29))
TAISHO = Era(2, "T", "大", "大正", "たいしょう", date(1912, 7, 30), date(1926, 12, 24))
SHOWA = Era(3, "S", "昭", "昭和", "しょうわ", date(1926, 12, 25), date(1989, 1, 7))
HEISEI = Era(4, "H", "平", "平成", "へいせい", date(1989, 1, 8), date(2019, 4, 30))
REIWA = Era(5, "R", "令", "令和", "れいわ", date(2019, 5, 1), None)

ERAS = (MEIJI, TAISHO, SHOWA, HEISEI, REIWA)
_NEWEST_FIRST = ERAS[::-1]

# 明治五年太政官布告第三百三十七号（改暦ノ布告）: 明治5年12月3日 became 明治6年1月1日.
SOLAR_CALENDAR_FROM = date(1873, 1, 1)
TOO_EARLY = (
    "明治5年までは太陰暦のため日付にできません。明治6年1月1日（1873年）以降を入力してください。"
)


def era_of(day: date) -> Era:
    """The era a day belongs to; a ValueError with the reason before 1873-01-01."""
    if day < SOLAR_CALENDAR_FROM:
        raise ValueError(TOO_EARLY)
    return next(era for era in _NEWEST_FIRST if era.first <= day)


def eras_of(value: PartialDate) -> tuple[Era, ...]:
    """The eras of its days, the newer first: two when a month or year holds a change of era."""
    newer, older = era_of(value.last), era_of(value.first)
    return (newer,) if newer is older else (newer, older)


def long(value: date | PartialDate, *, weekday: bool = False) -> str:
    """令和8年11月23日 (…(月) with `weekday`); 令和8年11月, 令和8年 when only that is known.

    A month or year with a change of era shows both: 平成元年（昭和64年）.
    """
    part = _partial(value)
    newer, *older = (in_era(part, era) for era in eras_of(part))
    both = f"（{older[0]}）" if older else ""
    return newer + both + (_weekday(part) if weekday else "")


def short(value: date | PartialDate, *, weekday: bool = False) -> str:
    """R8.11.23 (…(月) with `weekday`); R8.11, R8年 when only that is known.

    A month or year with a change of era shows both: H1年(S64年).
    """
    part = _partial(value)
    newer, *older = (_short_in_era(part, era) for era in eras_of(part))
    both = f"({older[0]})" if older else ""
    return newer + both + (_weekday(part) if weekday else "")


def western(value: date | PartialDate, *, weekday: bool = False) -> str:
    """2026年11月23日 (…(月) with `weekday`); 2026年11月, 2026年 when only that is known."""
    part = _partial(value)
    return f"{part.year}年{_month_day(part)}" + (_weekday(part) if weekday else "")


def western_short(value: date | PartialDate, *, weekday: bool = False) -> str:
    """2026/11/23 (…(月) with `weekday`); 2026/11, 2026年 when only that is known."""
    part = _partial(value)
    numbers = [str(number) for number in (part.year, part.month, part.day) if number is not None]
    text = "/".join(numbers) if len(numbers) > 1 else f"{part.year}年"
    return text + (_weekday(part) if weekday else "")


def era_year(day: date) -> str:
    """令和8年, 令和元年: the year a day lies in."""
    era = era_of(day)
    return _year_in_era(day.year, era)


def in_era(value: PartialDate, era: Era) -> str:
    """The long form counted in a given era, also outside of it (平成31年5月1日)."""
    return _year_in_era(value.year, era) + _month_day(value)


def _partial(value: date | PartialDate) -> PartialDate:
    return value if isinstance(value, PartialDate) else PartialDate.of(value)


def _year_in_era(western_year: int, era: Era) -> str:
    year = era.year_of(western_year)
    return f"{era.name}{'元' if year == 1 else year}年"


def _month_day(value: PartialDate) -> str:
    month = "" if value.month is None else f"{value.month}月"
    return month + ("" if value.day is None else f"{value.day}日")


def _short_in_era(value: PartialDate, era: Era) -> str:
    year = f"{era.letter}{era.year_of(value.year)}"
    if value.month is None:
        return f"{year}年"
    return f"{year}.{value.month}" + ("" if value.day is None else f".{value.day}")


def _weekday(value: PartialDate) -> str:
    return f"({WEEKDAYS[value.as_date().weekday()]})" if value.is_full else ""
