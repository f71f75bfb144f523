"""更生緊急保護の措置, as a 保護観察所 records them."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import case, network  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText

CODE = String(32)


class AftercareMeasure(Versioned, Base):
    """更生緊急保護の措置: what is given, by whom it is carried out, from when to when."""

    __tablename__ = "aftercare_measure"
    __table_args__ = (Index(None, "episode_id"), Index(None, "office_id", "until"))

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(CODE)
    """Code of `aftercare_measure`."""
    organisation_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """委託先; None where the office does it itself (自庁保護)."""
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    """委託期間の末日."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    """The day on which it ended before that."""
    note: Mapped[str] = mapped_column(CleanText, default="")
