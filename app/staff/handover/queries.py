"""Reads of cases that can be handed over, and of those that wait to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.cases import stages
from app.staff.permissions import Permission, Role
from app.storage.records import Episode, Handover, Person, Staff
from app.storage.work import Reading


@dataclass(frozen=True)
class OpenCase:
    """A case that is somebody's now."""

    episode_id: str
    version: int
    number: str
    name: str
    service: str
    stage: str


@dataclass(frozen=True)
class ToRead:
    """A case somebody handed to whoever reads this, not confirmed yet."""

    id: str
    version: int
    episode_id: str
    name: str
    number: str
    from_worker: str
    note: str
    by: str
    at: datetime


def open_cases_of(reading: Reading, worker: str) -> tuple[OpenCase, ...]:
    """The open cases of a 担当者, by name."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(
            Episode.id, Episode.version, Episode.number, Person.name, Episode.service, Episode.stage
        )
        .join(Person, Person.id == Episode.person_id)
        .where(
            Episode.office_id == reading.office_id,
            Episode.worker == worker,
            Episode.stage.in_(stages.OPEN),
        )
        .order_by(Person.kana, Person.name, Episode.id)
    )
    return tuple(OpenCase(*row) for row in rows)


def to_read(reading: Reading) -> tuple[ToRead, ...]:
    """What was handed to oneself and waits for 「読みました」, the oldest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Handover, Person.name, Episode.number, Staff.name)
        .join(Episode, Episode.id == Handover.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .outerjoin(Staff, Staff.id == Handover.given_by)
        .where(
            Handover.office_id == reading.office_id,
            Handover.to_staff_id == reading.actor.staff_id,
            Handover.read_at.is_(None),
        )
        .order_by(Handover.created_at, Handover.id)
    )
    return tuple(
        ToRead(
            one.id,
            one.version,
            one.episode_id,
            name,
            number,
            one.from_worker,
            one.note,
            by or "",
            one.created_at,
        )
        for one, name, number, by in rows
    )


def receivers(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Who may be handed a case: id and name of those who work with cases."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Staff.id, Staff.name, Staff.role)
        .where(Staff.office_id == reading.office_id, Staff.active)
        .order_by(Staff.name, Staff.id)
    )
    allows = reading.actor.table.allows
    return tuple(
        (row.id, row.name) for row in rows if allows(Role(row.role), Permission.EDIT_CASES)
    )
