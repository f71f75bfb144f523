"""Consents whose last day is known and that no other consent takes up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app.consent.register.ways import REFUSED
from app.staff.permissions import Permission
from app.storage.records import Consent, Episode
from app.storage.work import Reading

_CHUNK = 900
_STANDING = (Consent.withdrawn_on.is_(None), Consent.how != REFUSED)


def ending_consents(
    reading: Reading,
    episodes: Sequence[ColumnElement[bool]],
    limits: Sequence[ColumnElement[bool]] = (),
) -> list[Any]:
    """Rows (id, valid_to, open_id, start) of consents that end for the persons of open episodes.

    One that is withdrawn has no end, nor one whose recipient and items a longer one covers.
    """
    reading.require(Permission.READ_CASES)
    wanted = (
        select(
            Consent.id,
            Consent.person_id,
            Consent.organisation_id,
            Consent.recipient_kind,
            Consent.items,
            Consent.valid_to,
            Episode.id.label("open_id"),
            Episode.start,
        )
        .join(Episode, Episode.person_id == Consent.person_id)
        .where(
            Consent.office_id == reading.office_id,
            Consent.valid_to.is_not(None),
            *_STANDING,
            Episode.office_id == reading.office_id,
            *episodes,
        )
    )
    rows = reading.session.execute(wanted.where(or_(*limits)) if limits else wanted).all()
    others = _of_persons(reading, sorted({row.person_id for row in rows}))
    return [
        row for row in rows if not any(_takes_up(other, row) for other in others[row.person_id])
    ]


def _of_persons(reading: Reading, person_ids: Sequence[str]) -> dict[str, list[Consent]]:
    found: dict[str, list[Consent]] = {person_id: [] for person_id in person_ids}
    for first in range(0, len(person_ids), _CHUNK):
        part = person_ids[first : first + _CHUNK]
        rows = reading.session.scalars(
            select(Consent).where(
                Consent.office_id == reading.office_id, Consent.person_id.in_(part), *_STANDING
            )
        )
        for row in rows:
            found[row.person_id].append(row)
    return found


def _takes_up(other: Consent, row: Any) -> bool:
    """Whether another consent goes on where this one ends."""
    same = (other.organisation_id, other.recipient_kind) == (
        row.organisation_id,
        row.recipient_kind,
    )
    longer = other.valid_to is None or other.valid_to > row.valid_to
    return same and longer and set(row.items) <= set(other.items)
