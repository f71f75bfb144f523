"""History: what was done, by whom, chained; and the operations that were completed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base
from app.storage.types import CleanText, Moment, new_id


class HistoryEntry(Base):
    """One act; `mac` is keyed and covers the entry and the one before it."""

    __tablename__ = "history_entry"
    __table_args__ = (
        UniqueConstraint("office_id", "seq"),
        Index(None, "subject_id"),
        Index(None, "office_id", "operation_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    office_id: Mapped[str] = mapped_column(ID)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(32))
    subject_kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str | None] = mapped_column(ID)
    words: Mapped[str] = mapped_column(CleanText)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    operation_id: Mapped[str] = mapped_column(ID)
    mac: Mapped[str] = mapped_column(String(64))


class Operation(Base):
    """One completed Work, kept in its own transaction, so that a repeat can be told."""

    __tablename__ = "operation"

    office_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    """Made by the client before the first try; the same in every try."""
    attempt: Mapped[str] = mapped_column(ID)
    """Which try it was that arrived."""
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(32), default="")
    """The kind of the first history entry; empty when nothing was told."""
