"""Reads of one's own standing: whether one is still who one was, and whom one may not see."""

from __future__ import annotations

from sqlalchemy import select

from app.staff.permissions import Permission
from app.storage.actors import refuse_changed
from app.storage.records import Person
from app.storage.restricting import counted_beside
from app.storage.work import Reading


def sight(reading: Reading) -> frozenset[str]:
    """Ids of the persons that another desk has hidden; NotAllowed once one's 役割 is another."""
    refuse_changed(reading.session, reading.office_id, reading.actor)
    if not reading.served or not reading.actor.may(Permission.READ_CASES):
        return frozenset()
    hidden = counted_beside(reading.session, select(Person.id), ())
    return frozenset(str(row[0]) for row in hidden)
