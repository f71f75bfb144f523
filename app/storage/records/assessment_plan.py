"""計画 of a 支援, and its lines."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import case  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, Moment, PartialDay

CODE = String(32)


class Plan(Versioned, Base):
    """福祉サービス等調整計画 or フォローアップ計画: one revision of it."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("episode_id", "kind", "revision"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(CODE)
    revision: Mapped[int] = mapped_column(Integer)
    made_on: Mapped[date] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(CleanText, default="")
    wish: Mapped[str] = mapped_column(CleanText, default="")
    policy: Mapped[str] = mapped_column(CleanText, default="")
    """支援方針."""
    review_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(CleanText, default="")
    """Why the plan was revised; empty for the first."""
    approved_by: Mapped[str | None] = mapped_column(ID)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)


class PlanItem(Versioned, Base):
    """One line of a plan: goal, service, who does what by when."""

    __tablename__ = "plan_item"
    __table_args__ = (Index(None, "plan_id"),)

    plan_id: Mapped[str] = mapped_column(ID, ForeignKey("plan.id"))
    position: Mapped[int] = mapped_column(Integer)
    domain: Mapped[str] = mapped_column(CODE)
    goal: Mapped[str] = mapped_column(CleanText, default="")
    service: Mapped[str] = mapped_column(CleanText, default="")
    who: Mapped[str] = mapped_column(CleanText, default="")
    by_when: Mapped[PartialDate | None] = mapped_column(PartialDay)
    state: Mapped[str] = mapped_column(CODE, default="open")
