"""添付: files kept inside the office's own data, in parts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, OfOffice
from app.storage.types import CleanText, Moment


class Attachment(OfOffice, Base):
    """One file: what it belongs to, its name and kind, its size in bytes and digest."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "owner_id"), Index(None, "person_id"))

    owner_kind: Mapped[str] = mapped_column(String(16))
    """'activity', 'episode', 'application' …: the table of `owner_id`."""
    owner_id: Mapped[str] = mapped_column(ID)
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(CleanText)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(ID)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_why: Mapped[str] = mapped_column(CleanText, default="")


class AttachmentPart(OfOffice, Base):
    """A part of a file's bytes, numbered from 0."""

    __tablename__ = "attachment_part"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)

    attachment_id: Mapped[str] = mapped_column(ID, ForeignKey("attachment.id"))
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)
