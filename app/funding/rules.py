"""Money as whole yen: shares, rounding, the subsidy, the settlement, the forecast (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
WHOLE, EXIT, ENTRY = "whole", "exit", "entry"
"""Parts of the project that a subsidy may tell apart (codes of `funding_part`)."""


class Rounding(StrEnum):
    """What becomes of the rest below a unit."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


ROUNDING_WORDS = {
    Rounding.DOWN: "切捨て",
    Rounding.HALF_UP: "四捨五入",
    Rounding.UP: "切上げ",
}


@dataclass(frozen=True)
class Terms:
    """How a subsidy is computed: its rate, and the unit (yen) to which it is rounded."""

    numerator: int
    denominator: int
    rounding: Rounding
    unit: int

    @property
    def words(self) -> str:
        """3/4・1,000円未満切捨て."""
        unit = f"・{self.unit:,}円未満{ROUNDING_WORDS[self.rounding]}" if self.unit > 1 else ""
        return f"{self.numerator}/{self.denominator}{unit}"


@dataclass(frozen=True)
class Settlement:
    """所要額 and 精算 of one part: from what was spent to what is still to come or to give back."""

    total: int
    """総事業費: all that was spent."""
    eligible: int
    """対象経費: what of it counts."""
    income: int
    """寄附金その他の収入額."""
    base: int | None
    """補助基準額; None where it is not known."""
    received: int
    terms: Terms

    @property
    def net(self) -> int:
        """差引額: the eligible cost that no other income pays."""
        return max(0, self.eligible - self.income)

    @property
    def chosen(self) -> int:
        """選定額: the lesser of 差引額 and 補助基準額."""
        return self.net if self.base is None else min(self.net, self.base)

    @property
    def grant(self) -> int:
        """国庫補助所要額; never more than 選定額, whatever the rounding."""
        terms = self.terms
        part = rounded(self.chosen * terms.numerator, terms.denominator, terms.unit, terms.rounding)
        return min(part, self.chosen)

    @property
    def own(self) -> int:
        """What of the eligible cost the prefecture and others bear."""
        return self.eligible - self.grant

    @property
    def difference(self) -> int:
        """差引過不足額: still to come, or (below 0) to give back."""
        return self.grant - self.received


@dataclass(frozen=True)
class Forecast:
    """What a 費目 comes to by the end of the 年度, and how that was reckoned."""

    total: int
    how: str


def rounded(numerator: int, denominator: int, unit: int, how: Rounding) -> int:
    """A fraction of yen (not below 0) as a multiple of `unit`."""
    step = denominator * unit
    if how is Rounding.UP:
        return -(-numerator // step) * unit
    if how is Rounding.HALF_UP:
        return (2 * numerator + step) // (2 * step) * unit
    return numerator // step * unit


def share(amount: int, own: int, whole: int, how: Rounding = Rounding.DOWN, unit: int = 1) -> int:
    """What of an amount belongs to `own` of `whole` minutes; never more than the amount."""
    if whole <= 0 or own <= 0:
        return 0
    return min(amount, rounded(amount * min(own, whole), whole, unit, how))


def too_dear(amount: int, units: int, limit: int) -> bool:
    """Whether a unit costs as much as the limit or more."""
    return amount >= limit * units


def forecast(
    spent: int,
    budget: int,
    planned: int | None,
    days: tuple[date, date, date],
    *,
    occasional: bool = False,
) -> Forecast:
    """Spent and what is still to come: as planned, else at the pace of the days behind.

    `days` are the first, the last and today. What is bought now and then has no pace.
    """
    first, last, today = days
    if planned is not None:
        total = spent + planned
        return Forecast(
            total, f"使った{spent:,}円と、これからの予定{planned:,}円を足すと{total:,}円です。"
        )
    if today >= last:
        return Forecast(spent, "期間が終わっているので、使った額です。")
    if today < first or spent == 0:
        total = max(spent, budget)
        return Forecast(total, "まだ支出がないので、予算のとおり使うと見ています。")
    if occasional:
        return Forecast(max(spent, budget), "その都度の費目なので、予算のとおり使うと見ています。")
    behind, length = (today - first).days + 1, (last - first).days + 1
    total = rounded(spent * length, behind, 1, Rounding.HALF_UP)
    return Forecast(
        total,
        f"はじめの{behind}日で{spent:,}円です。同じ割合で使うと、年度末に{total:,}円になります。",
    )


def uncovered(
    covered: Iterable[tuple[date, date | None]], first: date, last: date, least: int = 1
) -> tuple[tuple[date, date], ...]:
    """The stretches of days from `first` to `last` on which fewer than `least` spans hold."""
    spans = [(max(since, first), min(until or last, last)) for since, until in covered]
    spans = [(since, until) for since, until in spans if since <= until]
    edges = {first, *(since for since, _ in spans), *(until + _DAY for _, until in spans)}
    starts = sorted(day for day in edges if first <= day <= last)
    gaps: list[tuple[date, date]] = []
    for start, end in zip(starts, [*starts[1:], last + _DAY], strict=True):
        if sum(since <= start <= until for since, until in spans) >= least:
            continue
        if gaps and gaps[-1][1] + _DAY == start:
            gaps[-1] = (gaps[-1][0], end - _DAY)
        else:
            gaps.append((start, end - _DAY))
    return tuple(gaps)
