"""担当限定 follows 担当者: whoever takes a restricted case over sees it, whoever hands it over does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, event, insert, inspect, select
from sqlalchemy.orm import Session

from app.cases.restriction.rules import WORKER, working
from app.storage.records import Episode, Staff
from app.storage.types import new_id

Told = Callable[[str, set[str], set[str]], None]
"""Told of a restriction's person, and of whose sight came and went."""


def follow(session: Session, now: Callable[[], datetime], tell: Told) -> None:
    """From now on every flush of the session keeps who may see in step with who is in charge."""

    def after_flush(session: Session, _context: object) -> None:
        persons = {record.person_id for record in session.new if isinstance(record, Episode)} | {
            record.person_id
            for record in session.dirty
            if isinstance(record, Episode) and _counts(record)
        }
        if persons:
            _follow(session, persons, now, tell)

    event.listen(session, "after_flush", after_flush)


def _counts(record: Episode) -> bool:
    attributes = inspect(record).attrs
    return any(attributes[name].history.has_changes() for name in ("worker", "end", "person_id"))


def _follow(session: Session, persons: set[str], now: Callable[[], datetime], tell: Told) -> None:
    from app.storage.records import Restriction, RestrictionStaff

    restricted = session.execute(
        select(Restriction.id, Restriction.office_id, Restriction.person_id).where(
            Restriction.lifted_at.is_(None)
        )
    ).all()
    for row in restricted:
        if row.person_id in persons:
            kept = set(
                session.scalars(
                    select(RestrictionStaff.staff_id).where(
                        RestrictionStaff.restriction_id == row.id,
                        RestrictionStaff.why == WORKER,
                    )
                )
            )
            wanted = set(_workers(session, row.office_id, row.person_id))
            if wanted and wanted != kept:
                came, went = wanted - kept, kept - wanted
                _write(session, row.id, row.office_id, now(), came, went)
                tell(row.person_id, came, went)


def _workers(session: Session, office_id: str, person_id: str) -> frozenset[str]:
    cases = session.execute(
        select(Episode.worker, Episode.end).where(Episode.person_id == person_id)
    ).all()
    going_on = {row.worker for row in cases if row.end is None and row.worker}
    staff = session.execute(
        select(Staff.id, Staff.name).where(Staff.office_id == office_id, Staff.active)
    )
    return working({row.id: row.name for row in staff}, going_on)


def _write(
    session: Session, kept: str, office_id: str, now: datetime, came: set[str], went: set[str]
) -> None:
    from app.storage.records import RestrictionStaff

    connection = session.connection()
    for staff_id in sorted(came):
        # whoever was named is 担当者 from now on, and goes with the case
        connection.execute(
            delete(RestrictionStaff).where(
                RestrictionStaff.restriction_id == kept, RestrictionStaff.staff_id == staff_id
            )
        )
        connection.execute(
            insert(RestrictionStaff).values(
                id=new_id(),
                office_id=office_id,
                created_at=now,
                restriction_id=kept,
                staff_id=staff_id,
                why=WORKER,
            )
        )
    if went:
        connection.execute(
            delete(RestrictionStaff).where(
                RestrictionStaff.restriction_id == kept,
                RestrictionStaff.why == WORKER,
                RestrictionStaff.staff_id.in_(went),
            )
        )
