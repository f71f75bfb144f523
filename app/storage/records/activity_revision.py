"""What a 支援経過 said before it was corrected."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import activity  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice
from app.storage.types import CleanText


class ActivityRevision(OfOffice, Base):
    """What a 支援経過 said before it was corrected, and why it was."""

    __tablename__ = "activity_revision"
    __table_args__ = (Index(None, "activity_id"),)

    activity_id: Mapped[str] = mapped_column(ID, ForeignKey("activity.id"))
    by: Mapped[str] = mapped_column(ID)
    reason: Mapped[str] = mapped_column(CleanText)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
