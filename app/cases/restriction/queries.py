"""Reads of 担当限定: of one case, for who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.cases.restriction import rules
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, Restriction, RestrictionStaff, Staff
from app.storage.work import Reading


@dataclass(frozen=True)
class Colleague:
    """Somebody of the staff, and whether (and why) they may see the cases."""

    id: str
    name: str
    why: str
    """'worker', 'named' or ''."""


@dataclass(frozen=True)
class RestrictionPage:
    """How a case stands: `id` is '' where it is not restricted."""

    id: str
    version: int
    by: str
    since: datetime | None
    reason: str
    colleagues: tuple[Colleague, ...]
    """Who is active now, without those who always see everything."""
    refusal: str
    in_file: bool
    """Whether the data lies in a file of this PC, which keeps nothing from its own key."""


def restriction(reading: Reading, episode_id: str) -> RestrictionPage:
    """The restriction that is in force, and who could be chosen."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    workers = workers_of(reading, episode.person_id)
    kept_id = in_force(reading, episode.person_id)
    kept = reading.get(Restriction, kept_id) if kept_id else None
    shown = named(reading, kept_id)
    staff = colleagues(reading)
    if kept is None:
        shown = dict.fromkeys(rules.working(staff, workers), rules.WORKER)
    return RestrictionPage(
        id=kept.id if kept else "",
        version=kept.version if kept else 0,
        by=staff_names(reading).get(kept.by, "") if kept else "",
        since=kept.created_at if kept else None,
        reason=kept.reason if kept else "",
        colleagues=tuple(Colleague(key, name, shown.get(key, "")) for key, name in staff.items()),
        refusal=rules.refusal(reading.actor, workers),
        in_file=not reading.served,
    )


def in_force(reading: Reading, person_id: str) -> str:
    """The id of a person's restriction; the newest where two records were made one, '' for none."""
    reading.require(Permission.READ_CASES)
    found = reading.session.scalar(
        select(Restriction.id)
        .where(
            Restriction.office_id == reading.office_id,
            Restriction.person_id == person_id,
            Restriction.lifted_at.is_(None),
        )
        .order_by(Restriction.created_at.desc(), Restriction.id)
        .limit(1)
    )
    return found or ""


def named(reading: Reading, restriction_id: str) -> dict[str, str]:
    """Who may see the cases all the same: id of the staff → 'worker' or 'named'."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(RestrictionStaff.staff_id, RestrictionStaff.why).where(
            RestrictionStaff.office_id == reading.office_id,
            RestrictionStaff.restriction_id == restriction_id,
        )
    )
    return {row.staff_id: row.why for row in rows}


def colleagues(reading: Reading) -> dict[str, str]:
    """Who works here and does not see everything anyway: id → name, by name."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Staff.id, Staff.name)
        .where(Staff.office_id == reading.office_id, Staff.active, Staff.role != "director")
        .order_by(Staff.name, Staff.id)
    )
    return {row.id: row.name for row in rows}


def workers_of(reading: Reading, person_id: str) -> tuple[str, ...]:
    """担当者 of the person's cases that go on; of all of them where none does."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Episode.worker, Episode.end).where(
            Episode.office_id == reading.office_id, Episode.person_id == person_id
        )
    ).all()
    going_on = {row.worker for row in rows if row.end is None and row.worker}
    return tuple(sorted(going_on or {row.worker for row in rows if row.worker}))
