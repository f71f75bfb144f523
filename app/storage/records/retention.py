"""保存期間: how long records are kept, 保留, lists of what is to be deleted, and what is still counted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment, PartialDay

CODE = String(32)


class RetentionRule(Versioned, Base):
    """How many years one kind of record is kept, from when, and what says so."""

    __tablename__ = "retention_rule"
    __table_args__ = (UniqueConstraint("office_id", "kind"),)

    kind: Mapped[str] = mapped_column(CODE)
    """A 業務, or 'person' for a 対象者 without any case."""
    years: Mapped[int | None] = mapped_column(Integer)
    """None where the period was taken back: nothing of this kind becomes due."""
    counted_from: Mapped[str] = mapped_column(CODE)
    """'fiscal_year' (from the end of the 年度 it ended in) or 'next_day'."""
    source: Mapped[str] = mapped_column(CleanText)
    """The contract or 文書管理規程 that says so, in the office's own words."""
    set_by: Mapped[str] = mapped_column(ID)


class RetentionHold(Versioned, Base):
    """保留: nothing of the person is deleted while it is in force."""

    __tablename__ = "retention_hold"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(CODE)
    """Code of `retention.holds.rules.Reason`."""
    note: Mapped[str] = mapped_column(CleanText)
    until: Mapped[date | None] = mapped_column(Date)
    """The last day of it; None until it is lifted."""
    by: Mapped[str] = mapped_column(ID)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by: Mapped[str | None] = mapped_column(ID)
    lifted_why: Mapped[str] = mapped_column(CleanText, default="")


class RetentionProposal(Versioned, Base):
    """削除の案: what one person would delete; nothing happens until a second one agrees."""

    __tablename__ = "retention_proposal"

    by: Mapped[str] = mapped_column(ID)
    as_of: Mapped[date] = mapped_column(Date)
    """The day on which it was looked at what is due."""
    cases: Mapped[int] = mapped_column(Integer)
    persons: Mapped[int] = mapped_column(Integer)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Table → how many of its rows would go."""
    digest: Mapped[str] = mapped_column(String(64))
    """Over every row that would go and its version: another one later refuses the deletion."""
    state: Mapped[str] = mapped_column(CODE)
    """'draft', 'withdrawn' or 'done'."""
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None] = mapped_column(ID)
    request_id: Mapped[str | None] = mapped_column(ID)
    """The second person's word on which it was done."""


class RetentionItem(OfOffice, Base):
    """One case, or one 対象者, of a list; it stays as the 削除の記録 and names nobody."""

    __tablename__ = "retention_item"
    __table_args__ = (Index(None, "proposal_id"), Index(None, "target_id"))

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("retention_proposal.id"))
    kind: Mapped[str] = mapped_column(CODE)
    """A 業務, or 'person'."""
    target_id: Mapped[str] = mapped_column(ID)
    number: Mapped[str] = mapped_column(CleanText)
    """管理番号 of a case."""
    ended: Mapped[PartialDate | None] = mapped_column(PartialDay)
    due: Mapped[date | None] = mapped_column(Date)
    """From when on it might be deleted; None for a 対象者 who goes with the last case."""


class CountedCase(OfOffice, Base):
    """件数の控え of a case that was deleted: what figures count, days to the month, nobody's words."""

    __tablename__ = "counted_case"
    __table_args__ = (Index(None, "office_id", "start"),)

    person_id: Mapped[str] = mapped_column(ID)
    """Only so that one human being is counted once."""
    anonymous: Mapped[bool] = mapped_column(Boolean)
    sex: Mapped[str] = mapped_column(String(8))
    service: Mapped[str] = mapped_column(String(16))
    start: Mapped[PartialDate] = mapped_column(PartialDay)
    end: Mapped[PartialDate | None] = mapped_column(PartialDay)
    kubun: Mapped[str | None] = mapped_column(CODE)
    area: Mapped[str | None] = mapped_column(CODE)
    source_kind: Mapped[str | None] = mapped_column(CODE)
    flags: Mapped[int] = mapped_column(Integer)
    """A sum of `FLAG_BITS`."""
    dest_kind: Mapped[str | None] = mapped_column(CODE)
    move: Mapped[PartialDate | None] = mapped_column(PartialDay)
    end_reason: Mapped[str | None] = mapped_column(CODE)
    disposition: Mapped[str | None] = mapped_column(CODE)
    disposition_date: Mapped[PartialDate | None] = mapped_column(PartialDay)
    focus: Mapped[str | None] = mapped_column(CODE)


class CountedContact(OfOffice, Base):
    """件数の控え of a 支援経過 that was deleted with its case."""

    __tablename__ = "counted_contact"
    __table_args__ = (Index(None, "office_id", "day"),)

    episode_id: Mapped[str | None] = mapped_column(ID)
    service: Mapped[str] = mapped_column(String(16))
    day: Mapped[PartialDate] = mapped_column(PartialDay)
    means: Mapped[str] = mapped_column(String(16))
    minutes: Mapped[int | None] = mapped_column(Integer)
