"""情報提供 (disclosures), what became of what was handed over, and wordings of the centre."""

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import (  # noqa: F401  # our keys lead there
    case,
    consent,
    meeting,
    network,
    person,
    referral,
)
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText

CODE = String(32)


class Disclosure(OfOffice, Base):
    """情報提供: what was handed to whom on a day, and the legal basis it stood on that day."""

    __tablename__ = "disclosure"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "office_id", "day"),
        Index(None, "organisation_id"),
    )

    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    """None while it is not known who a 端緒 is about."""
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    signal_id: Mapped[str | None] = mapped_column(ID, ForeignKey("signal.id"))
    day: Mapped[date] = mapped_column(Date)
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    to_whom: Mapped[str] = mapped_column(CleanText, default="")
    """The person or department at the recipient."""
    way: Mapped[str] = mapped_column(CODE)
    """Code of `disclosure_way`: meeting, letter, referral, phone, export …"""
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    content: Mapped[str] = mapped_column(CleanText, default="")
    purpose: Mapped[str] = mapped_column(CleanText, default="")
    basis: Mapped[str] = mapped_column(CODE)
    """Id of a legal basis in `resources/laws/`."""
    law: Mapped[str] = mapped_column(CleanText, default="")
    """The clause in force on that day, as printed."""
    why: Mapped[str] = mapped_column(CleanText, default="")
    """Why the basis holds: asked for by bases that need a judgement."""
    consent_id: Mapped[str | None] = mapped_column(ID, ForeignKey("consent.id"))
    meeting_id: Mapped[str | None] = mapped_column(ID, ForeignKey("meeting.id"))
    referral_id: Mapped[str | None] = mapped_column(ID, ForeignKey("referral.id"))
    prosecutor_view: Mapped[str | None] = mapped_column(CODE)
    prosecutor_asked_on: Mapped[date | None] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(CleanText, default="")


class DisclosureEnd(OfOffice, Base):
    """What became of a disclosure: returned, erased, told of a withdrawal, or recorded by mistake."""

    __tablename__ = "disclosure_end"
    __table_args__ = (Index(None, "disclosure_id"),)

    disclosure_id: Mapped[str] = mapped_column(ID, ForeignKey("disclosure.id"))
    kind: Mapped[str] = mapped_column(CODE)
    """'returned', 'erased', 'told' (of a withdrawal) or 'void' (recorded by mistake)."""
    day: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(CleanText, default="")
    consent_id: Mapped[str | None] = mapped_column(ID, ForeignKey("consent.id"))
    """The consent whose withdrawal was told."""
    by: Mapped[str] = mapped_column(ID)


class Wording(Versioned, Base):
    """文例 of the centre: 同意書, 撤回のお知らせ, 情報提供書 …"""

    __tablename__ = "wording"

    kind: Mapped[str] = mapped_column(CODE)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(CleanText)
    text: Mapped[str] = mapped_column(CleanText)
