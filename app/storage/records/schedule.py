"""予定, own tasks, and deadlines that somebody has settled."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import activity, case, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment

CODE = String(32)


class Appointment(Versioned, Base):
    """予定: 面接, 訪問, 同行, 会議 … of one or more members of staff."""

    __tablename__ = "appointment"
    __table_args__ = (Index(None, "office_id", "day"), Index(None, "episode_id"))

    day: Mapped[date] = mapped_column(Date)
    start_minute: Mapped[int | None] = mapped_column(Integer)
    """Minutes after midnight; None for the whole day."""
    end_minute: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(CleanText, default="")
    place: Mapped[str] = mapped_column(CleanText, default="")
    workers: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names, as 担当者 is written elsewhere."""
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(CODE, default="planned")
    """'planned', 'done' or 'cancelled'."""
    activity_id: Mapped[str | None] = mapped_column(ID, ForeignKey("activity.id"))
    """The 支援経過 it became."""
    note: Mapped[str] = mapped_column(CleanText, default="")


class Task(Versioned, Base):
    """An own task: what, by when, who; about a case or about none."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "office_id", "done_at", "due"), Index(None, "episode_id"))

    title: Mapped[str] = mapped_column(CleanText)
    due: Mapped[date | None] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(CleanText, default="")
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(CleanText, default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str | None] = mapped_column(ID)


class SettledDeadline(OfOffice, Base):
    """A computed due date that somebody has marked 済 or 該当しない; undone by another row."""

    __tablename__ = "settled_deadline"
    __table_args__ = (Index(None, "episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    rule: Mapped[str] = mapped_column(String(64))
    due: Mapped[date] = mapped_column(Date)
    """The due date it was settled for; another due date is open again."""
    state: Mapped[str] = mapped_column(CODE)
    """'done', 'not_applicable' or 'open' (taken back)."""
    by: Mapped[str] = mapped_column(ID)
    note: Mapped[str] = mapped_column(CleanText, default="")
