"""Reads what each of the staff looked at, took out and tried in vain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from app.clock import JST
from app.history.staff.rules import Act, OfStaff, count
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, HistoryEntry
from app.storage.work import Reading

_AT_A_TIME = 2_000
_WRONG_WORDS = "sign_in.failed"


def of_staff(reading: Reading, first: date, last: date) -> tuple[OfStaff, ...]:
    """Everybody on record, for the days from the first to the last (of Japan)."""
    reading.require(Permission.READ_HISTORY)
    return count(staff_names(reading), _acts(reading, first, last))


def _acts(reading: Reading, first: date, last: date) -> Iterator[Act]:
    rows = reading.session.execute(
        select(
            HistoryEntry.actor_id,
            HistoryEntry.at,
            HistoryEntry.kind,
            HistoryEntry.subject_id,
            Episode.id.label("case_id"),
            Episode.worker,
        )
        .outerjoin(
            Episode,
            (Episode.id == HistoryEntry.subject_id) & (Episode.office_id == reading.office_id),
        )
        .where(
            HistoryEntry.office_id == reading.office_id,
            HistoryEntry.at >= _begins(first),
            HistoryEntry.at < _begins(last + timedelta(days=1)),
        )
        .execution_options(yield_per=_AT_A_TIME)
    )
    for row in rows:
        wrong = row.kind == _WRONG_WORDS
        yield Act(
            row.actor_id,
            row.at.astimezone(JST),
            row.kind,
            row.case_id or "",
            row.worker or "",
            (row.subject_id or "") if wrong else "",
        )


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=JST).astimezone(UTC)
