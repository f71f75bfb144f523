"""Reads of the 保留 of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.clock import JST
from app.retention.holds.rules import hold_words, in_force
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import RetentionHold
from app.storage.work import Reading


@dataclass(frozen=True)
class Hold:
    """A 保留 that was not lifted."""

    id: str
    version: int
    words: str
    note: str
    by: str
    since: date
    in_force: bool


def holds_of(reading: Reading, person_id: str) -> tuple[Hold, ...]:
    """The 保留 of a person that were not lifted, the oldest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(RetentionHold)
        .where(
            RetentionHold.office_id == reading.office_id,
            RetentionHold.person_id == person_id,
            RetentionHold.lifted_at.is_(None),
        )
        .order_by(RetentionHold.created_at, RetentionHold.id)
    )
    names, today = staff_names(reading), reading.clock.today()
    return tuple(
        Hold(
            row.id,
            row.version,
            hold_words(row.reason, row.until),
            row.note,
            names.get(row.by, ""),
            row.created_at.astimezone(JST).date(),
            in_force(row.until, lifted=False, today=today),
        )
        for row in rows
    )
