"""Reads of persons: whom a search finds, and who may be the one being typed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from app.calendar.partial import PartialDate
from app.people import names
from app.staff.permissions import Permission
from app.storage.records import Episode, Person
from app.storage.work import Reading

_MOST = 5


@dataclass(frozen=True)
class SimilarPerson:
    """A person whose folded name or kana is the one typed, and the 業務 they have."""

    id: str
    name: str
    kana: str
    birth: PartialDate | None
    services: tuple[str, ...]


def holding(office_id: str, folded: str) -> tuple[ColumnElement[bool], ...]:
    """Persons of an office whose name, kana or a 管理番号 holds the folded text."""
    return (
        Person.office_id == office_id,
        Person.search_key.contains(folded, autoescape=True),
    )


def similar_people(reading: Reading, name: str, kana: str) -> tuple[SimilarPerson, ...]:
    """Persons on record with the same name or kana, whatever the spelling; few, by name."""
    reading.require(Permission.READ_CASES)
    folded, kana_key = names.folded(name), names.katakana(kana)
    same = []
    if folded and not names.is_anonymous(name):
        same.append(Person.name_folded == folded)
    if kana_key:
        same.append(Person.kana_key == kana_key)
    if not same:
        return ()
    people = reading.session.scalars(
        select(Person)
        .where(Person.office_id == reading.office_id, Person.anonymous.is_(False), or_(*same))
        .order_by(Person.kana_key, Person.id)
        .limit(_MOST)
    )
    return tuple(
        SimilarPerson(p.id, p.name, p.kana, p.birth, _services(reading, p.id)) for p in people
    )


def person(reading: Reading, person_id: str) -> SimilarPerson:
    """One person, to begin another 業務 for."""
    reading.require(Permission.READ_CASES)
    found = reading.get(Person, person_id)
    return SimilarPerson(
        found.id, found.name, found.kana, found.birth, _services(reading, found.id)
    )


def _services(reading: Reading, person_id: str) -> tuple[str, ...]:
    return tuple(
        reading.session.scalars(
            select(Episode.service)
            .where(Episode.office_id == reading.office_id, Episode.person_id == person_id)
            .order_by(Episode.start.desc(), Episode.id)
        )
    )
