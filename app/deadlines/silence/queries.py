"""People whom nobody has been in touch with for a while, by the centre's own measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.calendar.partial import PartialDate
from app.deadlines.rule import Rule, Shows
from app.deadlines.rulebook import Rulebook
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Person
from app.storage.types import stored_day
from app.storage.work import Reading


@dataclass(frozen=True)
class Silent:
    """A case nobody has been in touch with for a while."""

    episode_id: str
    name: str
    service: str
    last_day: PartialDate | None
    last_means: str
    days: int
    limit: int
    """After so many days it is named."""


def limits(book: Rulebook) -> Mapping[str, Rule]:
    """業務 → the rule that says after how many days a case is named; without one it never is."""
    return {
        service: rule
        for rule in book.rules
        if rule.enabled and rule.shows is Shows.SILENCE
        for service in rule.services
    }


def silent_cases(
    reading: Reading, book: Rulebook, *, worker: str = "", limit: int = 8
) -> tuple[tuple[Silent, ...], bool]:
    """The cases longest without a contact, and whether there are more."""
    reading.require(Permission.READ_CASES)
    by_service = limits(book)
    if not by_service:
        return (), False
    day = reading.clock.today()
    # One look into the index per case; grouping all activities would read every one of them.
    last = (
        select(func.max(Activity.day))
        .where(
            Activity.episode_id == Episode.id,
            Activity.office_id == reading.office_id,
            Activity.withdrawn_at.is_(None),
        )
        .scalar_subquery()
    )
    since = func.coalesce(last, Episode.start)
    found = (
        select(Episode.id, last.label("last_day"))
        .where(
            Episode.office_id == reading.office_id,
            Episode.end.is_(None),
            or_(
                *(
                    and_(
                        Episode.service == service,
                        Episode.stage.not_in(rule.done_stages),
                        Episode.start < _before(rule, day),
                        since < _before(rule, day),
                    )
                    for service, rule in by_service.items()
                )
            ),
            *([Episode.worker == worker] if worker else []),
        )
        .order_by(since, Episode.id)
        .limit(limit + 1)
    )
    rows = reading.session.execute(found).all()
    people = _people(reading, [row.id for row in rows])
    shown = [
        _silent(people[row.id], row.last_day, day, by_service[people[row.id].service].length)
        for row in rows[:limit]
    ]
    return tuple(shown), len(rows) > limit


def _before(rule: Rule, day: date) -> str:
    return stored_day(PartialDate.of(day - timedelta(days=rule.length)))


def _people(reading: Reading, ids: list[str]) -> dict[str, Any]:
    """Who they are, and by which means the last contact was."""
    newer = aliased(Activity)
    newest = (
        select(func.max(newer.day))
        .where(
            newer.episode_id == Episode.id,
            newer.office_id == reading.office_id,
            newer.withdrawn_at.is_(None),
        )
        .correlate(Episode)
        .scalar_subquery()
    )
    means = (
        select(Activity.means)
        .where(
            Activity.episode_id == Episode.id,
            Activity.office_id == reading.office_id,
            Activity.day == newest,
            Activity.withdrawn_at.is_(None),
        )
        .order_by(Activity.id.desc())
        .limit(1)
        .correlate(Episode)
        .scalar_subquery()
    )
    rows = reading.session.execute(
        select(Episode.id, Episode.service, Episode.start, Person.name, means.label("means"))
        .join(Person, Person.id == Episode.person_id)
        .where(Episode.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _silent(row: Any, last_day: PartialDate | None, day: date, limit: int) -> Silent:
    since = last_day or row.start
    return Silent(
        episode_id=row.id,
        name=row.name,
        service=row.service,
        last_day=last_day,
        last_means=row.means or "",
        days=(day - since.first).days,
        limit=limit,
    )
