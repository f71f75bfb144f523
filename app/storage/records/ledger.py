"""What was taken in from ledgers: batches, their rows, layouts for 台帳出力, saved mappings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, OfOffice
from app.storage.types import CleanText, Moment


class ImportBatch(OfOffice, Base):
    """One 台帳取込 that was applied; undone as a whole."""

    __tablename__ = "import_batch"

    file_name: Mapped[str] = mapped_column(CleanText)
    sha256: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(ID)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportedRow(OfOffice, Base):
    """One row of a batch: where it stood, what became of it, what it changed."""

    __tablename__ = "imported_row"
    __table_args__ = (Index(None, "batch_id", "sheet", "row"), Index(None, "target_id"))

    batch_id: Mapped[str] = mapped_column(ID, ForeignKey("import_batch.id"))
    sheet: Mapped[str] = mapped_column(CleanText)
    row: Mapped[int] = mapped_column(Integer)
    disposition: Mapped[str] = mapped_column(String(16))
    """'import', 'merge', 'same', 'reject', 'exclude' (skipped rows are not kept)."""
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    target_kind: Mapped[str] = mapped_column(String(16), default="")
    target_id: Mapped[str | None] = mapped_column(ID)
    created: Mapped[bool] = mapped_column(Boolean, default=False)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Values before the change, by record: what undo puts back."""
    after_version: Mapped[int | None] = mapped_column(Integer)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Cells of columns that mean nothing to the program, kept for 台帳出力."""


class LedgerLayout(OfOffice, Base):
    """How a centre's ledger is laid out, so that 台帳出力 can write it the same way."""

    __tablename__ = "ledger_layout"

    name: Mapped[str] = mapped_column(CleanText)
    batch_id: Mapped[str] = mapped_column(ID, ForeignKey("import_batch.id"))
    layout: Mapped[dict[str, Any]] = mapped_column(JSON)


class SavedMapping(OfOffice, Base):
    """A column mapping corrected by hand, remembered for the same header."""

    __tablename__ = "saved_mapping"
    __table_args__ = (Index(None, "office_id", "signature", unique=True),)

    signature: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
