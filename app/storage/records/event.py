"""研修・啓発 (events), and which organisations took part."""

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import network  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, PartialDay


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


class EventAttendance(OfOffice, Base):
    """An organisation that took part in a 研修・啓発・会議, and with how many people."""

    __tablename__ = "event_attendance"
    __table_args__ = (Index(None, "event_id"),)

    event_id: Mapped[str] = mapped_column(ID, ForeignKey("event.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    people: Mapped[int | None] = mapped_column(Integer)
