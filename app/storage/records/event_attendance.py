"""Which organisations took part in 研修・啓発."""

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import activity_other, network  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice


class EventAttendance(OfOffice, Base):
    """An organisation that took part in a 研修・啓発・会議, and with how many people."""

    __tablename__ = "event_attendance"
    __table_args__ = (Index(None, "event_id"),)

    event_id: Mapped[str] = mapped_column(ID, ForeignKey("event.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    people: Mapped[int | None] = mapped_column(Integer)
