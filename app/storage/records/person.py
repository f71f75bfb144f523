"""対象者, their certificates (手帳), and two records of one human being made one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment, PartialDay


class Person(Versioned, Base):
    """対象者: one record for one human being, however many episodes; anonymous callers too."""

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "office_id", "name_folded"),
        Index(None, "office_id", "kana_key"),
        Index(None, "office_id", "birth"),
        # Only in the file: a row of the server's indexes ends at 2,704 bytes, and reading the
        # table takes it no longer (docs/decisions/0009). In the order of the palette.
        Index(
            "ix_person_search", "office_id", "kana_key", "name_folded", "search_key", "id"
        ).ddl_if(dialect="sqlite"),
    )

    name: Mapped[str] = mapped_column(CleanText)
    kana: Mapped[str] = mapped_column(CleanText, default="")
    name_plain: Mapped[str] = mapped_column(CleanText)
    """NFKC without spaces: the same spelling of the same name."""
    name_folded: Mapped[str] = mapped_column(CleanText)
    """`name_plain` with 異体字 folded."""
    kana_key: Mapped[str] = mapped_column(CleanText)
    """Katakana without spaces, the name where no kana is known: for sorting and comparing."""
    search_key: Mapped[str] = mapped_column(CleanText)
    """Everything a search may hit, folded (see `people.names.search_key`)."""
    sex: Mapped[str] = mapped_column(String(8), default="unknown")
    birth: Mapped[PartialDate | None] = mapped_column(PartialDay)
    birth_text: Mapped[str] = mapped_column(CleanText, default="")
    """What a ledger said when it could not be read as a date."""
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str] = mapped_column(CleanText, default="")
    phone: Mapped[str] = mapped_column(CleanText, default="", server_default="")
    address: Mapped[str] = mapped_column(CleanText, default="", server_default="")
    """現住所."""
    registered_at: Mapped[str] = mapped_column(CleanText, default="", server_default="")
    """住民票の所在地, or that there is none."""


class Certificate(Versioned, Base):
    """手帳: kind, grade, issuer and renewal."""

    __tablename__ = "certificate"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(16))
    grade: Mapped[str] = mapped_column(CleanText, default="")
    issuer: Mapped[str] = mapped_column(CleanText, default="")
    renewal: Mapped[PartialDate | None] = mapped_column(PartialDay)


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
