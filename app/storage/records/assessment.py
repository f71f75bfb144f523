"""What a person needs and how it is met: 要件, アセスメント, 計画, 申請."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import case, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, Moment, PartialDay

CODE = String(32)


class Requirement(Versioned, Base):
    """One of the 特別調整の6要件 for one episode: who found it to be so, and when."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("episode_id", "code"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    code: Mapped[str] = mapped_column(CODE)
    state: Mapped[str] = mapped_column(CODE)
    """'met', 'not_met' or 'unclear'; a requirement nobody has looked at has no row."""
    found_by: Mapped[str] = mapped_column(CleanText, default="")
    found_on: Mapped[PartialDate | None] = mapped_column(PartialDay)
    note: Mapped[str] = mapped_column(CleanText, default="")


class Assessment(Versioned, Base):
    """アセスメントシート: what was found on one day; a later one stands beside the earlier ones."""

    __tablename__ = "assessment"
    __table_args__ = (Index(None, "episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    day: Mapped[date] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(CleanText, default="")
    wish: Mapped[str] = mapped_column(CleanText, default="")
    """本人の希望, in the person's own words."""
    summary: Mapped[str] = mapped_column(CleanText, default="")


class Need(Versioned, Base):
    """One domain of an assessment: how it stands, and the text."""

    __tablename__ = "need"
    __table_args__ = (UniqueConstraint("assessment_id", "domain"),)

    assessment_id: Mapped[str] = mapped_column(ID, ForeignKey("assessment.id"))
    domain: Mapped[str] = mapped_column(CODE)
    status: Mapped[str] = mapped_column(CODE)
    text: Mapped[str] = mapped_column(CleanText, default="")


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
