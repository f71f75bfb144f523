"""Which 関係機関 of the lists are not on record yet."""

from __future__ import annotations

from sqlalchemy import select

from app.network.listed.rules import listed
from app.staff.permissions import Permission
from app.storage.records import Organisation
from app.storage.work import Reading


def missing(reading: Reading) -> tuple[str, ...]:
    """The keys of the lists that no 関係機関 of the office came from."""
    reading.require(Permission.READ_CASES)
    known = set(
        reading.session.scalars(
            select(Organisation.listed_as).where(
                Organisation.office_id == reading.office_id, Organisation.listed_as.is_not(None)
            )
        )
    )
    return tuple(key for key in listed() if key not in known)
