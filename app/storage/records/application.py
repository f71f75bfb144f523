"""申請 of a person: planned, submitted, decided, renewed."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import case, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, PartialDay

CODE = String(32)


class Application(Versioned, Base):
    """申請: 手帳, 介護認定, 生活保護, 年金 …: planned, submitted, decided, renewed."""

    __tablename__ = "application"
    __table_args__ = (Index(None, "person_id"), Index(None, "office_id", "decided_on"))

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(CODE)
    submitted_to: Mapped[str] = mapped_column(CleanText, default="")
    submitted_on: Mapped[PartialDate | None] = mapped_column(PartialDay)
    decided_on: Mapped[PartialDate | None] = mapped_column(PartialDay)
    result: Mapped[str | None] = mapped_column(CODE)
    grade: Mapped[str] = mapped_column(CleanText, default="")
    """等級・区分・介護度 as the decision says it."""
    valid_until: Mapped[PartialDate | None] = mapped_column(PartialDay)
    worker: Mapped[str] = mapped_column(CleanText, default="")
    note: Mapped[str] = mapped_column(CleanText, default="")
