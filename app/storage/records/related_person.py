"""関係者 of a 対象者."""

from sqlalchemy import Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText


class RelatedPerson(Versioned, Base):
    """家族, 保護者, 後見人, 引受人 …: who belongs to the person, and whether they may be called."""

    __tablename__ = "related_person"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(CleanText)
    relation: Mapped[str] = mapped_column(CleanText, default="")
    phone: Mapped[str] = mapped_column(CleanText, default="")
    address: Mapped[str] = mapped_column(CleanText, default="")
    may_contact: Mapped[str] = mapped_column(String(32), default="unknown")
    """'yes', 'no' or 'unknown': what the person has said about being in touch with them."""
    emergency: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str] = mapped_column(CleanText, default="")
