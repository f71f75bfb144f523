"""The periods that are counted: a month, a 四半期 and a 半期 of the 年度, a 年度, a 暦年.

The 年度 runs from April to March, so 第4四半期 and the second half of 下半期 lie in the next year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.calendar.partial import PartialDate
from app.calendar.wareki import REIWA, era_year
from app.errors import WrongUse

PeriodKind = Literal["month", "quarter", "half_year", "fiscal_year", "calendar_year"]

KINDS: dict[PeriodKind, str] = {
    "month": "月",
    "quarter": "四半期",
    "half_year": "半期",
    "fiscal_year": "年度",
    "calendar_year": "暦年",
}
"""Every kind of period and its word, the shorter first."""
_LENGTHS: dict[PeriodKind, int] = {
    "month": 1, "quarter": 3, "half_year": 6, "fiscal_year": 12, "calendar_year": 12,
}  # fmt: skip
_HALVES = ("上半期", "下半期")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_QUARTER = re.compile(r"([0-9]{4})-Q?([1-4])", re.ASCII)
_HALF = re.compile(r"([0-9]{4})-H?([12])", re.ASCII)
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
        """'2024-09' for a month, '2024-Q1' and '2024-H1' within a 年度, '2024' for a year."""
        match self.kind:
            case "month":
                return self.first.isoformat()[:7]
            case "quarter":
                return f"{fiscal_year_of(self.first):04d}-Q{_place(self.first, 3)}"
            case "half_year":
                return f"{fiscal_year_of(self.first):04d}-H{_place(self.first, 6)}"
        return f"{self.first.year:04d}"

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

    def stepped(self, steps: int) -> Period:
        """The period of the same kind so many before (-1) or after (+1) this one."""
        at = self.first.year * 12 + self.first.month - 1 + steps * _LENGTHS[self.kind]
        return period_of(self.kind, date(at // 12, at % 12 + 1, 1))

    def previous_year(self) -> Period:
        """The same period one year earlier."""
        return self.stepped(-12 // _LENGTHS[self.kind])

    def previous(self) -> Period:
        """The period of the same kind that ends the day before this one."""
        return self.stepped(-1)


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of a kind in which a day lies."""
    match kind:
        case "month":
            return month_of(day)
        case "quarter":
            return quarter(fiscal_year_of(day), _place(day, 3))
        case "half_year":
            return half_year(fiscal_year_of(day), _place(day, 6))
        case "fiscal_year":
            return fiscal_year(fiscal_year_of(day))
    return calendar_year(day.year)


def period_from(kind: str, key: str) -> Period:
    """The period behind its kind and `key`; WrongUse for a key of another kind."""
    match kind:
        case "month":
            return parse_month(key)
        case "quarter":
            return parse_quarter(key)
        case "half_year":
            return parse_half(key)
        case "fiscal_year":
            return fiscal_year(parse_year(key))
    return calendar_year(parse_year(key))


def month(year: int, number: int) -> Period:
    """One month: 令和6年4月. The era is the one of its last day."""
    last = date(year, number, monthrange(year, number)[1])
    return Period(date(year, number, 1), last, f"{era_year(last)}{number}月", "month")


def quarter(year: int, number: int) -> Period:
    """令和6年度第1四半期 (April to June) to 第4四半期 (January to March)."""
    return _part(year, number, "quarter", f"第{number}四半期")


def half_year(year: int, number: int) -> Period:
    """令和6年度上半期 (1, April to September) or 下半期 (2, October to March)."""
    return _part(year, number, "half_year", _HALVES[number - 1])


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


def parse_quarter(text: str) -> Period:
    """Read '2024-1' as 第1四半期 of the 年度; anything else is WrongUse."""
    found = _QUARTER.fullmatch(text)
    if found is not None and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return quarter(int(found[1]), int(found[2]))
    raise WrongUse(
        "四半期を読み取れません。年度と1〜4を 2024-1 のように入力してください。", where="quarter"
    )


def parse_half(text: str) -> Period:
    """Read '2024-1' as 上半期 and '2024-2' as 下半期; anything else is WrongUse."""
    found = _HALF.fullmatch(text)
    if found is not None and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return half_year(int(found[1]), int(found[2]))
    raise WrongUse(
        "半期を読み取れません。年度と1か2を 2024-1 のように入力してください。", where="half"
    )


def parse_year(text: str) -> int:
    """Read '2024' as the year of a 年度 or 暦年; anything else is WrongUse."""
    if _YEAR.fullmatch(text) and _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        return int(text)
    raise WrongUse("年を読み取れません。2024 のように西暦4桁で入力してください。", where="year")


def _part(year: int, number: int, kind: PeriodKind, words: str) -> Period:
    """The `number`-th stretch of a 年度 that is divided into stretches of one kind."""
    at = year * 12 + 3 + (number - 1) * _LENGTHS[kind]
    end = at + _LENGTHS[kind] - 1
    first, last = date(at // 12, at % 12 + 1, 1), month(end // 12, end % 12 + 1).last
    return Period(first, last, f"{fiscal_year(year).label}{words}", kind)


def _place(day: date, months: int) -> int:
    """Which stretch of so many months of its 年度 a day lies in, from 1."""
    return (day.month - 4) % 12 // months + 1


def _fiscal_era_year(first: date) -> str:
    # 改元に伴う元号による年表示の取扱いについて (関係省庁申合せ, 平成31年4月1日): the whole
    # of 2019年度 is 令和元年度; every other 年度 takes the era of its 1 April.
    return era_year(REIWA.first) if first.year == REIWA.first.year else era_year(first)
