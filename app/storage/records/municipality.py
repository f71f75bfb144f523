"""重層事業 of the municipalities, by 年度."""

from sqlalchemy import JSON, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import network  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText

CODE = String(32)


class MunicipalityYear(Versioned, Base):
    """重層事業 of a municipality in one 年度, and who does what in it."""

    __tablename__ = "municipality_year"
    __table_args__ = (UniqueConstraint("office_id", "municipality", "fiscal_year"),)

    municipality: Mapped[str] = mapped_column(String(5))
    fiscal_year: Mapped[int] = mapped_column(Integer)
    runs: Mapped[str] = mapped_column(CODE, default="unknown")
    """'yes', 'preparing' (移行準備), 'no' or 'unknown'."""
    multi_agency_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """多機関協働事業 (106条の4第2項5号)."""
    outreach_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """アウトリーチ等を通じた継続的支援事業 (同4号)."""
    participation_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """参加支援事業 (同2号)."""
    consultation_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    """包括的相談支援事業 (同1号): ids of organisations."""
    note: Mapped[str] = mapped_column(CleanText, default="")
