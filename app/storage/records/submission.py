"""提出した報告: what was handed in, frozen; rows are added only, for nobody to change."""

from sqlalchemy import Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, OfOffice
from app.storage.types import CleanText

DIGEST = String(64)


class ReportSubmission(OfOffice, Base):
    """One report as it was handed in: the file, its values, and the cases behind every figure."""

    __tablename__ = "report_submission"
    __table_args__ = (Index(None, "office_id", "period_kind", "period_key"),)

    period_kind: Mapped[str] = mapped_column(String(16))
    period_key: Mapped[str] = mapped_column(String(16))
    form_id: Mapped[str] = mapped_column(CleanText)
    form_title: Mapped[str] = mapped_column(CleanText)
    form_edition: Mapped[str] = mapped_column(CleanText)
    by: Mapped[str] = mapped_column(ID)
    note: Mapped[str] = mapped_column(CleanText)
    explanation: Mapped[str] = mapped_column(CleanText)
    """差替えの説明: why it replaces another one; '' for a first one."""
    replaces_id: Mapped[str | None] = mapped_column(ID)
    operation_id: Mapped[str] = mapped_column(ID)
    """Of the Work that froze it: what the history tells after it came later."""
    masked_below: Mapped[int] = mapped_column(Integer)
    """Counts from 1 up to this were hidden in the file; 0: none."""
    file_name: Mapped[str] = mapped_column(CleanText)
    file_sha: Mapped[str] = mapped_column(DIGEST)
    snapshot_sha: Mapped[str] = mapped_column(DIGEST)
    entered: Mapped[str] = mapped_column(Text)
    """What stood in each field of the form, as JSON."""
    snapshot: Mapped[bytes] = mapped_column(LargeBinary)
    """See `reports/submissions/snapshot.py`."""
    file: Mapped[bytes] = mapped_column(LargeBinary)
    """The file for the 都道府県, byte for byte."""
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The same on paper; nothing in reports from before it was kept."""
    pdf_sha: Mapped[str | None] = mapped_column(DIGEST)
