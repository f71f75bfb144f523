"""The office, the people who use the program, and the office's settings."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText


class OfficeRecord(Versioned, Base):
    """The office whose data this is (`id` equals `office_id`)."""

    __tablename__ = "office"

    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(CleanText)
    prefecture: Mapped[str] = mapped_column(String(2))
    center_no: Mapped[int | None] = mapped_column(Integer)
    practice: Mapped[bool] = mapped_column(Boolean)


class Staff(Versioned, Base):
    """Somebody who signs in."""

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(CleanText)
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    left_on: Mapped[date | None] = mapped_column(Date)
    """退職した日; from then on the person cannot sign in."""


class Setting(OfOffice, Base):
    """One setting of the office."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JSON)
    changed_by: Mapped[str | None] = mapped_column(ID)
