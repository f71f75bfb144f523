"""Reads of 医療・緊急時."""

from __future__ import annotations

from dataclasses import dataclass

from app.people.health.rules import WORDS, HealthInput
from app.staff.permissions import Permission
from app.storage.kept_rows import health_of
from app.storage.records import Episode
from app.storage.work import Reading


@dataclass(frozen=True)
class HealthFacts:
    """What is known of the health of a case's person; version 0 while nothing was written."""

    id: str
    version: int
    person_id: str
    facts: HealthInput
    edit_refusal: str


def health(reading: Reading, episode_id: str) -> HealthFacts:
    """医療・緊急時 of a case's person."""
    reading.require(Permission.READ_CASES)
    person_id = reading.get(Episode, episode_id).person_id
    row = health_of(reading.session, person_id)
    return HealthFacts(
        id=row.id if row is not None else "",
        version=row.version if row is not None else 0,
        person_id=person_id,
        facts=HealthInput(**{name: getattr(row, name) for name in WORDS} if row else {}),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )
