"""What must be known of a 対象者 whom somebody calls at night."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText


class Health(Versioned, Base):
    """What somebody called at night must know: doctor, medicine, allergies, how to speak to them."""

    __tablename__ = "health"
    __table_args__ = (UniqueConstraint("person_id"),)

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    doctor: Mapped[str] = mapped_column(CleanText, default="")
    doctor_phone: Mapped[str] = mapped_column(CleanText, default="")
    diagnoses: Mapped[str] = mapped_column(CleanText, default="")
    medicine: Mapped[str] = mapped_column(CleanText, default="")
    allergies: Mapped[str] = mapped_column(CleanText, default="")
    insurance: Mapped[str] = mapped_column(CleanText, default="")
    communication: Mapped[str] = mapped_column(CleanText, default="")
    """意思疎通で配慮すること."""
    emergency: Mapped[str] = mapped_column(CleanText, default="")
    """緊急時の対応."""
