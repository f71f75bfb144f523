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
    cases: tuple[str, ...] = ()
    """The ids of their 業務, as `services`: the newest first."""
    why: str = ""
    """Why the one being typed may be this person; '' where only the name or kana is the same."""


def holding(office_id: str, folded: str) -> tuple[ColumnElement[bool], ...]:
    """Persons of an office whose name, kana or a 管理番号 holds the folded text."""
    return (
        Person.office_id == office_id,
        Person.search_key.contains(folded, autoescape=True),
    )


def similar_people(
    reading: Reading, name: str, kana: str, birth: str = ""
) -> tuple[SimilarPerson, ...]:
    """Persons on record with the same name or kana, whatever the spelling; few, by name.

    What was typed as `birth` decides what is said of each, not who is shown.
    """
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
    from app.calendar.typing import read_date
    from app.people.merging.rules import why_same
    from app.people.naming import known_as_typed, known_of

    born = read_date(birth, today=reading.clock.today()).value if birth.strip() else None
    typed = known_as_typed(name, kana, born)
    return tuple(_similar(reading, found, why_same(typed, known_of(found))) for found in people)


def person(reading: Reading, person_id: str) -> SimilarPerson:
    """One person, to begin another 業務 for; the kept one where two records were made one."""
    reading.require(Permission.READ_CASES)
    return _similar(reading, reading.get(Person, reading.became(person_id)))


def _similar(reading: Reading, found: Person, why: str = "") -> SimilarPerson:
    rows = reading.session.execute(
        select(Episode.service, Episode.id)
        .where(Episode.office_id == reading.office_id, Episode.person_id == found.id)
        .order_by(Episode.start.desc(), Episode.id)
    ).all()
    return SimilarPerson(
        id=found.id,
        name=found.name,
        kana=found.kana,
        birth=found.birth,
        services=tuple(row.service for row in rows),
        cases=tuple(row.id for row in rows),
        why=why,
    )
