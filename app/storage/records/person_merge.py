"""Two records of one human being made one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, OfOffice
from app.storage.types import Moment


class PersonMerge(OfOffice, Base):
    """Two records of one human being made one: what undoing puts back."""

    __tablename__ = "person_merge"
    __table_args__ = (Index(None, "office_id", "gone_id"), Index(None, "kept_id"))

    kept_id: Mapped[str] = mapped_column(ID)
    gone_id: Mapped[str] = mapped_column(ID)
    """The record that is no more; whoever still has it open is led to `kept_id`."""
    by: Mapped[str] = mapped_column(ID)
    kept_before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """'person' and 'health': the columns; 'rows': `moved` of the rows it had of its own."""
    kept_after: Mapped[dict[str, Any]] = mapped_column(JSON)
    """'person' and 'health' as merging left them: what differs today was edited since."""
    gone_before: Mapped[dict[str, Any]] = mapped_column(JSON)
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    """'table.column' → ids of the rows that hung on the record that is no more."""
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
