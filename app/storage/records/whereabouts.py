"""Where a person is and was (所在), and what happened to them (再逮捕, 所在不明 …)."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import case, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, PartialDay

CODE = String(32)


class Stay(Versioned, Base):
    """One place where the person was: 矯正施設, 留置施設, 受入先, 病院, 自宅 … from day to day."""

    __tablename__ = "stay"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(CODE)
    place: Mapped[str] = mapped_column(CleanText)
    since: Mapped[PartialDate] = mapped_column(PartialDay)
    until: Mapped[PartialDate | None] = mapped_column(PartialDay)
    """The last day there; None while the person is there."""
    reason: Mapped[str] = mapped_column(CleanText, default="")


class LifeEvent(Versioned, Base):
    """再逮捕, 再入所, 所在不明, 入院, 死亡 …: what happened on a day, and how it was settled."""

    __tablename__ = "life_event"
    __table_args__ = (Index(None, "person_id"), Index(None, "office_id", "day"))

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(CODE)
    day: Mapped[PartialDate] = mapped_column(PartialDay)
    place: Mapped[str] = mapped_column(CleanText, default="")
    note: Mapped[str] = mapped_column(CleanText, default="")
    settled_on: Mapped[PartialDate | None] = mapped_column(PartialDay)
    """所在確認, 釈放, 退院 …; None while it lasts."""
    settled_note: Mapped[str] = mapped_column(CleanText, default="")
    led_to: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    """The 業務 that was begun because of it."""
