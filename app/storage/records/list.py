"""Lists of cases that people keep under a name."""

from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText


class SavedList(Versioned, Base):
    """一覧表: conditions, columns and order under a name; the office's, or one person's own."""

    __tablename__ = "saved_list"
    __table_args__ = (Index(None, "office_id", "name"),)

    name: Mapped[str] = mapped_column(CleanText)
    owner_id: Mapped[str | None] = mapped_column(ID)
    """Who alone sees it; None for everybody of the office."""
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
