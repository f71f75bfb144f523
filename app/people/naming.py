"""A person's name with every key that is derived from it, written and compared."""

from __future__ import annotations

from app.calendar.partial import PartialDate
from app.people import names
from app.people.merging.rules import Known
from app.storage.records import Person


def write_name(person: Person, name: str, kana: str) -> None:
    """Set a person's name with every key that searching and comparing use."""
    person.name, person.kana = name, kana
    person.name_plain = names.plain(name)
    person.name_folded = names.folded(name)
    person.kana_key = names.katakana(kana) or person.name_folded
    person.search_key = names.search_key(name, kana)


def known_of(person: Person) -> Known:
    """What is known of a person, for the rule of who may be the same."""
    return Known(
        (person.name_plain,),
        frozenset((person.name_folded,)),
        frozenset((names.katakana(person.kana),)) if person.kana else frozenset(),
        person.birth,
    )


def known_as_typed(name: str, kana: str, birth: PartialDate | None) -> Known:
    """What is known of somebody who is being typed, for the same rule."""
    return Known(
        (names.plain(name),),
        frozenset((names.folded(name),)),
        frozenset((names.katakana(kana),)) if kana else frozenset(),
        birth,
    )
