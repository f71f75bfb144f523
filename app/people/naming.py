"""Writing a name into a person record with every key that is derived from it."""

from __future__ import annotations

from app.people import names
from app.storage.records import Person


def write_name(person: Person, name: str, kana: str) -> None:
    """Set a person's name with every key that searching and comparing use."""
    person.name, person.kana = name, kana
    person.name_plain = names.plain(name)
    person.name_folded = names.folded(name)
    person.kana_key = names.katakana(kana) or person.name_folded
    person.search_key = names.search_key(name, kana)
