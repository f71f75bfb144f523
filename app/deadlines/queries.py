"""Reads for 今日."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from app.calendar.partial import PartialDate
from app.cases import stages
from app.codes import Service
from app.deadlines import rules
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Person
from app.storage.types import stored_day
from app.storage.work import Reading


@dataclass(frozen=True)
class Ahead:
    """One case with a day ahead."""

    episode_id: str
    number: str
    name: str
    service: str
    stage: str
    worker: str
    due: rules.Due
    left: str
    closed_note: str
    destination: str
    """受入先 as far as it is known; '' while undecided."""


@dataclass(frozen=True)
class Silent:
    """A follow-up nobody has been in touch with for a while."""

    episode_id: str
    name: str
    service: str
    last_day: PartialDate | None
    last_means: str
    days: int


@dataclass(frozen=True)
class Recent:
    """Something that was recorded lately."""

    episode_id: str | None
    name: str
    service: str
    day: PartialDate
    means: str
    content: str
    worker: str


@dataclass(frozen=True)
class Today:
    """Everything 今日 shows."""

    day: date
    late: tuple[Ahead, ...]
    custody: tuple[Ahead, ...]
    releases: tuple[Ahead, ...]
    silent: tuple[Silent, ...]
    recent: tuple[Recent, ...]
    open_cases: int


def today(reading: Reading, *, worker: str = "") -> Today:
    """What is late, ends soon, is released soon, has been silent, was recorded lately."""
    reading.require(Permission.READ_CASES)
    day = reading.clock.today()
    ahead = _ahead(reading, day, worker)
    late = tuple(item for item in ahead if item.due.day < day)
    soon = day + timedelta(days=rules.CUSTODY_DAYS)
    custody = tuple(i for i in ahead if i.due.words == "勾留満期" and day <= i.due.day <= soon)
    releases = tuple(i for i in ahead if i.due.words != "勾留満期" and i.due.day >= day)
    return Today(
        day=day,
        late=late,
        custody=custody,
        releases=releases,
        silent=_silent(reading, day, worker),
        recent=_recent(reading, day, worker),
        open_cases=_open_cases(reading, worker),
    )


def _mine(worker: str) -> list[Any]:
    return [Episode.worker == worker] if worker else []


def _open_cases(reading: Reading, worker: str) -> int:
    counted = select(func.count()).where(
        Episode.office_id == reading.office_id, Episode.stage.in_(stages.OPEN), *_mine(worker)
    )
    return reading.session.scalar(counted) or 0


def _ahead(reading: Reading, day: date, worker: str) -> list[Ahead]:
    last = stored_day(PartialDate.of(day + timedelta(days=rules.AHEAD_DAYS)))
    rows = reading.session.execute(
        select(
            Episode.id,
            Episode.number,
            Person.name,
            Episode.service,
            Episode.stage,
            Episode.worker,
            Episode.release,
            Episode.term_end,
            Episode.move,
            Episode.detention_end,
            Episode.dest_name,
        )
        .join(Person, Person.id == Episode.person_id)
        .where(
            Episode.office_id == reading.office_id,
            Episode.end.is_(None),
            Episode.service.in_((Service.COORDINATION, Service.SUSPECT_SUPPORT)),
            or_(Episode.release <= last, Episode.term_end <= last, Episode.move <= last,
                Episode.detention_end <= last),
            *_mine(worker),
        )
    )  # fmt: skip
    found = [item for row in rows if (item := _ahead_item(row, day)) is not None]
    return sorted(found, key=lambda item: (item.due.day, item.number, item.episode_id))


def _ahead_item(row: Any, day: date) -> Ahead | None:
    if row.service == Service.SUSPECT_SUPPORT:
        due = rules.custody_end(row.detention_end, row.release)
    elif row.stage == "moved":
        due = None
    else:
        due = rules.release_day(row.release, row.term_end, row.move)
    if due is None or due.day > day + timedelta(days=rules.AHEAD_DAYS):
        return None
    return Ahead(
        episode_id=row.id,
        number=row.number,
        name=row.name,
        service=row.service,
        stage=row.stage,
        worker=row.worker,
        due=due,
        left=rules.days_left(due.day, day),
        closed_note=rules.closed_note(due.day, day),
        destination=row.dest_name,
    )


def _silent(reading: Reading, day: date, worker: str, limit: int = 8) -> tuple[Silent, ...]:
    limit_day = stored_day(PartialDate.of(day - timedelta(days=rules.SILENT_DAYS)))
    # One look into the index per follow-up; grouping all activities would read every one of them.
    last = (
        select(func.max(Activity.day))
        .where(Activity.episode_id == Episode.id, Activity.office_id == reading.office_id)
        .scalar_subquery()
    )
    since = func.coalesce(last, Episode.start)
    rows = reading.session.execute(
        select(Episode.id, Person.name, Episode.service, Episode.start, last.label("last_day"))
        .join(Person, Person.id == Episode.person_id)
        .where(
            Episode.office_id == reading.office_id,
            Episode.end.is_(None),
            Episode.service == Service.FOLLOW_UP,
            since < limit_day,
            *_mine(worker),
        )
        .order_by(since, Episode.id)
        .limit(limit)
    ).all()
    return tuple(_silent_item(reading, row, day) for row in rows)


def _silent_item(reading: Reading, row: Any, day: date) -> Silent:
    means = ""
    if row.last_day is not None:
        means = (
            reading.session.scalar(
                select(Activity.means)
                .where(
                    Activity.episode_id == row.id,
                    Activity.office_id == reading.office_id,
                    Activity.day == row.last_day,
                )
                .order_by(Activity.id.desc())
                .limit(1)
            )
            or ""
        )
    since = row.last_day or row.start
    return Silent(
        episode_id=row.id,
        name=row.name,
        service=row.service,
        last_day=row.last_day,
        last_means=means,
        days=(day - since.first).days,
    )


def _recent(reading: Reading, day: date, worker: str, limit: int = 6) -> tuple[Recent, ...]:
    since = stored_day(PartialDate.of(day - timedelta(days=rules.RECENT_DAYS)))
    rows = reading.session.execute(
        select(
            Activity.episode_id,
            Person.name,
            Activity.name_text,
            Activity.service,
            Activity.day,
            Activity.means,
            Activity.content,
            Activity.worker,
        )
        .outerjoin(Person, Person.id == Activity.person_id)
        .where(
            Activity.office_id == reading.office_id,
            Activity.day >= since,
            Activity.day <= stored_day(PartialDate.of(day)),
            *([Activity.worker == worker] if worker else []),
        )
        .order_by(Activity.day.desc(), Activity.id.desc())
        .limit(limit)
    )
    return tuple(
        Recent(
            episode_id=row.episode_id,
            name=row.name or row.name_text,
            service=row.service,
            day=row.day,
            means=row.means,
            content=row.content,
            worker=row.worker,
        )
        for row in rows
    )
