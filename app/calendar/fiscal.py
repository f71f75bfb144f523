"""The periods that are counted: a month, a 年度 (April to March), a 暦年."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.calendar.partial import PartialDate
from app.calendar.wareki import REIWA, era_year
from app.errors import WrongUse

PeriodKind = Literal["month", "fiscal_year", "calendar_year"]

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included, with its Japanese label."""

    first: date
    last: date
    label: str
    kind: PeriodKind

    @property
    def key(self) -> str:
        """'2024-09' for a month, '2024' for a 年度 or 暦年."""
        return self.first.isoformat()[:7] if self.kind == "month" else f"{self.first.year:04d}"

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last

    def holds(self, value: PartialDate) -> bool | None:
        """Whether a partial date lies in the period; None when it is too vague to tell."""
        if self.first <= value.first and value.last <= self.last:
            return True
        return False if value.last < self.first or self.last < value.first else None

    def months(self) -> tuple[Period, ...]:
        """The months of the period in order; a month is its own only month."""
        start = self.first.year * 12 + self.first.month - 1
        end = self.last.year * 12 + self.last.month
        return tuple(month(at // 12, at % 12 + 1) for at in range(start, end))

    def previous_year(self) -> Period:
        """The same period one year earlier."""
        return _make(self.kind, self.first.year - 1, self.first.month)

    def previous(self) -> Period:
        """The period of the same kind that ends the day before this one."""
        if self.kind != "month":
            return self.previous_year()
        at = self.first.year * 12 + self.first.month - 2
        return month(at // 12, at % 12 + 1)


def month(year: int, number: int) -> Period:
    """One month: 令和6年4月. The era is the one of its last day."""
    last = date(year, number, monthrange(year, number)[1])
    return Period(date(year, number, 1), last, f"{era_year(last)}{number}月", "month")


def fiscal_year(year: int) -> Period:
    """令和6年度: April of the year to March of the next."""
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    return Period(first, last, f"{_fiscal_era_year(first)}度", "fiscal_year")


def calendar_year(year: int) -> Period:
    """令和6年（暦年）: January to December. The era is the one of its last day."""
    last = date(year, 12, 31)
    return Period(date(year, 1, 1), last, f"{era_year(last)}（暦年）", "calendar_year")


def month_of(day: date) -> Period:
    """The month a day lies in."""
    return month(day.year, day.month)


def fiscal_year_of(day: date) -> int:
    """The western year in whose April the 年度 of the day began."""
    return day.year if day.month >= 4 else day.year - 1


def parse_month(text: str) -> Period:
    """Read '2024-09'; anything else is WrongUse."""
    found = _MONTH.fullmatch(text)
    if found is not None:
        year, number = int(found[1]), int(found[2])
        if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= number <= 12:
            return month(year, number)
    raise WrongUse("月を読み取れません。2024-09 のように入力してください。", where="month")


def parse_year(text: str) -> int:
    """Read '2024' as the year of a 年度 or 暦年; anything else is WrongUse."""
    if _YEAR.fullmatch(text) and _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        return int(text)
    raise WrongUse("年を読み取れません。2024 のように西暦4桁で入力してください。", where="year")


def _make(kind: PeriodKind, year: int, number: int) -> Period:
    if kind == "month":
        return month(year, number)
    return fiscal_year(year) if kind == "fiscal_year" else calendar_year(year)


def _fiscal_era_year(first: date) -> str:
    # 改元に伴う元号による年表示の取扱いについて (関係省庁申合せ, 平成31年4月1日): the whole
    # of 2019年度 is 令和元年度; every other 年度 takes the era of its 1 April.
    return era_year(REIWA.first) if first.year == REIWA.first.year else era_year(first)
