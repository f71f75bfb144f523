"""What may be typed for the contract of a 年度, its budget and the conditions of its subsidy (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.calendar.fiscal import fiscal_year
from app.cases.checking import Checking
from app.funding import typed as read
from app.funding.rules import ENTRY, EXIT, WHOLE, Rounding, Terms

PROCUREMENT, PARTS, EXPENSES = "procurement", "funding_part", "expense"
LONGEST_NAME = 200


@dataclass(frozen=True)
class YearInput:
    """What was typed for the contract of one 年度."""

    operator: str
    amount: str = ""
    since: str = ""
    until: str = ""
    procurement: str = ""
    staff_count: str = ""
    staff_plan: str = ""
    divided: bool = False
    plan: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedYear:
    """A contract ready to be kept."""

    operator: str
    amount: int | None
    since: date
    until: date
    procurement: str
    staff_count: int | None
    staff_plan: str
    divided: bool
    plan: str
    note: str


@dataclass(frozen=True)
class SubsidyInput:
    """What was typed for the subsidy of one part."""

    base: str = ""
    income: str = ""
    received: str = ""
    rate: str = "3/4"
    rounding: str = Rounding.DOWN
    unit: str = "1000"


@dataclass(frozen=True)
class Subsidy:
    """What the subsidy of one part is computed from; yen."""

    base: int | None
    income: int
    received: int
    terms: Terms

    def kept(self) -> dict[str, Any]:
        """As plain values."""
        own = {"base": self.base, "income": self.income, "received": self.received}
        return own | asdict(self.terms) | {"rounding": str(self.terms.rounding)}


@dataclass(frozen=True)
class LineInput:
    """What was typed beside the budget of a 費目."""

    planned_rest: str = ""
    remark: str = ""


def parts_of(*, divided: bool) -> tuple[str, ...]:
    """The parts a 年度 is settled in."""
    return (EXIT, ENTRY) if divided else (WHOLE,)


def subsidy_of(kept: Mapping[str, Any] | None, proposed: Terms) -> Subsidy:
    """What was kept for a part; without anything the terms that are proposed."""
    if kept is None:
        return Subsidy(None, 0, 0, proposed)
    terms = Terms(kept["numerator"], kept["denominator"], Rounding(kept["rounding"]), kept["unit"])
    return Subsidy(kept["base"], kept["income"], kept["received"], terms)


def check_year(typed: YearInput, year: int, today: date) -> CheckedYear:
    """Read what was typed for a contract; `InvalidInput` names a field."""
    checking, period = Checking(today), fiscal_year(year)
    since = read.day_within(checking, "since", "始まりの日", typed.since, period) or period.first
    until = read.day_within(checking, "until", "終わりの日", typed.until, period) or period.last
    checked = CheckedYear(
        operator=checking.text("operator", "受託者", typed.operator),
        amount=read.yen(checking, "amount", "契約額", typed.amount),
        since=since,
        until=until,
        procurement=checking.code("procurement", "契約の方法", PROCUREMENT, typed.procurement),
        staff_count=read.whole(checking, "staff_count", "職員の人数", typed.staff_count, 99),
        staff_plan=checking.text("staff_plan", "職員の計画", typed.staff_plan),
        divided=typed.divided,
        plan=checking.text("plan", "事業計画", typed.plan),
        note=checking.text("note", "備考", typed.note),
    )
    if not checked.operator:
        checking.wrong("operator", "受託者（センターを運営する法人など）を入力してください。")
    elif len(checked.operator) > LONGEST_NAME:
        checking.wrong("operator", f"受託者は{LONGEST_NAME}文字までです。")
    if since > until:
        checking.wrong("until", "終わりの日が始まりの日より前です。日付を直してください。")
    checking.settle()
    return checked


def check_subsidy(typed: Mapping[str, SubsidyInput], today: date) -> dict[str, Subsidy]:
    """Read the conditions of the subsidy; the field of a part is `part.name`."""
    checking = Checking(today)
    found = {part: _subsidy(checking, part, one) for part, one in typed.items()}
    checking.settle()
    return found


def check_budget(typed: Mapping[str, str], today: date) -> dict[str, int]:
    """Read the budget of each 費目; an empty field is 0."""
    checking = Checking(today)
    for category in typed:
        checking.code(category, "費目", EXPENSES, category)
    found = {
        category: read.yen(checking, category, "予算額", text) or 0
        for category, text in typed.items()
    }
    checking.settle()
    return found


def check_line(typed: LineInput, today: date) -> tuple[int | None, str]:
    """What is still to be spent by somebody's own reckoning, and the remark."""
    checking = Checking(today)
    rest = read.yen(checking, "planned_rest", "これからの予定", typed.planned_rest)
    remark = checking.text("remark", "備考", typed.remark)
    checking.settle()
    return rest, remark


def _subsidy(checking: Checking, part: str, typed: SubsidyInput) -> Subsidy:
    up, down = read.rate(checking, f"{part}.rate", typed.rate) or (0, 1)
    unit = read.whole(checking, f"{part}.unit", "端数の単位", typed.unit, 1_000_000)
    if not unit:
        checking.wrong(f"{part}.unit", "端数の単位は円で 1、1000 のように入力してください。")
    if typed.rounding not in list(Rounding):
        checking.wrong(f"{part}.rounding", "端数の扱いを一覧から選んでください。")
        checking.settle()
    return Subsidy(
        base=read.yen(checking, f"{part}.base", "補助基準額", typed.base),
        income=read.yen(checking, f"{part}.income", "寄附金その他の収入額", typed.income) or 0,
        received=read.yen(checking, f"{part}.received", "受入済額", typed.received) or 0,
        terms=Terms(up, down, Rounding(typed.rounding), unit or 1),
    )
