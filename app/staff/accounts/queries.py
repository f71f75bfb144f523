"""Reads of the people who use the program here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from app.clock import JST
from app.history.kinds import Sort, patterns
from app.staff.accounts.rules import KeyStanding, key_standing
from app.staff.permissions import Permission, Role
from app.storage.records import HistoryEntry, Staff
from app.storage.staff_keys import KeysHere
from app.storage.work import Reading

TAKEN_OUT_DAYS = 90


@dataclass(frozen=True)
class Person:
    """Somebody who uses or used the program here."""

    id: str
    version: int
    name: str
    role: Role
    active: bool
    left_on: date | None
    last_in: datetime | None
    key: KeyStanding


@dataclass(frozen=True)
class TakenOut:
    """Something somebody printed, wrote out or sent."""

    at: datetime
    words: str


def people(reading: Reading, keys: KeysHere) -> tuple[Person, ...]:
    """Everybody, those who work here now first."""
    reading.require(Permission.MANAGE_KEYS)
    rows = reading.session.scalars(
        select(Staff)
        .where(Staff.office_id == reading.office_id)
        .order_by(Staff.active.desc(), Staff.created_at, Staff.id)
    ).all()
    last = _last_in(reading, [one.id for one in rows])
    return tuple(
        Person(
            one.id,
            one.version,
            one.name,
            Role(one.role),
            one.active,
            one.left_on,
            last.get(one.id),
            key_standing(keys.of.get(one.id, ()), active=one.active, served=keys.served),
        )
        for one in rows
    )


def taken_out(
    reading: Reading, staff_id: str, last: date, days: int = TAKEN_OUT_DAYS
) -> tuple[TakenOut, ...]:
    """What somebody printed, wrote out and sent in the days up to `last`, oldest first."""
    reading.require(Permission.READ_HISTORY)
    reading.get(Staff, staff_id)
    kinds, _ = patterns(Sort.OUT)
    begin = datetime.combine(last - timedelta(days=days - 1), datetime.min.time(), tzinfo=JST)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=JST)
    rows = reading.session.execute(
        select(HistoryEntry.at, HistoryEntry.words)
        .where(
            HistoryEntry.office_id == reading.office_id,
            HistoryEntry.actor_id == staff_id,
            HistoryEntry.at >= begin,
            HistoryEntry.at < end,
            or_(*(HistoryEntry.kind.like(kind) for kind in kinds)),
        )
        .order_by(HistoryEntry.seq)
    )
    return tuple(TakenOut(row.at, row.words) for row in rows)


def _last_in(reading: Reading, ids: Sequence[str]) -> dict[str, datetime]:
    rows = reading.session.execute(
        select(HistoryEntry.subject_id, func.max(HistoryEntry.at))
        .where(
            HistoryEntry.office_id == reading.office_id,
            HistoryEntry.subject_id.in_(ids),
            HistoryEntry.kind == "sign_in",
        )
        .group_by(HistoryEntry.subject_id)
    )
    return {who: at for who, at in rows if who}
