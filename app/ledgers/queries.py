"""Reads for 台帳取込: what is on record already, saved mappings, earlier batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select

from app.calendar.partial import PartialDate
from app.cases.fields import FIELDS
from app.ledgers.existing import (
    ActivityFacts,
    Existing,
    ExistingActivity,
    ExistingEpisode,
    ExistingEvent,
    ExistingPerson,
)
from app.staff.permissions import Permission
from app.storage.records import (
    Activity,
    ActivityRevision,
    Episode,
    Event,
    ImportBatch,
    Person,
    SavedMapping,
)
from app.storage.work import Reading

EPISODE_FIELDS = tuple(field.name for field in FIELDS)
EVENT_FIELDS = (
    "day", "kind", "name", "role", "venue", "organisations", "participants", "approximate",
    "worker", "note",
)  # fmt: skip

_ID = attrgetter("id")
"""Sorted here: an ORDER BY would make the engine fetch every record through an index."""


@dataclass(frozen=True)
class Batch:
    """One 台帳取込 that was applied."""

    id: str
    at: datetime
    file_name: str
    counts: Mapping[str, int]
    undone_at: datetime | None


def existing(reading: Reading) -> Existing:
    """Everything on record that a ledger is compared with."""
    reading.require(Permission.READ_CASES)
    return Existing(
        persons=_persons(reading),
        episodes=_episodes(reading),
        activities=_activities(reading),
        events=_events(reading),
        mark=mark(reading),
    )


def mark(reading: Reading) -> str:
    """What tells whether anything a ledger is compared with changed; '' while there is nothing."""
    parts = []
    for record in (Person, Episode, Activity, Event):
        count, versions, newest = reading.session.execute(
            select(func.count(), func.sum(record.version), func.max(record.updated_at)).where(
                record.office_id == reading.office_id
            )
        ).one()
        parts.append(f"{count}:{versions}:{newest.isoformat()}" if count else "")
    return "|".join(parts).strip("|")


def saved_mappings(reading: Reading) -> dict[str, Mapping[str, Any]]:
    """Column mappings corrected by hand, by the signature of their header."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(SavedMapping.signature, SavedMapping.mapping).where(
            SavedMapping.office_id == reading.office_id
        )
    )
    return {row.signature: row.mapping for row in rows}


def batches(reading: Reading) -> tuple[Batch, ...]:
    """Applied 台帳取込, newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(ImportBatch)
        .where(ImportBatch.office_id == reading.office_id)
        .order_by(ImportBatch.created_at.desc(), ImportBatch.id.desc())
    )
    return tuple(
        Batch(row.id, row.created_at, row.file_name, dict(row.counts), row.undone_at)
        for row in rows
    )


def _persons(reading: Reading) -> tuple[ExistingPerson, ...]:
    rows = reading.session.execute(
        select(
            Person.id, Person.name, Person.name_plain, Person.name_folded, Person.kana,
            Person.kana_key, Person.sex, Person.birth, Person.anonymous,
        ).where(Person.office_id == reading.office_id)
    )  # fmt: skip
    return tuple(sorted((ExistingPerson(*row) for row in rows), key=_ID))


def _episodes(reading: Reading) -> tuple[ExistingEpisode, ...]:
    columns = [getattr(Episode, name) for name in EPISODE_FIELDS]
    rows = reading.session.execute(
        select(Episode.id, Episode.person_id, Episode.service, *columns)
        .where(Episode.office_id == reading.office_id)
        .order_by(Episode.start, Episode.id)
    )
    found = []
    for episode_id, person_id, service, *values in rows:
        named = dict(zip(EPISODE_FIELDS, values, strict=True))
        found.append(
            ExistingEpisode(episode_id, person_id, service, named["number"], named["start"], named)
        )
    return tuple(found)


def _activities(reading: Reading) -> tuple[ExistingActivity, ...]:
    rows = reading.session.execute(
        select(
            Activity.id, Activity.day, Activity.service, Activity.episode_id, Activity.person_id,
            Activity.means, Activity.partner, Activity.minutes, Activity.minutes_text,
            Activity.content, Activity.worker, Activity.name_text, Activity.number_text,
        ).where(Activity.office_id == reading.office_id)
    )  # fmt: skip
    found = (
        ExistingActivity(
            activity_id,
            ActivityFacts(
                day=day,
                service=service,
                episode_id=episode_id or "",
                person_id=person_id or "",
                means=means,
                partner=partner,
                minutes=minutes,
                minutes_text=minutes_text,
                content=content,
                worker=worker,
                name_text=name_text,
                number_text=number_text,
            ),
        )
        for (
            activity_id, day, service, episode_id, person_id, means, partner, minutes,
            minutes_text, content, worker, name_text, number_text,
        ) in rows
    )  # fmt: skip
    return (*sorted(found, key=_ID), *sorted(_corrected(reading), key=_ID))


def _corrected(reading: Reading) -> Iterator[ExistingActivity]:
    """What activities said before they were corrected here: an old ledger still says it."""
    rows = reading.session.execute(
        select(ActivityRevision.before, Activity)
        .join(Activity, Activity.id == ActivityRevision.activity_id)
        .where(ActivityRevision.office_id == reading.office_id)
    )
    for before, now in rows:
        yield ExistingActivity(
            now.id,
            ActivityFacts(
                day=PartialDate.from_iso(before["day"]),
                service=now.service,
                episode_id=now.episode_id or "",
                person_id=now.person_id or "",
                means=before["means"],
                partner=before["partner"],
                minutes=before["minutes"],
                minutes_text=before["minutes_text"],
                content=before["content"],
                worker=before["worker"],
                name_text=now.name_text,
                number_text=now.number_text,
            ),
        )


def _events(reading: Reading) -> tuple[ExistingEvent, ...]:
    columns = [getattr(Event, name) for name in EVENT_FIELDS]
    rows = reading.session.execute(
        select(Event.id, *columns).where(Event.office_id == reading.office_id)
    )
    found = (
        ExistingEvent(event_id, dict(zip(EVENT_FIELDS, values, strict=True)))
        for event_id, *values in rows
    )
    return tuple(sorted(found, key=_ID))


def numbers_of(reading: Reading, person_id: str) -> tuple[str, ...]:
    """The 管理番号 of a person's episodes."""
    reading.require(Permission.READ_CASES)
    return tuple(
        reading.session.scalars(
            select(Episode.number)
            .where(Episode.person_id == person_id, Episode.number != "")
            .order_by(Episode.id)
        )
    )
