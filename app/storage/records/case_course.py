"""The course of an episode: the moves between its stages, and its days that have no field of their own."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import case  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, PartialDay

CODE = String(32)


class StageMove(OfOffice, Base):
    """One step of an episode along the table of moves (`cases/stages/`)."""

    __tablename__ = "stage_move"
    __table_args__ = (Index(None, "episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    from_stage: Mapped[str] = mapped_column(CODE)
    to_stage: Mapped[str] = mapped_column(CODE)
    day: Mapped[date | None] = mapped_column(Date)
    by: Mapped[str] = mapped_column(ID)
    source: Mapped[str] = mapped_column(String(16))
    """'hand' or 'ledger'."""
    note: Mapped[str] = mapped_column(CleanText, default="")
    corrects_id: Mapped[str | None] = mapped_column(ID)
    """The wrong step that this one takes back; `note` says why."""


class CaseDate(Versioned, Base):
    """A day of a case that has no field of its own: 送致, 勾留請求, 公訴提起, 判決, 申出 …"""

    __tablename__ = "case_date"
    __table_args__ = (UniqueConstraint("episode_id", "kind"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(CODE)
    day: Mapped[PartialDate] = mapped_column(PartialDay)
    minute: Mapped[int | None] = mapped_column(Integer)
    """Minutes after midnight, where hours count."""
    note: Mapped[str] = mapped_column(CleanText, default="")
