"""Of an organisation: whom to ask there, 社会資源, what was experienced with it."""

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import network  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText

CODE = String(32)


class OrganisationContact(Versioned, Base):
    """Somebody at an organisation: department, name, how to reach them."""

    __tablename__ = "organisation_contact"
    __table_args__ = (Index(None, "organisation_id"),)

    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(CleanText)
    post: Mapped[str] = mapped_column(CleanText, default="")
    phone: Mapped[str] = mapped_column(CleanText, default="")
    mail: Mapped[str] = mapped_column(CleanText, default="")
    note: Mapped[str] = mapped_column(CleanText, default="")
    left_on: Mapped[date | None] = mapped_column(Date)


class OrganisationOffer(Versioned, Base):
    """社会資源: what an organisation offers, to whom, under which conditions."""

    __tablename__ = "organisation_offer"
    __table_args__ = (Index(None, "organisation_id"), Index(None, "office_id", "domain"))

    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    domain: Mapped[str] = mapped_column(CODE)
    """Code of `need_domain`: which need of a person it answers."""
    title: Mapped[str] = mapped_column(CleanText)
    capacity: Mapped[int | None] = mapped_column(Integer)
    vacancy: Mapped[int | None] = mapped_column(Integer)
    vacancy_on: Mapped[date | None] = mapped_column(Date)
    accepts: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `accepts`."""
    conditions: Mapped[str] = mapped_column(CleanText, default="")
    note: Mapped[str] = mapped_column(CleanText, default="")


class OrganisationNote(Versioned, Base):
    """What was experienced with an organisation; without names of 対象者."""

    __tablename__ = "organisation_note"
    __table_args__ = (Index(None, "organisation_id"),)

    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    day: Mapped[date] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(CleanText, default="")
    text: Mapped[str] = mapped_column(CleanText)
