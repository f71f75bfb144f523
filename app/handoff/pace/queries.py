"""Reads of the days that an office set."""

from __future__ import annotations

from types import MappingProxyType

from sqlalchemy import select

from app.handoff.pace.rules import KEPT_FOR, MOST_KEPT, MOST_PATIENCE, SETTABLE, Pace
from app.staff.permissions import Permission
from app.storage.records import Setting
from app.storage.work import Reading

DAYS = "handoff.kept_for"
WAITS = "handoff.waits"


def pace(reading: Reading) -> Pace:
    """The days as they hold; what is not set, or not a number of days, is the program's own."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Setting.name, Setting.value).where(
            Setting.office_id == reading.office_id, Setting.name.in_((DAYS, WAITS))
        )
    )
    kept = {row.name: row.value for row in rows}
    known = kept.get(WAITS)
    waits = known if isinstance(known, dict) else {}
    return Pace(
        kept[DAYS] if _fits(kept.get(DAYS), MOST_KEPT) else KEPT_FOR,
        MappingProxyType(
            {what: waits[what] for what in SETTABLE if _fits(waits.get(what), MOST_PATIENCE)}
        ),
    )


def _fits(days: object, most: int) -> bool:
    return isinstance(days, int) and not isinstance(days, bool) and 0 < days <= most
