"""同意."""

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import network, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText

CODE = String(32)


class Consent(Versioned, Base):
    """同意: to whom, what, what for, from when to when, how it was given; and its withdrawal."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "person_id"), Index(None, "office_id", "valid_to"))

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    organisation_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    """The recipient that is named; None when the consent is for a kind of recipient."""
    recipient_kind: Mapped[str | None] = mapped_column(CODE)
    """Every organisation of this kind; None when one is named."""
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `info_item`."""
    items_note: Mapped[str] = mapped_column(CleanText, default="")
    purpose: Mapped[str] = mapped_column(CleanText)
    given_on: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    """The last day; None until it is withdrawn."""
    how: Mapped[str] = mapped_column(CODE)
    """'paper' (the signed sheet is attached) or 'oral' (with a witness)."""
    given_by: Mapped[str] = mapped_column(CleanText, default="")
    """Who consented where it was not the person: 法定代理人 …"""
    witness: Mapped[str] = mapped_column(CleanText, default="")
    worker: Mapped[str] = mapped_column(CleanText, default="")
    wording: Mapped[str] = mapped_column(CleanText, default="")
    """The text that was read or signed, as it stood on that day."""
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    withdrawn_how: Mapped[str] = mapped_column(CleanText, default="")
    withdrawn_reason: Mapped[str] = mapped_column(CleanText, default="")
