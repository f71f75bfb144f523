"""対象者."""

from sqlalchemy import Boolean, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records.base import Base, Versioned
from app.storage.types import CleanText, PartialDay


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
