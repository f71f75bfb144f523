"""会議, and who takes part."""

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import network  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText

CODE = String(32)


class Meeting(Versioned, Base):
    """合同支援会議 · ケース会議 · 重層的支援会議 · 支援会議(社会福祉法106条の6) …"""

    __tablename__ = "meeting"
    __table_args__ = (Index(None, "office_id", "day"),)

    kind: Mapped[str] = mapped_column(CODE)
    """Code of `meeting_kind`."""
    title: Mapped[str] = mapped_column(CleanText, default="")
    """Without names of 対象者."""
    day: Mapped[date] = mapped_column(Date)
    start_minute: Mapped[int | None] = mapped_column(Integer)
    end_minute: Mapped[int | None] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(CleanText, default="")
    host_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """Who calls it; None for the own centre."""
    municipality: Mapped[str | None] = mapped_column(String(5))
    """Whose 支援会議 or 重層的支援会議 it is."""
    agenda: Mapped[str] = mapped_column(CleanText, default="")
    minutes: Mapped[str] = mapped_column(CleanText, default="")
    state: Mapped[str] = mapped_column(CODE, default="planned")
    """'planned', 'held' or 'cancelled'."""
    cancelled_why: Mapped[str] = mapped_column(CleanText, default="")
    next_day: Mapped[date | None] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(CleanText, default="")


class MeetingMember(Versioned, Base):
    """構成員: an organisation with whoever comes for it, or one of the own staff."""

    __tablename__ = "meeting_member"
    __table_args__ = (Index(None, "meeting_id"),)

    meeting_id: Mapped[str] = mapped_column(ID, ForeignKey("meeting.id"))
    organisation_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """None for the own staff."""
    name: Mapped[str] = mapped_column(CleanText, default="")
    post: Mapped[str] = mapped_column(CleanText, default="")
    member: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether 構成員 of the 支援会議, and so bound to secrecy; False for a guest."""
    secrecy_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the duty of secrecy was confirmed."""
    secrecy_how: Mapped[str] = mapped_column(CleanText, default="")
    attendance: Mapped[str] = mapped_column(CODE, default="invited")
    """'invited', 'attended' or 'absent'."""
    role: Mapped[str] = mapped_column(CleanText, default="")
    """役割分担: what was agreed that they do."""
