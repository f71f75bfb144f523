"""Reads of what guards the desks."""

from __future__ import annotations

from sqlalchemy import select

from app.staff.guard.rules import Guard, kept_guard
from app.storage.records import Setting
from app.storage.work import Reading

IDLE = "guard.idle_minutes"
CAPTURE = "guard.hide_from_capture"


def guard(reading: Reading) -> Guard:
    """What guards the desks here; everybody who signed in may know it."""
    rows = reading.session.execute(
        select(Setting.name, Setting.value).where(
            Setting.office_id == reading.office_id, Setting.name.in_((IDLE, CAPTURE))
        )
    )
    kept = {row.name: row.value for row in rows}
    return kept_guard(kept.get(IDLE), kept.get(CAPTURE))
