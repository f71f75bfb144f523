"""Changes to what was paid."""

from __future__ import annotations

from sqlalchemy import delete, select

from app import codes
from app.calendar import wareki
from app.errors import FieldProblem, InvalidInput
from app.funding.spending import rules
from app.funding.spending.queries import FIELDS, content_of
from app.funding.spending.rules import CheckedSpending, SpendingInput, check_spending
from app.funding.years.rules import parts_of
from app.staff.permissions import Permission
from app.storage.records import (
    FundingStaff,
    FundingYear,
    Spending,
    SpendingRevision,
    SpendingTrip,
)
from app.storage.work import Work

_OF_TRIPS = (
    "支援経過から取り込んだ旅費です。費目・金額・日付は支援経過の合計なので、ここでは変えられません。"
    "支援経過を直し、この支出を取り消してから、もう一度取り込んでください。"
)


def add(work: Work, year_id: str, typed: SpendingInput) -> str:
    """Keep a payment and give back its id."""
    work.require(Permission.EDIT_FUNDING)
    year = work.get(FundingYear, year_id)
    checked = _checked(work, year, typed)
    spending = Spending(year_id=year.id, withdrawn_why="")
    _write(spending, checked)
    work.add(spending)
    _tell(work, spending, "spending.added", "支出を記録")
    return spending.id


def correct(work: Work, spending_id: str, version: int, typed: SpendingInput, reason: str) -> None:
    """Keep what was corrected; what stood before stays readable with the reason."""
    work.require(Permission.EDIT_FUNDING)
    spending = _standing(work, spending_id, version)
    checked = _checked(work, work.get(FundingYear, spending.year_id), typed)
    before = content_of(spending)
    whole = (checked.category, checked.amount, checked.day)
    if whole != (spending.category, spending.amount, spending.day) and _of_trips(work, spending):
        raise InvalidInput((FieldProblem("amount", _OF_TRIPS),))
    _write(spending, checked)
    if content_of(spending) == before:
        return
    _need(reason)
    work.add(
        SpendingRevision(
            spending_id=spending.id,
            by=work.actor.staff_id,
            reason=reason.strip(),
            before=before,
        )
    )
    _tell(work, spending, "spending.corrected", "支出を訂正")


def withdraw(work: Work, spending_id: str, version: int, reason: str) -> None:
    """Take a wrong payment back: it stays readable and is counted nowhere; its ways are free again."""
    work.require(Permission.EDIT_FUNDING)
    spending = _standing(work, spending_id, version)
    _need(reason)
    spending.withdrawn_at, spending.withdrawn_by = work.now, work.actor.staff_id
    spending.withdrawn_why = reason.strip()
    work.session.execute(
        delete(SpendingTrip).where(
            SpendingTrip.office_id == work.office_id, SpendingTrip.spending_id == spending.id
        )
    )
    _tell(work, spending, "spending.withdrawn", "支出を取消し")


def _standing(work: Work, spending_id: str, version: int) -> Spending:
    spending = work.get(Spending, spending_id)
    work.check_version(spending, version)
    if spending.withdrawn_at is not None:
        raise InvalidInput((FieldProblem("reason", rules.WITHDRAWN),))
    return spending


def _checked(work: Work, year: FundingYear, typed: SpendingInput) -> CheckedSpending:
    parts = parts_of(divided=year.divided)
    checked = check_spending(typed, year.fiscal_year, parts, work.clock.today())
    if checked.staff_id is not None:
        work.get(FundingStaff, checked.staff_id)
    return checked


def _of_trips(work: Work, spending: Spending) -> bool:
    found = select(SpendingTrip.id).where(
        SpendingTrip.office_id == work.office_id, SpendingTrip.spending_id == spending.id
    )
    return work.session.scalar(found.limit(1)) is not None


def _write(spending: Spending, checked: CheckedSpending) -> None:
    for name in FIELDS:
        setattr(spending, name, getattr(checked, name))


def _need(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput((FieldProblem("reason", rules.NO_REASON),))


def _tell(work: Work, spending: Spending, kind: str, words: str) -> None:
    work.touch(spending)
    work.touch(work.get(FundingYear, spending.year_id))
    label = codes.label(rules.EXPENSES, spending.category)
    work.tell(
        kind,
        f"{words}（{wareki.short(spending.day)} {label} {spending.amount:,}円）",
        subject_kind="spending",
        subject_id=spending.id,
    )
