"""Reads of what was experienced with a 関係機関, and of names that should not stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.calendar import wareki
from app.network.experience.rules import NoteInput, names_inside
from app.staff.permissions import Permission
from app.storage.records import OrganisationNote, Person
from app.storage.work import Reading


@dataclass(frozen=True)
class Note:
    """One note about a 関係機関."""

    id: str
    version: int
    day: date
    facts: NoteInput


def notes_of(reading: Reading, organisation_id: str) -> tuple[Note, ...]:
    """Every note about a 関係機関, newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(OrganisationNote)
        .where(
            OrganisationNote.office_id == reading.office_id,
            OrganisationNote.organisation_id == organisation_id,
        )
        .order_by(OrganisationNote.day.desc(), OrganisationNote.id.desc())
    )
    return tuple(
        Note(row.id, row.version, row.day, NoteInput(wareki.short(row.day), row.text, row.worker))
        for row in rows
    )


def persons_named(reading: Reading, text: str) -> tuple[str, ...]:
    """Names of 対象者 on record that stand in a text about a 関係機関."""
    reading.require(Permission.READ_CASES)
    if not text.strip():
        return ()
    known = reading.session.execute(
        select(Person.name, Person.name_folded).where(
            Person.office_id == reading.office_id, Person.anonymous.is_(False)
        )
    )
    return names_inside(text, ((row.name, row.name_folded) for row in known))
