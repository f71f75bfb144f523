"""Reads of 関係者 and of the person's own 連絡先."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.people.family.rules import ContactInput, RelatedInput
from app.staff.permissions import Permission
from app.storage.records import Episode, Person, RelatedPerson
from app.storage.work import Reading


@dataclass(frozen=True)
class Related:
    """Somebody who belongs to the person."""

    id: str
    version: int
    facts: RelatedInput


@dataclass(frozen=True)
class Family:
    """Everybody who belongs to a case's person, and where the person can be reached."""

    episode_id: str
    person_id: str
    person_version: int
    contact: ContactInput
    people: tuple[Related, ...]
    edit_refusal: str


def family(reading: Reading, episode_id: str) -> Family:
    """The 関係者 of a case's person: whom to call at night first, then in the order they came."""
    reading.require(Permission.READ_CASES)
    person = reading.get(Person, reading.get(Episode, episode_id).person_id)
    return Family(
        episode_id=episode_id,
        person_id=person.id,
        person_version=person.version,
        contact=ContactInput(person.phone, person.address, person.registered_at),
        people=related_to(reading, person.id),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )


def related_to(reading: Reading, person_id: str) -> tuple[Related, ...]:
    """Everybody who belongs to a person."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(RelatedPerson)
        .where(RelatedPerson.office_id == reading.office_id, RelatedPerson.person_id == person_id)
        .order_by(RelatedPerson.emergency.desc(), RelatedPerson.created_at, RelatedPerson.id)
    )
    return tuple(Related(row.id, row.version, _facts(row)) for row in rows)


def _facts(row: RelatedPerson) -> RelatedInput:
    return RelatedInput(
        kind=row.kind,
        name=row.name,
        relation=row.relation,
        phone=row.phone,
        address=row.address,
        may_contact=row.may_contact,
        emergency=row.emergency,
        note=row.note,
    )
