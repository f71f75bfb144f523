"""開示請求: what somebody asked of the records about them, how each item was decided, what was released."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment

CODE = String(32)
DIGEST = String(64)


class SubjectRequest(Versioned, Base):
    """One 開示・訂正・利用停止の請求, from its receipt to its decision."""

    __tablename__ = "subject_request"
    __table_args__ = (Index(None, "person_id"), Index(None, "office_id", "due_on"))

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(CODE)
    """'disclosure', 'correction' or 'suspension'."""
    number: Mapped[str] = mapped_column(CleanText)
    """受付番号 as the office writes it."""
    requester: Mapped[str] = mapped_column(CODE)
    """'self', 'legal' (法定代理人), 'agent' (任意代理人) or 'other'."""
    requester_name: Mapped[str] = mapped_column(CleanText)
    """Of whoever asks for the person; '' where the person does."""
    identified: Mapped[str] = mapped_column(CleanText)
    """By which papers identity, and the right to ask for the person, were checked."""
    received_on: Mapped[date] = mapped_column(Date)
    addressee: Mapped[str] = mapped_column(CODE)
    """'prefecture', 'operator' (the own corporation) or 'forwarded'."""
    forwarded: Mapped[str] = mapped_column(CleanText)
    """To whom or from whom it was passed on, and when."""
    asked: Mapped[str] = mapped_column(CleanText)
    """What is asked for, as it was written."""
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    """The days from and to which records are asked for; None: without a limit."""
    rule: Mapped[str] = mapped_column(CleanText)
    """Which rule made the due day, in the words of the setting on that day."""
    due_on: Mapped[date | None] = mapped_column(Date)
    extended_until: Mapped[date | None] = mapped_column(Date)
    extended_why: Mapped[str] = mapped_column(CleanText)
    worker: Mapped[str] = mapped_column(CleanText)
    result: Mapped[str | None] = mapped_column(CODE)
    """None while it is open."""
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_why: Mapped[str] = mapped_column(CleanText)
    note: Mapped[str] = mapped_column(CleanText)


class SubjectMark(Versioned, Base):
    """How one item was decided; an item without a row is 要判断."""

    __tablename__ = "subject_mark"
    __table_args__ = (UniqueConstraint("request_id", "item"),)

    request_id: Mapped[str] = mapped_column(ID, ForeignKey("subject_request.id"))
    item: Mapped[str] = mapped_column(String(96))
    """'table:id' of the record the item was made of."""
    state: Mapped[str] = mapped_column(CODE)
    """'give', 'part' or 'withhold'."""
    ground: Mapped[str] = mapped_column(CODE)
    """Id of the ground on which it is withheld; '' otherwise."""
    spans: Mapped[list[Any]] = mapped_column(JSON)
    """[start, end, ground] of what is blackened in the item's text."""
    seen: Mapped[str] = mapped_column(DIGEST)
    """SHA-256 of the text that was decided about: another text is undecided again."""
    note: Mapped[str] = mapped_column(CleanText)
    """For the office only."""
    by: Mapped[str] = mapped_column(ID)


class SubjectRelease(OfOffice, Base):
    """What was released, byte for byte; rows are added only."""

    __tablename__ = "subject_release"
    __table_args__ = (Index(None, "request_id"),)

    request_id: Mapped[str] = mapped_column(ID, ForeignKey("subject_request.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(ID)
    second_request: Mapped[str] = mapped_column(ID)
    """The request that a second person agreed to."""
    package_sha: Mapped[str] = mapped_column(DIGEST)
    """Of every item, its text and its decision: what both persons read."""
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """State → how many items."""
    records: Mapped[bytes] = mapped_column(LargeBinary)
    records_sha: Mapped[str] = mapped_column(DIGEST)
    withheld: Mapped[bytes] = mapped_column(LargeBinary)
    withheld_sha: Mapped[str] = mapped_column(DIGEST)
    notice: Mapped[bytes] = mapped_column(LargeBinary)
    notice_sha: Mapped[str] = mapped_column(DIGEST)
    files: Mapped[str] = mapped_column(Text)
    """Attachments that were given whole, as JSON: [attachment id, file name, SHA-256]."""
