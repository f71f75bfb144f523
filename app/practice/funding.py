"""経費 of the practice centre: the contract of this 年度 and the last, budget, payments, staff and hours."""

from __future__ import annotations

from datetime import date, timedelta

from app.attachments import actions as attachments
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar import wareki
from app.calendar.fiscal import Period, fiscal_year, fiscal_year_of, month_of
from app.funding.register import actions as register
from app.funding.register.rules import StaffInput
from app.funding.spending import actions as spending
from app.funding.spending.rules import SpendingInput
from app.funding.trips import actions as trips
from app.funding.trips.queries import waiting
from app.funding.years import actions as years
from app.funding.years.rules import LineInput, SubsidyInput, YearInput
from app.storage.work import Work

_OPERATOR = "社会福祉法人 見本会"
_PLAN = (
    "矯正施設を退所する高齢・障害のある人と、被疑者・被告人の段階にある人を、地域の福祉につなぐ。"
    "前年度に増えた被疑者等支援に、相談員を1人増やして備える。"
)
_BUDGET = {
    "salary": 18_900_000,
    "allowance": 2_400_000,
    "mutual_aid": 3_100_000,
    "honorarium": 300_000,
    "travel": 240_000,
    "supplies": 900_000,
    "services": 720_000,
    "rent": 2_640_000,
    "equipment": 600_000,
}
_MONTHLY = (
    ("salary", "職員3人（専任）", "給料", 1_120_000, ""),
    ("allowance", "職員3人（専任）", "職員手当", 190_000, ""),
    ("mutual_aid", "見本年金事務所", "社会保険料（事業主負担）", 255_000, ""),
    ("rent", "見本ビル管理", "事務所と公用車の賃借料", 220_000, ""),
    ("services", "見本電話", "電話・郵便料", 52_000, "communications"),
)
_REMARKS = (("rent", "事務所 15万円・公用車 7万円の12か月"), ("travel", "面接・同行の交通費"))
_HALF = "雛形 椋"
_HALF_PAY = 210_000
_ONCE = (
    ("equipment", "見本事務機", "複合機 1台", 352_000, 1, ""),
    ("equipment", "見本事務機", "ノートパソコン 1台", 148_000, 1, ""),
    ("supplies", "見本印刷", "パンフレットの印刷", 132_000, 1, "printing"),
    ("honorarium", "見本大学の講師", "研修会の講師謝金", 30_000, 1, ""),
    ("supplies", "見本文具", "コピー用紙・封筒", 18_450, 1, "consumables"),
)
_PAPER = "支払の控え（練習用）です。実在の支払ではありません。\r\n"
_PAID_ON = 25
_WITHOUT = 2
"""Payments whose evidence has not come yet."""


def add_funding(work: Work) -> None:
    """Always the same for a day; the 年度 before is settled but for its last papers."""
    year = fiscal_year_of(work.clock.today())
    half = _staff(work, fiscal_year(year))
    for one in (year - 1, year):
        _year(work, fiscal_year(one), half)


def _staff(work: Work, period: Period) -> str:
    """Three whose whole time is the project's and one who works half of it; her id."""
    before = wareki.short(fiscal_year(period.first.year - 1).first)
    gone = wareki.short(period.first + timedelta(days=60))
    came = wareki.short(period.first + timedelta(days=64))
    for typed in (
        StaffInput("試作 澪江", "director", before, qualifications=("welfare_officer",)),
        StaffInput("例示 樹", "counsellor", before, gone, qualifications=("csw",)),
        StaffInput("模擬 環", "counsellor", came, "", True, ("csw", "psw")),
        StaffInput("標本 悠", "counsellor", before, qualifications=("care_worker",)),
    ):
        register.add(work, typed)
    half = register.add(work, StaffInput(_HALF, "clerk", before, dedicated=False))
    months = (
        *fiscal_year(period.first.year - 1).months(),
        *(one for one in period.months() if one.last < work.clock.today()),
    )
    version = 1
    work.session.flush()
    register.set_hours(work, half, version, {one.first: ("120", "90") for one in months})
    return half


def _year(work: Work, period: Period, half: str) -> None:
    contract = YearInput(
        operator=_OPERATOR,
        amount="29,800,000",
        since=wareki.short(period.first),
        until=wareki.short(period.last),
        procurement="proposal",
        staff_count="5",
        staff_plan="センター長1人、相談員3人、事務1人（兼務）",
        plan=_PLAN,
    )
    year = years.write(work, period.first.year, 0, contract)
    work.session.flush()
    amounts = {category: str(budget) for category, budget in _BUDGET.items()}
    years.set_budget(work, year, 1, "whole", amounts)
    work.session.flush()
    for category, remark in _REMARKS:
        version = 2 + [one for one, _ in _REMARKS].index(category)
        years.note_line(work, year, version, category, "whole", LineInput(remark=remark))
        work.session.flush()
    terms = SubsidyInput(base="26,000,000", received="9,000,000")
    years.set_subsidy(work, year, 2 + len(_REMARKS), {"whole": terms})
    paid = _payments(work, year, period, half)
    for spending_id in paid[: len(paid) - _WITHOUT]:
        owner = Owner(OwnerKind.SPENDING, spending_id)
        words = f"{_PAPER}{spending_id}".encode("utf-8-sig")
        attachments.add(work, owner, check_file("支払の控え.txt", words))
    work.session.flush()
    found = waiting(work, period)
    for one in found[:-1]:
        trips.take_over(work, year, one.month, (one.number, one.fare))
        work.session.flush()


def _payments(work: Work, year: str, period: Period, half: str) -> list[str]:
    """What was paid each month, and now and then, until today."""
    paid = []
    today = work.clock.today()
    for at, month in enumerate(period.months()):
        day = month.first.replace(day=_PAID_ON)
        if day > today:
            break
        for category, payee, what, amount, item in _MONTHLY:
            words = f"{month_of(day).first.month}月分の{what}"
            paid.append(_pay(work, year, day, category, payee, words, amount, item=item))
        words = f"{month.first.month}月分の給料（兼務の事務）"
        paid.append(_pay(work, year, day, "salary", _HALF, words, _HALF_PAY, staff=half))
        if at < len(_ONCE):
            category, payee, what, amount, units, item = _ONCE[at]
            paid.append(
                _pay(work, year, day, category, payee, what, amount, item=item, units=units)
            )
    return paid


def _pay(
    work: Work,
    year: str,
    day: date,
    category: str,
    payee: str,
    what: str,
    amount: int,
    *,
    item: str = "",
    staff: str = "",
    units: int = 1,
) -> str:
    typed = SpendingInput(
        day=wareki.short(day),
        category=category,
        payee=payee,
        what=what,
        amount=str(amount),
        item=item,
        units=str(units),
        staff_id=staff,
    )
    return spending.add(work, year, typed)
