"""Reads of the plan of the 控え, and of what the history says of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.backups.rules import Plan, Standing, plan_of
from app.storage.records import HistoryEntry, OfficeRecord, Setting
from app.storage.work import Reading

PLAN = "backup.plan"
MADE, FAILED = "backup.made", "backup.failed"
SECOND, SECOND_FAILED = "backup.second", "backup.second_failed"
DRILLED, DRILL_FAILED = "backup.drilled", "backup.drill_failed"
_LOOKED_AT = 400
"""Entries about 控え that are looked through: weeks of tries that failed every hour."""


@dataclass(frozen=True)
class Made:
    """What was written down when a 控え was made."""

    file: str
    at: datetime
    rows: int
    size: int


def plan(reading: Reading) -> Plan:
    """The plan as it holds."""
    kept = reading.session.scalar(
        select(Setting.value).where(Setting.office_id == reading.office_id, Setting.name == PLAN)
    )
    return plan_of(kept)


def standing(reading: Reading) -> Standing:
    """What the history says of the 控え; nothing of anybody's data."""
    found = Standing(begun_at=reading.get(OfficeRecord, reading.office_id).created_at)
    seconds: list[tuple[datetime, str]] = []
    for at, kind, details in _told(reading, _LOOKED_AT):
        if kind == MADE and found.made_at is None:
            found = replace(found, made_at=at, made_file=str(details.get("file", "")))
        elif kind == FAILED and found.made_at is None and not found.failed:
            found = replace(found, failed=str(details.get("why", "")))
        elif kind in (SECOND, SECOND_FAILED):
            seconds.append((at, kind))
        elif kind == DRILLED and found.drilled_at is None:
            found = replace(found, drilled_at=at)
        elif kind == DRILL_FAILED and found.drilled_at is None:
            found = replace(found, drill_failed=True)
    since = None
    for at, kind in seconds:
        if kind == SECOND:
            found = replace(found, second_at=at)
            break
        since = at
    return replace(found, second_failed_since=since)


def made(reading: Reading) -> tuple[Made, ...]:
    """What was written down of the 控え that were made, the newest first."""
    return tuple(
        Made(str(details["file"]), at, int(details["rows"]), int(details["size"]))
        for at, kind, details in _told(reading, _LOOKED_AT, MADE)
    )


def _told(
    reading: Reading, most: int, kind: str = "backup."
) -> list[tuple[datetime, str, dict[str, Any]]]:
    rows = reading.session.execute(
        select(HistoryEntry.at, HistoryEntry.kind, HistoryEntry.details)
        .where(HistoryEntry.office_id == reading.office_id, HistoryEntry.kind.like(f"{kind}%"))
        .order_by(HistoryEntry.seq.desc())
        .limit(most)
    )
    return [(row.at, row.kind, row.details) for row in rows]
