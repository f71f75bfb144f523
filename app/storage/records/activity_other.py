"""What a 支援経過 said before, 定型文 for its text, and 研修・啓発 (events)."""

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import activity  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, PartialDay


class ActivityRevision(OfOffice, Base):
    """What a 支援経過 said before it was corrected, and why it was."""

    __tablename__ = "activity_revision"
    __table_args__ = (Index(None, "activity_id"),)

    activity_id: Mapped[str] = mapped_column(ID, ForeignKey("activity.id"))
    by: Mapped[str] = mapped_column(ID)
    reason: Mapped[str] = mapped_column(CleanText)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)


class Phrase(Versioned, Base):
    """定型文 of the centre, for the text of a 支援経過."""

    __tablename__ = "phrase"

    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(CleanText)
    text: Mapped[str] = mapped_column(CleanText)


class Event(Versioned, Base):
    """研修・啓発: one training, talk or network meeting."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "office_id", "day"),)

    day: Mapped[PartialDate] = mapped_column(PartialDay)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(CleanText)
    role: Mapped[str | None] = mapped_column(String(16))
    venue: Mapped[str] = mapped_column(CleanText, default="")
    organisations: Mapped[int | None] = mapped_column(Integer)
    participants: Mapped[int | None] = mapped_column(Integer)
    approximate: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the number of participants was given as 約."""
    worker: Mapped[str] = mapped_column(CleanText, default="")
    note: Mapped[str] = mapped_column(CleanText, default="")
