"""独自の集計: figures that the office defined for itself."""

from datetime import date, datetime

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, Moment


class OwnFigure(Versioned, Base):
    """One edition of such a figure; editions of one figure share `figure_id`."""

    __tablename__ = "own_figure"
    __table_args__ = (Index(None, "office_id", "figure_id"),)

    figure_id: Mapped[str] = mapped_column(String(64))
    """What follows `own.` in its path."""
    label: Mapped[str] = mapped_column(CleanText)
    edition: Mapped[str] = mapped_column(CleanText)
    valid_from: Mapped[date] = mapped_column(Date)
    """The first day whose periods are counted so."""
    definition: Mapped[str] = mapped_column(CleanText)
    """As a .toml file would say it."""
    added_by: Mapped[str] = mapped_column(ID)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    """Counted no longer in periods that end later; a frozen report may name it."""
