"""Whom a 会議 is about, and what was agreed."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import (  # noqa: F401  # our keys lead there
    activity,
    case,
    meeting,
    network,
    person,
    referral,
    schedule,
)
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText


class MeetingPerson(OfOffice, Base):
    """A 対象者 who is discussed, or somebody not known yet (a 端緒)."""

    __tablename__ = "meeting_person"
    __table_args__ = (Index(None, "meeting_id"), Index(None, "person_id"))

    meeting_id: Mapped[str] = mapped_column(ID, ForeignKey("meeting.id"))
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    signal_id: Mapped[str | None] = mapped_column(ID, ForeignKey("signal.id"))
    activity_id: Mapped[str | None] = mapped_column(ID, ForeignKey("activity.id"))
    """The 支援経過 that the meeting became for this person."""


class MeetingDecision(Versioned, Base):
    """What was decided: who does what by when; for the own centre it becomes a task."""

    __tablename__ = "meeting_decision"
    __table_args__ = (Index(None, "meeting_id"),)

    meeting_id: Mapped[str] = mapped_column(ID, ForeignKey("meeting.id"))
    position: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(CleanText)
    organisation_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """Who does it; None for the own centre."""
    owner: Mapped[str] = mapped_column(CleanText, default="")
    due: Mapped[date | None] = mapped_column(Date)
    task_id: Mapped[str | None] = mapped_column(ID, ForeignKey("task.id"))
