"""Reads of 担当者 at a 関係機関."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.calendar import wareki
from app.network.contacts.rules import ContactInput
from app.staff.permissions import Permission
from app.storage.records import OrganisationContact
from app.storage.work import Reading


@dataclass(frozen=True)
class Contact:
    """Somebody at a 関係機関, and until when."""

    id: str
    version: int
    facts: ContactInput
    left_on: date | None


def contacts_of(reading: Reading, organisation_id: str) -> tuple[Contact, ...]:
    """Everybody at a 関係機関, those who left last."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(OrganisationContact)
        .where(
            OrganisationContact.office_id == reading.office_id,
            OrganisationContact.organisation_id == organisation_id,
        )
        .order_by(OrganisationContact.created_at, OrganisationContact.name, OrganisationContact.id)
    )
    found = [_contact(row) for row in rows]
    return tuple(sorted(found, key=lambda one: one.left_on is not None))


def _contact(row: OrganisationContact) -> Contact:
    left = wareki.short(row.left_on) if row.left_on else ""
    facts = ContactInput(row.name, row.post, row.phone, row.mail, row.note, left)
    return Contact(row.id, row.version, facts, row.left_on)
