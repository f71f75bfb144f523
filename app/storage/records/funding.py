"""経費: contract and budget of a 年度, spending, the register of staff and their hours."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment

CODE = String(32)


class FundingYear(Versioned, Base):
    """The contract of one 年度, and what its subsidy is computed from."""

    __tablename__ = "funding_year"
    __table_args__ = (UniqueConstraint("office_id", "fiscal_year"),)

    fiscal_year: Mapped[int] = mapped_column(Integer)
    operator: Mapped[str] = mapped_column(CleanText)
    amount: Mapped[int | None] = mapped_column(Integer)
    """Yen, with tax."""
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    procurement: Mapped[str] = mapped_column(CODE)
    staff_count: Mapped[int | None] = mapped_column(Integer)
    staff_plan: Mapped[str] = mapped_column(CleanText, default="")
    divided: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether 出口支援 and 被疑者等支援 are settled apart."""
    subsidy: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    """Part → base, income, received (yen), numerator, denominator, rounding, unit."""
    plan: Mapped[str] = mapped_column(CleanText, default="")
    """What 事業計画書 says in words."""
    note: Mapped[str] = mapped_column(CleanText, default="")


class FundingLine(Versioned, Base):
    """The budget of one 費目."""

    __tablename__ = "funding_line"
    __table_args__ = (UniqueConstraint("year_id", "category", "part"),)

    year_id: Mapped[str] = mapped_column(ID, ForeignKey("funding_year.id"))
    category: Mapped[str] = mapped_column(CODE)
    """Code of `expense`."""
    part: Mapped[str] = mapped_column(CODE)
    """Code of `funding_part`."""
    budget: Mapped[int] = mapped_column(Integer, default=0)
    planned_rest: Mapped[int | None] = mapped_column(Integer)
    """What is still to be spent by somebody's own reckoning."""
    remark: Mapped[str] = mapped_column(CleanText, default="")


class FundingStaff(Versioned, Base):
    """One member of staff: post, days, qualifications, and whether all of the time is the project's."""

    __tablename__ = "funding_staff"
    __table_args__ = (Index(None, "office_id", "since"),)

    name: Mapped[str] = mapped_column(CleanText)
    post: Mapped[str] = mapped_column(CODE)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    dedicated: Mapped[bool] = mapped_column(Boolean)
    """専任: the whole cost counts; else as many of the hours as were worked for the project."""
    qualifications: Mapped[list[str]] = mapped_column(JSON, default=list)
    qualified_since: Mapped[date | None] = mapped_column(Date)
    """The day of registration, where it lies within the days of work."""
    note: Mapped[str] = mapped_column(CleanText, default="")


class FundingHours(Versioned, Base):
    """What somebody worked in a month, and how much of it for the project."""

    __tablename__ = "funding_hours"
    __table_args__ = (UniqueConstraint("staff_id", "month"),)

    staff_id: Mapped[str] = mapped_column(ID, ForeignKey("funding_staff.id"))
    month: Mapped[date] = mapped_column(Date)
    """Its first day."""
    whole_minutes: Mapped[int] = mapped_column(Integer)
    own_minutes: Mapped[int] = mapped_column(Integer)


class Spending(Versioned, Base):
    """One payment."""

    __tablename__ = "spending"
    __table_args__ = (Index(None, "year_id", "day"),)

    year_id: Mapped[str] = mapped_column(ID, ForeignKey("funding_year.id"))
    day: Mapped[date] = mapped_column(Date)
    category: Mapped[str] = mapped_column(CODE)
    item: Mapped[str | None] = mapped_column(CODE)
    """Code of `expense_item`."""
    part: Mapped[str] = mapped_column(CODE)
    payee: Mapped[str] = mapped_column(CleanText)
    what: Mapped[str] = mapped_column(CleanText)
    amount: Mapped[int] = mapped_column(Integer)
    units: Mapped[int] = mapped_column(Integer, default=1)
    staff_id: Mapped[str | None] = mapped_column(ID, ForeignKey("funding_staff.id"))
    month: Mapped[date | None] = mapped_column(Date)
    """The month that was worked, where it is not the one of the payment."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(ID)
    withdrawn_why: Mapped[str] = mapped_column(CleanText, default="")


class SpendingRevision(OfOffice, Base):
    """What a payment said before it was corrected, and why it was."""

    __tablename__ = "spending_revision"
    __table_args__ = (Index(None, "spending_id"),)

    spending_id: Mapped[str] = mapped_column(ID, ForeignKey("spending.id"))
    by: Mapped[str] = mapped_column(ID)
    reason: Mapped[str] = mapped_column(CleanText)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)


class SpendingTrip(OfOffice, Base):
    """That the way of a 支援経過 is paid by this payment; each is paid once."""

    __tablename__ = "spending_trip"
    __table_args__ = (UniqueConstraint("office_id", "activity_id"), Index(None, "spending_id"))

    spending_id: Mapped[str] = mapped_column(ID, ForeignKey("spending.id"))
    activity_id: Mapped[str] = mapped_column(ID)
    """No foreign key: a ledger's 支援経過 may be taken away again, the payment stays."""
    fare: Mapped[int] = mapped_column(Integer)
    """Yen, as it stood when it was taken over."""
