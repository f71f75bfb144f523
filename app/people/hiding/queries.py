"""Reads all that names people, so that the screen can hide it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.people.hiding.rules import Mask, words_of_birth, words_of_contact, words_of_name
from app.staff.permissions import Permission
from app.storage.records import KeptLetter, LetterBody, Person, RelatedPerson, Signal
from app.storage.work import Reading

_NAMES = frozenset({"name", "kana"})
_CONTACTS = frozenset({"phone", "address", "registered_at"})


def mask(reading: Reading) -> Mask:
    """Hides 対象者, their families, who told of a 端緒, and people whom letters name."""
    reading.require(Permission.READ_CASES)
    return Mask(
        word
        for words in (_people(reading), _families(reading), _signals(reading), _letters(reading))
        for word in words
    )


def _people(reading: Reading) -> Iterator[str]:
    rows = reading.session.execute(
        select(
            Person.name,
            Person.kana,
            Person.birth,
            Person.birth_text,
            Person.phone,
            Person.address,
            Person.registered_at,
        ).where(Person.office_id == reading.office_id)
    )
    for row in rows:
        yield from words_of_name(row.name)
        yield from words_of_name(row.kana)
        yield from words_of_birth(row.birth, row.birth_text)
        for contact in (row.phone, row.address, row.registered_at):
            yield from words_of_contact(contact)


def _families(reading: Reading) -> Iterator[str]:
    rows = reading.session.execute(
        select(RelatedPerson.name, RelatedPerson.phone, RelatedPerson.address).where(
            RelatedPerson.office_id == reading.office_id
        )
    )
    for row in rows:
        yield from words_of_name(row.name)
        yield from words_of_contact(row.phone)
        yield from words_of_contact(row.address)


def _signals(reading: Reading) -> Iterator[str]:
    rows = reading.session.execute(
        select(Signal.source_name, Signal.source_phone).where(Signal.office_id == reading.office_id)
    )
    for row in rows:
        yield from words_of_name(row.source_name)
        yield from words_of_contact(row.source_phone)


def _letters(reading: Reading) -> Iterator[str]:
    """People of letters that are not on record here (yet)."""
    bodies = reading.session.scalars(
        select(LetterBody.content)
        .join(KeptLetter, KeptLetter.id == LetterBody.letter_id)
        .where(LetterBody.office_id == reading.office_id)
    )
    for body in bodies:
        yield from _named_in(json.loads(body))


def _named_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _named_in(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _named_in(inner, key)
    elif isinstance(value, str):
        if key in _NAMES:
            yield from words_of_name(value)
        elif key in _CONTACTS or key == "birth":
            yield from words_of_contact(value)
