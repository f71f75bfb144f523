"""What may be typed for one payment, and what of it counts (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app import codes
from app.calendar import wareki
from app.calendar.fiscal import fiscal_year
from app.cases.checking import Checking
from app.funding import typed as read
from app.funding.rules import Rounding, share, too_dear

EXPENSES, ITEMS, PARTS = "expense", "expense_item", "funding_part"
STAFF_COST, EQUIPMENT, TRAVEL = "staff", "equipment", "travel"
"""Marks of the table of 費目."""
CLOSING = timedelta(days=61)
"""How long after the 年度 a payment may still belong to it."""
NO_REASON = "理由を入力してください（あとから読めます）。"
WITHDRAWN = "取り消した支出です。直すことはできません。"
DEAR = "単価{limit:,}円以上の備品は、対象経費に入りません。"
NO_HOURS = "専任でない職員の{month}の勤務時間がないので、対象経費に入れていません。"
SHARED = "{month}の勤務時間の割合（{own}/{whole}時間）で、対象経費に入れています。"


@dataclass(frozen=True)
class SpendingInput:
    """What was typed for one payment."""

    day: str
    category: str
    payee: str
    what: str
    amount: str
    item: str = ""
    part: str = "whole"
    units: str = ""
    staff_id: str = ""
    month: str = ""


@dataclass(frozen=True)
class CheckedSpending:
    """A payment ready to be kept."""

    day: date
    category: str
    item: str | None
    part: str
    payee: str
    what: str
    amount: int
    units: int
    staff_id: str | None
    month: date | None


@dataclass(frozen=True)
class Worked:
    """The hours of somebody in a month, in minutes."""

    whole: int
    own: int


@dataclass(frozen=True)
class Counted:
    """What of a payment counts for the subsidy, and why it is not all of it."""

    eligible: int
    why: str = ""


def check_spending(
    typed: SpendingInput, year: int, parts: tuple[str, ...], today: date
) -> CheckedSpending:
    """Read what was typed for a payment of a 年度; `InvalidInput` names a field."""
    checking, period = Checking(today), fiscal_year(year)
    day = checking.full_day("day", "支払日", checking.past_day("day", "支払日", typed.day))
    amount = read.yen(checking, "amount", "金額", typed.amount)
    units = read.whole(checking, "units", "数量", typed.units)
    category = checking.code("category", "費目", EXPENSES, typed.category)
    staff_cost = category in codes.table(EXPENSES).marked(STAFF_COST)
    checked = CheckedSpending(
        day=day or today,
        category=category,
        item=checking.code("item", "内訳", ITEMS, typed.item, category) if typed.item else None,
        part=typed.part,
        payee=checking.text("payee", "支払先", typed.payee),
        what=checking.text("what", "内容", typed.what),
        amount=amount or 0,
        units=units or 1,
        staff_id=typed.staff_id or None if staff_cost else None,
        month=_month(checking, typed.month, day, period.last) if staff_cost else None,
    )
    if day is None:
        checking.wrong("day", "支払日を入力してください（例: R8.10.25）。")
    elif not period.first <= day <= period.last + CLOSING:
        checking.wrong(
            "day",
            f"{period.label}の支出は{wareki.short(period.first)}から"
            f"{wareki.short(period.last + CLOSING)}までの日付です。",
        )
    if not amount:
        checking.wrong("amount", "金額を円で入力してください（例: 1,240）。")
    if typed.part not in parts:
        checking.wrong("part", "区分を一覧から選んでください。")
    if checked.month is not None and not period.contains(checked.month):
        checking.wrong("month", f"対象の月は{period.label}の中の月にしてください。")
    for name, label in (("payee", "支払先"), ("what", "内容")):
        if not getattr(checked, name):
            checking.wrong(name, f"{label}を入力してください。")
    checking.settle()
    return checked


def _month(checking: Checking, text: str, day: date | None, last: date) -> date | None:
    """The month that was worked; what is paid after the 年度 is for its last month."""
    month = read.month_of_text(checking, "month", text)
    after = day is not None and day > last
    return last.replace(day=1) if month is None and after else month


def month_worked(day: date, month: date | None) -> date:
    """The month whose hours say what of a payment counts."""
    return month or day.replace(day=1)


def counted(
    spending: CheckedSpending,
    *,
    dear_from: int,
    dedicated: bool,
    worked: Worked | None,
    rounding: tuple[Rounding, int],
) -> Counted:
    """What of a payment counts: dear equipment not at all, part-time staff by their hours."""
    amount = spending.amount
    if spending.category in codes.table(EXPENSES).marked(EQUIPMENT):
        if too_dear(amount, spending.units, dear_from):
            return Counted(0, DEAR.format(limit=dear_from))
        return Counted(amount)
    if spending.staff_id is None or dedicated:
        return Counted(amount)
    month = wareki.short(month_worked(spending.day, spending.month)).rpartition(".")[0]
    if worked is None:
        return Counted(0, NO_HOURS.format(month=month))
    eligible = share(amount, worked.own, worked.whole, *rounding)
    own, whole = read.hours_words(worked.own), read.hours_words(worked.whole)
    return Counted(eligible, SHARED.format(month=month, own=own, whole=whole))


LABELS = {
    "day": "支払日",
    "category": "費目",
    "item": "内訳",
    "part": "区分",
    "payee": "支払先",
    "what": "内容",
    "amount": "金額",
    "units": "数量",
    "month": "対象の月",
}


def earlier_words(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
    """What a correction changed, as it stood before."""
    return tuple(
        f"{label}　{_words(name, before.get(name))}"
        for name, label in LABELS.items()
        if before.get(name) != after.get(name)
    )


def _words(name: str, value: object) -> str:
    if value is None or value == "":
        return "空欄"
    tables = {"category": EXPENSES, "part": PARTS}
    if name == "item":
        table = codes.table(ITEMS)
        return next((row.label for row in table if row.code == value), str(value))
    if name in tables:
        return codes.label(tables[name], str(value))
    if name in ("day", "month"):
        return wareki.short(date.fromisoformat(str(value)))
    return f"{value:,}円" if name == "amount" else str(value)
