"""担当限定: cases that only the people named here (and センター長) may see."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment


class Restriction(Versioned, Base):
    """That a person's cases are shown to some of the staff only; in force until it is lifted."""

    __tablename__ = "restriction"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    by: Mapped[str] = mapped_column(ID)
    reason: Mapped[str] = mapped_column(CleanText)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by: Mapped[str | None] = mapped_column(ID)
    lifted_why: Mapped[str] = mapped_column(CleanText, default="")


class RestrictionStaff(OfOffice, Base):
    """Somebody who may see them all the same."""

    __tablename__ = "restriction_staff"
    __table_args__ = (Index(None, "restriction_id"),)

    restriction_id: Mapped[str] = mapped_column(ID, ForeignKey("restriction.id"))
    staff_id: Mapped[str] = mapped_column(ID)
    why: Mapped[str] = mapped_column(String(16))
    """'worker' (goes with 担当者 of the cases) or 'named'."""
