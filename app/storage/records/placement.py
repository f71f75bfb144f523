"""帰住先調整: candidates that were tried, and the day of release."""

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import case  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText

CODE = String(32)


class Placement(Versioned, Base):
    """受入先の候補: who was asked, what came of it and why; one of them may be chosen."""

    __tablename__ = "placement"
    __table_args__ = (Index(None, "episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    dest_kind: Mapped[str] = mapped_column(CODE)
    name: Mapped[str] = mapped_column(CleanText)
    municipality: Mapped[str] = mapped_column(CleanText, default="")
    contact: Mapped[str] = mapped_column(CleanText, default="")
    asked_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(CODE)
    result_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(CleanText, default="")
    chosen: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str] = mapped_column(CleanText, default="")


class ReleasePlan(Versioned, Base):
    """The day of release: 同行, meeting place, what the person carries, first evening."""

    __tablename__ = "release_plan"
    __table_args__ = (UniqueConstraint("episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    escort: Mapped[str] = mapped_column(CleanText, default="")
    """同行者."""
    meeting_place: Mapped[str] = mapped_column(CleanText, default="")
    meeting_minute: Mapped[int | None] = mapped_column(Integer)
    """Minutes after midnight."""
    route: Mapped[str] = mapped_column(CleanText, default="")
    money: Mapped[str] = mapped_column(CleanText, default="")
    """所持金・領置金 as told."""
    belongings: Mapped[str] = mapped_column(CleanText, default="")
    medicine: Mapped[str] = mapped_column(CleanText, default="")
    errands: Mapped[str] = mapped_column(CleanText, default="")
    """Offices to visit on the day (福祉事務所, 役所, 病院 …)."""
    guarantor: Mapped[str] = mapped_column(CleanText, default="")
    """身元引受人・保証人, or how it is done without one."""
    note: Mapped[str] = mapped_column(CleanText, default="")
