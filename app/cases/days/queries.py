"""Reads of the days of a case."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases.days.rules import At
from app.cases.moving.queries import centre_scope
from app.cases.stages import Scope
from app.staff.permissions import Permission
from app.storage.records import CaseDate
from app.storage.work import Reading


@dataclass(frozen=True)
class DayFacts:
    """One day of a case."""

    id: str
    version: int
    kind: str
    day: PartialDate
    minute: int | None
    note: str


@dataclass(frozen=True)
class DaysPage:
    """The days of a case in order of time; what the centre takes on, and who may change that."""

    days: tuple[DayFacts, ...]
    scope: Scope
    refusal: str
    scope_refusal: str


def days_of(reading: Reading, episode_id: str) -> tuple[DayFacts, ...]:
    """The days of a case, the earliest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(CaseDate)
        .where(CaseDate.office_id == reading.office_id, CaseDate.episode_id == episode_id)
        .order_by(CaseDate.day, CaseDate.minute, CaseDate.id)
    )
    return tuple(
        DayFacts(row.id, row.version, row.kind, row.day, row.minute, row.note) for row in rows
    )


def recorded(reading: Reading, episode_id: str, *, without: str = "") -> dict[str, At]:
    """The days of a case by their kind, without the record of this id."""
    reading.require(Permission.READ_CASES)
    found = (day for day in days_of(reading, episode_id) if day.id != without)
    return {day.kind: At(day.day, day.minute) for day in found}


def days_page(reading: Reading, episode_id: str) -> DaysPage:
    """What the section of days shows."""
    reading.require(Permission.READ_CASES)
    return DaysPage(
        days_of(reading, episode_id),
        centre_scope(reading),
        reading.actor.refusal(Permission.EDIT_CASES),
        reading.actor.refusal(Permission.MANAGE_OFFICE),
    )
