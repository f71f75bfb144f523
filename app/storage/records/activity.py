"""支援経過 (activities)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import case, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, Moment, PartialDay


class Activity(Versioned, Base):
    """支援経過: one contact, with its 手段 and minutes; without a case for 業務「その他」."""

    __tablename__ = "activity"
    __table_args__ = (
        Index(None, "office_id", "day"),
        Index(None, "episode_id", "office_id", "day"),
        Index(None, "person_id"),
        Index(None, "joint_id"),
    )

    day: Mapped[PartialDate] = mapped_column(PartialDay)
    service: Mapped[str] = mapped_column(String(16))
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    means: Mapped[str] = mapped_column(String(16))
    partner: Mapped[str] = mapped_column(CleanText, default="")
    minutes: Mapped[int | None] = mapped_column(Integer)
    """None when what was written could not be read as a duration (`minutes_text` keeps it)."""
    minutes_text: Mapped[str] = mapped_column(CleanText, default="")
    content: Mapped[str] = mapped_column(CleanText, default="")
    worker: Mapped[str] = mapped_column(CleanText, default="")
    name_text: Mapped[str] = mapped_column(CleanText, default="")
    """The name a ledger gave where no case could be found for it."""
    number_text: Mapped[str] = mapped_column(CleanText, default="")
    place: Mapped[str] = mapped_column(CleanText, default="", server_default="")
    travel_minutes: Mapped[int | None] = mapped_column(Integer)
    distance_m: Mapped[int | None] = mapped_column(Integer)
    """Metres travelled, there and back."""
    fare: Mapped[int | None] = mapped_column(Integer)
    """Yen."""
    joint_id: Mapped[str | None] = mapped_column(ID)
    """The same for all rows of one contact with several persons."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a wrong entry was taken back; it stays readable and is counted nowhere."""
    withdrawn_by: Mapped[str | None] = mapped_column(ID)
    withdrawn_why: Mapped[str] = mapped_column(CleanText, default="", server_default="")
