"""What the people of an office owe each other: a second person's word, and cases handed over."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import case  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment


class SecondRequest(Versioned, Base):
    """An act that somebody wants to do and that a second person must agree to first."""

    __tablename__ = "second_request"

    act: Mapped[str] = mapped_column(String(32))
    about: Mapped[str] = mapped_column(CleanText)
    asked_by: Mapped[str] = mapped_column(ID)
    until: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class SecondAnswer(OfOffice, Base):
    """What the second person said; never changed. `how` is 'person' or 'recovery'."""

    __tablename__ = "second_answer"
    __table_args__ = (UniqueConstraint("request_id"),)

    request_id: Mapped[str] = mapped_column(ID, ForeignKey("second_request.id"))
    answered_by: Mapped[str] = mapped_column(ID)
    agreed: Mapped[bool] = mapped_column(Boolean)
    how: Mapped[str] = mapped_column(String(16))


class Handover(Versioned, Base):
    """担当の引継ぎ of one case; `to_staff_id` is who must say that they have read it."""

    __tablename__ = "handover"
    __table_args__ = (Index(None, "episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    from_worker: Mapped[str] = mapped_column(CleanText)
    to_worker: Mapped[str] = mapped_column(CleanText)
    to_staff_id: Mapped[str | None] = mapped_column(ID)
    note: Mapped[str] = mapped_column(CleanText, default="")
    given_by: Mapped[str] = mapped_column(ID)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    read_by: Mapped[str | None] = mapped_column(ID)
