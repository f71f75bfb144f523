"""What a person needs: 要件, アセスメント."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import case  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, PartialDay

CODE = String(32)


class Requirement(Versioned, Base):
    """One of the 特別調整の6要件 for one episode: who found it to be so, and when."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("episode_id", "code"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    code: Mapped[str] = mapped_column(CODE)
    state: Mapped[str] = mapped_column(CODE)
    """'met', 'not_met' or 'unclear'; a requirement nobody has looked at has no row."""
    found_by: Mapped[str] = mapped_column(CleanText, default="")
    found_on: Mapped[PartialDate | None] = mapped_column(PartialDay)
    note: Mapped[str] = mapped_column(CleanText, default="")


class Assessment(Versioned, Base):
    """アセスメントシート: what was found on one day; a later one stands beside the earlier ones."""

    __tablename__ = "assessment"
    __table_args__ = (Index(None, "episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    day: Mapped[date] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(CleanText, default="")
    wish: Mapped[str] = mapped_column(CleanText, default="")
    """本人の希望, in the person's own words."""
    summary: Mapped[str] = mapped_column(CleanText, default="")


class Need(Versioned, Base):
    """One domain of an assessment: how it stands, and the text."""

    __tablename__ = "need"
    __table_args__ = (UniqueConstraint("assessment_id", "domain"),)

    assessment_id: Mapped[str] = mapped_column(ID, ForeignKey("assessment.id"))
    domain: Mapped[str] = mapped_column(CODE)
    status: Mapped[str] = mapped_column(CODE)
    text: Mapped[str] = mapped_column(CleanText, default="")
