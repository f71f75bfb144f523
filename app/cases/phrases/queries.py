"""Reads of 定型文."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.staff.permissions import Permission
from app.storage.records import Phrase
from app.storage.work import Reading


@dataclass(frozen=True)
class PhraseFacts:
    """One 定型文."""

    id: str
    version: int
    title: str
    text: str


@dataclass(frozen=True)
class Phrases:
    """The 定型文 of the centre in their order, and why they may not be changed."""

    phrases: tuple[PhraseFacts, ...]
    refusal: str


def phrases(reading: Reading) -> Phrases:
    """All of them."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(Phrase)
        .where(Phrase.office_id == reading.office_id)
        .order_by(Phrase.position, Phrase.id)
    )
    found = tuple(PhraseFacts(row.id, row.version, row.title, row.text) for row in rows)
    return Phrases(found, reading.actor.refusal(Permission.EDIT_CASES))
