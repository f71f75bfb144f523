"""つなぎ (referrals, both directions) and 端緒 (signals)."""

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import case, network, person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText

CODE = String(32)


class Referral(Versioned, Base):
    """つなぎ: a person handed on to another office for help, or handed to the centre."""

    __tablename__ = "referral"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "episode_id"),
        Index(None, "office_id", "state", "sent_on"),
    )

    direction: Mapped[str] = mapped_column(CODE)
    """'out' or 'in'."""
    kind: Mapped[str] = mapped_column(CODE)
    """Code of `referral_kind`: 多機関協働, アウトリーチ, 更生緊急保護 …"""
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    signal_id: Mapped[str | None] = mapped_column(ID, ForeignKey("signal.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    to_whom: Mapped[str] = mapped_column(CleanText, default="")
    state: Mapped[str] = mapped_column(CODE)
    """Code of `referral_state`; changed by steps only."""
    asked: Mapped[str] = mapped_column(CleanText, default="")
    """What is asked for."""
    situation: Mapped[str] = mapped_column(CleanText, default="")
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `info_item` that go with it."""
    sent_on: Mapped[date | None] = mapped_column(Date)
    answer_by: Mapped[date | None] = mapped_column(Date)
    """By when an answer is hoped for."""
    answered_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    agreement_on: Mapped[date | None] = mapped_column(Date)
    """The day on which 更生保護施設 and 参加支援 agreed (微罪処分・起訴猶予; notices of 2021)."""
    agreement_note: Mapped[str] = mapped_column(CleanText, default="")
    worker: Mapped[str] = mapped_column(CleanText, default="")
    note: Mapped[str] = mapped_column(CleanText, default="")


class ReferralStep(OfOffice, Base):
    """One change of a referral's state, with the reason where one is asked for."""

    __tablename__ = "referral_step"
    __table_args__ = (UniqueConstraint("referral_id", "number"),)

    referral_id: Mapped[str] = mapped_column(ID, ForeignKey("referral.id"))
    number: Mapped[int] = mapped_column(Integer)
    """1, 2, 3 … in the order in which they were taken."""
    step: Mapped[str] = mapped_column(CODE)
    state: Mapped[str] = mapped_column(CODE)
    """The state it led to."""
    day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(CleanText, default="")
    by: Mapped[str] = mapped_column(ID)


class Signal(Versioned, Base):
    """端緒: somebody noticed something; perhaps nobody knows yet who it is about."""

    __tablename__ = "signal"
    __table_args__ = (Index(None, "office_id", "state", "received_on"), Index(None, "person_id"))

    received_on: Mapped[date] = mapped_column(Date)
    received_minute: Mapped[int | None] = mapped_column(Integer)
    source_kind: Mapped[str] = mapped_column(CODE)
    """Code of `signal_source`: 水道事業者, 近隣 …"""
    organisation_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisation.id"))
    source_name: Mapped[str] = mapped_column(CleanText, default="")
    source_phone: Mapped[str] = mapped_column(CleanText, default="")
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `signal_kind`."""
    place: Mapped[str] = mapped_column(CleanText, default="")
    municipality: Mapped[str | None] = mapped_column(String(5))
    about: Mapped[str] = mapped_column(CleanText, default="")
    """Who it may be about, in the words of whoever noticed."""
    text: Mapped[str] = mapped_column(CleanText, default="")
    state: Mapped[str] = mapped_column(CODE)
    """Code of `signal_state`."""
    weight: Mapped[str | None] = mapped_column(CODE)
    """Code of `signal_weight`."""
    weighed_on: Mapped[date | None] = mapped_column(Date)
    weighed_why: Mapped[str] = mapped_column(CleanText, default="")
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    linked_on: Mapped[date | None] = mapped_column(Date)
    answered_on: Mapped[date | None] = mapped_column(Date)
    answer: Mapped[str] = mapped_column(CleanText, default="")
    """What was said back to whoever noticed."""
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_why: Mapped[str] = mapped_column(CleanText, default="")
    worker: Mapped[str] = mapped_column(CleanText, default="")
