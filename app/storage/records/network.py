"""関係機関."""

from datetime import date

from sqlalchemy import Boolean, Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import Base, Versioned
from app.storage.types import CleanText

CODE = String(32)


class Organisation(Versioned, Base):
    """関係機関: an office, facility or volunteer the centre works with."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index(None, "office_id", "kind", "kana_key"),
        Index(None, "office_id", "kana_key"),
        UniqueConstraint("office_id", "listed_as"),
    )

    kind: Mapped[str] = mapped_column(CODE)
    """Code of `organisation_kind`."""
    public: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether 行政機関等 (個人情報保護法69条) rather than a private body (27条) receives."""
    name: Mapped[str] = mapped_column(CleanText)
    kana: Mapped[str] = mapped_column(CleanText, default="")
    kana_key: Mapped[str] = mapped_column(CleanText)
    search_key: Mapped[str] = mapped_column(CleanText)
    """Everything a search may hit, folded as `people.names.search_folded` does."""
    prefecture: Mapped[str | None] = mapped_column(String(2))
    municipality: Mapped[str | None] = mapped_column(String(5))
    """全国地方公共団体コード without its check digit."""
    address: Mapped[str] = mapped_column(CleanText, default="")
    hidden_address: Mapped[bool] = mapped_column(Boolean, default=False)
    """Never printed unless somebody switches it on: 定着支援センター, shelters."""
    phone: Mapped[str] = mapped_column(CleanText, default="")
    fax: Mapped[str] = mapped_column(CleanText, default="")
    mail: Mapped[str] = mapped_column(CleanText, default="")
    hours: Mapped[str] = mapped_column(CleanText, default="")
    note: Mapped[str] = mapped_column(CleanText, default="")
    closed_on: Mapped[date | None] = mapped_column(Date)
    """No longer there: not offered, but kept where it is named."""
    listed_as: Mapped[str | None] = mapped_column(String(64))
    """Where it stands in the lists of `resources/places/`; None for the centre's own entries."""
