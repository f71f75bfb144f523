"""Reads of 支援経過."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, select

from app.calendar.partial import PartialDate
from app.cases.contacts import rules
from app.clock import JST
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.among import among
from app.storage.records import Activity, ActivityRevision, Episode, ImportedRow, Person
from app.storage.types import stored_day
from app.storage.work import Reading

_COLUMNS = tuple(
    column for column in cast(Table, Activity.__table__).columns if column.name != "updated_at"
)


@dataclass(frozen=True)
class Companion:
    """Somebody else who took part in the same contact."""

    activity_id: str
    episode_id: str
    name: str
    number: str


@dataclass(frozen=True)
class Earlier:
    """What a 支援経過 said before it was corrected: when, by whom, why, and what changed."""

    at: datetime
    by: str
    reason: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Withdrawn:
    """That a wrong 支援経過 was taken back: when, by whom and why."""

    at: datetime
    by: str
    why: str


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
    place: str = ""
    travel_minutes: int | None = None
    distance_m: int | None = None
    fare: int | None = None
    recorded_on: date | None = None
    """記録日; None for an entry that a ledger brought."""
    together: tuple[Companion, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    """The newest correction first."""
    withdrawn: Withdrawn | None = None

    @property
    def late(self) -> bool:
        """Whether it was written down late."""
        return self.recorded_on is not None and rules.is_late(self.day, self.recorded_on)


def activities_of(
    reading: Reading, episode_id: str, *, offset: int = 0, limit: int = 100
) -> tuple[ActivityFacts, ...]:
    """支援経過 of an episode, newest first; those that were taken back are among them."""
    reading.require(Permission.READ_CASES)
    # columns, not records: a case may have hundreds of contacts
    rows = reading.session.execute(
        select(*_COLUMNS)
        .where(Activity.office_id == reading.office_id, Activity.episode_id == episode_id)
        .order_by(Activity.day.desc(), Activity.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return _facts(reading, rows.all())


def activity(reading: Reading, activity_id: str) -> ActivityFacts:
    """One 支援経過."""
    reading.require(Permission.READ_CASES)
    return _facts(reading, [reading.get(Activity, activity_id)])[0]


@dataclass(frozen=True)
class Contact:
    """One contact with everybody who took part; the numbers are those of the whole."""

    day: PartialDate
    service: str
    people: tuple[tuple[str, str], ...]
    """管理番号 and name of each."""
    means: str
    minutes: int | None
    partner: str
    content: str
    worker: str
    place: str
    travel_minutes: int | None
    distance_m: int | None
    fare: int | None


def contacts_between(
    reading: Reading, first: date, last: date, *, worker: str = ""
) -> tuple[Contact, ...]:
    """The contacts of these days in order, of one member of staff or of all; none taken back."""
    reading.require(Permission.READ_CASES)
    conditions: list[ColumnElement[bool]] = [
        Activity.office_id == reading.office_id,
        Activity.day.between(stored_day(PartialDate.of(first)), stored_day(PartialDate.of(last))),
        Activity.withdrawn_at.is_(None),
    ]
    if worker:
        conditions.append(Activity.worker == worker)
    rows = reading.session.execute(
        select(Activity, Episode.number, Person.name)
        .outerjoin(Episode, Episode.id == Activity.episode_id)
        .outerjoin(Person, Person.id == Activity.person_id)
        .where(*conditions)
        .order_by(Activity.day, Activity.id)
    )
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        groups.setdefault(_same_contact(row.Activity), []).append(row)
    return tuple(_contact(group) for group in groups.values())


def recording_workers(reading: Reading, first: date, last: date) -> tuple[str, ...]:
    """Who is named as 担当 in the contacts of these days."""
    reading.require(Permission.READ_CASES)
    found = reading.session.scalars(
        select(Activity.worker)
        .where(
            Activity.office_id == reading.office_id,
            Activity.day.between(
                stored_day(PartialDate.of(first)), stored_day(PartialDate.of(last))
            ),
            Activity.withdrawn_at.is_(None),
            Activity.worker != "",
        )
        .distinct()
    )
    return tuple(sorted(found))


def _same_contact(row: Activity) -> tuple[Any, ...]:
    """Entries of one contact, as long as they tell of the same day and the same person in charge."""
    return (row.joint_id, row.day, row.worker) if row.joint_id else (row.id,)


def _contact(found: Sequence[Any]) -> Contact:
    rows = sorted(found, key=lambda row: (row.number or "", row.name or ""))
    first: Activity = rows[0].Activity
    sums = {name: _sum(getattr(row.Activity, name) for row in rows) for name in rules.OWN}
    return Contact(
        day=first.day,
        service=first.service,
        people=tuple(
            (row.number or row.Activity.number_text, row.name or row.Activity.name_text)
            for row in rows
        ),
        means=first.means,
        partner=first.partner,
        content="\n".join(dict.fromkeys(row.Activity.content for row in rows)),
        worker=first.worker,
        place=first.place,
        **sums,
    )


def _sum(values: Iterator[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _facts(reading: Reading, rows: Sequence[Any]) -> tuple[ActivityFacts, ...]:
    if not rows:
        return ()
    ids = [row.id for row in rows]
    together = _together(reading, rows)
    revisions = _revisions(reading, ids)
    imported = _imported(reading, ids)
    taken_back = any(row.withdrawn_by for row in rows)
    names = staff_names(reading) if revisions or taken_back else {}
    return tuple(
        ActivityFacts(
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
            place=row.place,
            travel_minutes=row.travel_minutes,
            distance_m=row.distance_m,
            fare=row.fare,
            recorded_on=None if row.id in imported else row.created_at.astimezone(JST).date(),
            together=tuple(one for one in together.get(row.joint_id or "", ())
                           if one.activity_id != row.id),
            earlier=_earlier(row, revisions.get(row.id, ()), names),
            withdrawn=_withdrawn(row, names),
        )
        for row in rows
    )  # fmt: skip


def _withdrawn(row: Any, names: Mapping[str, str]) -> Withdrawn | None:
    if row.withdrawn_at is None:
        return None
    return Withdrawn(row.withdrawn_at, names.get(row.withdrawn_by or "", ""), row.withdrawn_why)


def _together(reading: Reading, rows: Sequence[Any]) -> dict[str, list[Companion]]:
    """joint_id → everybody of that contact."""
    joint = {row.joint_id for row in rows if row.joint_id}
    if not joint:
        return {}
    others = reading.session.execute(
        select(Activity.id, Activity.joint_id, Episode.id, Person.name, Episode.number)
        .join(Episode, Episode.id == Activity.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .where(
            Activity.office_id == reading.office_id,
            among(Activity.joint_id, joint),
            Activity.withdrawn_at.is_(None),
        )
        .order_by(Episode.number, Person.name, Activity.id)
    )
    found: dict[str, list[Companion]] = {}
    for activity_id, joint_id, episode_id, name, number in others:
        companion = Companion(activity_id, episode_id, name, number)
        found.setdefault(str(joint_id), []).append(companion)
    return found


def _revisions(reading: Reading, ids: Sequence[str]) -> dict[str, list[ActivityRevision]]:
    """Of each entry, the newest first."""
    rows = reading.session.scalars(
        select(ActivityRevision)
        .where(
            ActivityRevision.office_id == reading.office_id,
            among(ActivityRevision.activity_id, ids),
        )
        .order_by(ActivityRevision.created_at.desc(), ActivityRevision.id.desc())
    )
    found: dict[str, list[ActivityRevision]] = {}
    for row in rows:
        found.setdefault(row.activity_id, []).append(row)
    return found


def _earlier(
    row: Any, revisions: Sequence[ActivityRevision], names: Mapping[str, str]
) -> tuple[Earlier, ...]:
    if not revisions:
        return ()
    found = []
    after: Mapping[str, Any] = content_of(row)
    for revision in revisions:
        words = rules.earlier_words(revision.before, after)
        by = names.get(revision.by, "")
        found.append(Earlier(revision.created_at, by, revision.reason, words))
        after = revision.before
    return tuple(found)


def content_of(row: Any) -> dict[str, Any]:
    """The content of a 支援経過 (the record or its row) as plain values, as a correction keeps it."""
    names = ("minutes_text", *rules.SHARED, *rules.OWN)
    return {name: getattr(row, name) for name in names} | {"day": row.day.iso}


def _imported(reading: Reading, ids: Sequence[str]) -> set[str]:
    """Those that a ledger brought: the day of taking it in says nothing about them."""
    found = reading.session.scalars(
        select(ImportedRow.target_id).where(
            ImportedRow.office_id == reading.office_id,
            ImportedRow.target_kind == "activity",
            ImportedRow.created.is_(True),
            among(ImportedRow.target_id, ids),
        )
    )
    return {one for one in found if one is not None}
