"""Reads of 支援経過."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.staff.permissions import Permission
from app.storage.records import Activity
from app.storage.work import Reading


@dataclass(frozen=True)
class ActivityFacts:
    """One 支援経過."""

    id: str
    version: int
    episode_id: str | None
    service: str
    day: PartialDate
    means: str
    minutes: int | None
    minutes_text: str
    partner: str
    content: str
    worker: str


def activities_of(
    reading: Reading, episode_id: str, *, offset: int = 0, limit: int = 100
) -> tuple[ActivityFacts, ...]:
    """支援経過 of an episode, newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(Activity)
        .where(Activity.office_id == reading.office_id, Activity.episode_id == episode_id)
        .order_by(Activity.day.desc(), Activity.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(_activity_facts(row) for row in rows)


def activity(reading: Reading, activity_id: str) -> ActivityFacts:
    """One 支援経過."""
    reading.require(Permission.READ_CASES)
    return _activity_facts(reading.get(Activity, activity_id))


def _activity_facts(row: Activity) -> ActivityFacts:
    return ActivityFacts(
        id=row.id,
        version=row.version,
        episode_id=row.episode_id,
        service=row.service,
        day=row.day,
        means=row.means,
        minutes=row.minutes,
        minutes_text=row.minutes_text,
        partner=row.partner,
        content=row.content,
        worker=row.worker,
    )
