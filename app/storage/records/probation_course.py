"""特別調整の選定, and papers that came back to a 保護観察所."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import case, network, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText

CODE = String(32)


class Selection(OfOffice, Base):
    """One decision about 特別調整: the newest counts, the earlier ones stay readable."""

    __tablename__ = "selection"
    __table_args__ = (Index(None, "episode_id"),)

    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    decision: Mapped[str] = mapped_column(CODE)
    """Code of `selection`."""
    day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(CleanText, default="")
    by: Mapped[str] = mapped_column(ID)


class ReceivedPaper(Versioned, Base):
    """A paper that came to the office: 福祉サービス等調整計画, 経過, 回答 of a centre."""

    __tablename__ = "received_paper"
    __table_args__ = (Index(None, "episode_id"), Index(None, "person_id"))

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    episode_id: Mapped[str] = mapped_column(ID, ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(CODE)
    """Code of `received_paper`."""
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    received_on: Mapped[date] = mapped_column(Date)
    written_on: Mapped[date | None] = mapped_column(Date)
    content: Mapped[str] = mapped_column(CleanText, default="")
