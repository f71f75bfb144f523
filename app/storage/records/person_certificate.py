"""手帳 of persons."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, PartialDay


class Certificate(Versioned, Base):
    """手帳: kind, grade, issuer and renewal."""

    __tablename__ = "certificate"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(16))
    grade: Mapped[str] = mapped_column(CleanText, default="")
    issuer: Mapped[str] = mapped_column(CleanText, default="")
    renewal: Mapped[PartialDate | None] = mapped_column(PartialDay)
