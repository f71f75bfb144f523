"""様式 that the office gave to the program: a prefecture's workbook and where figures go in it."""

from datetime import date, datetime

from sqlalchemy import Date, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, Moment


class OwnForm(Versioned, Base):
    """One edition of such a form; editions of one form share `form_id`."""

    __tablename__ = "own_form"
    __table_args__ = (Index(None, "office_id", "form_id"),)

    form_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(CleanText)
    edition: Mapped[str] = mapped_column(CleanText)
    valid_from: Mapped[date] = mapped_column(Date)
    """The first day whose periods are reported on this edition."""
    period: Mapped[str] = mapped_column(String(32))
    definition: Mapped[str] = mapped_column(CleanText)
    """Its form.toml."""
    file_name: Mapped[str] = mapped_column(CleanText)
    template: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the template."""
    added_by: Mapped[str] = mapped_column(ID)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    """No new report is written on it; those that were submitted keep it."""
