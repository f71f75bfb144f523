"""Loading what is on record of a ledger's names, numbers and days: never the whole office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, select, type_coerce

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
from app.ledgers.remembering import planning
from app.ledgers.values import number_key
from app.ledgers.wanted import Wanted
from app.staff.permissions import Permission
from app.storage.among import among
from app.storage.records import Activity, ActivityRevision, Episode, Event, Person
from app.storage.types import stored_day
from app.storage.work import Reading

EPISODE_FIELDS = tuple(field.name for field in FIELDS)
EVENT_FIELDS = (
    "day", "kind", "name", "role", "venue", "organisations", "participants", "approximate",
    "worker", "note",
)  # fmt: skip
_PERSON_FIELDS = (
    "name", "name_plain", "name_folded", "kana", "kana_key", "sex", "birth", "anonymous",
)  # fmt: skip
_REVISED = ("day", "means", "partner", "minutes", "minutes_text", "content", "worker")
_UNREVISED = ("service", "episode_id", "person_id", "name_text", "number_text")

Record = Sequence[Any]
"""Id, version and time, then the fields that were asked for."""


def existing(reading: Reading, wanted: Wanted) -> Existing:
    """What is on record that a ledger may repeat, complete or contradict.

    Persons of its names and readings; episodes of these names and of its numbers, with whoever they
    belong to; contacts of its days and kinds, with names and numbers of those whom they are about;
    events of its days.
    """
    reading.require(Permission.READ_CASES)
    with planning():
        called = _ids(reading, among(Person.name_folded, wanted.names))
        read_so = _ids(reading, among(Person.kana_key, wanted.kana))
        episodes = _episodes(reading, called, wanted.numbers)
        owners = {row[3] for row in episodes}
        ids = among(Person.id, called | read_so | owners)
        persons = _rows(reading, Person, _PERSON_FIELDS, ids)
        contacts = _contacts(reading, wanted)
        events = _rows(reading, Event, EVENT_FIELDS, _of_days(reading, Event, wanted.event_days))
        corrected = _corrected(reading, wanted)
        activities = (
            *(ExistingActivity(row[0], _facts(row[3:10], row[10:])) for row in contacts),
            *(ExistingActivity(row[0], row[3]) for row in corrected),
        )
        names = _names(reading, {one.facts.person_id for one in activities})
        numbers = _numbers(reading, {one.facts.episode_id for one in activities})
        return Existing(
            tuple(ExistingPerson(row[0], *row[3:]) for row in persons),
            tuple(sorted(map(_episode, episodes), key=lambda one: (stored_day(one.start), one.id))),
            activities,
            tuple(
                ExistingEvent(row[0], dict(zip(EVENT_FIELDS, row[3:], strict=True)))
                for row in events
            ),
            names,
            numbers,
            _mark((persons, episodes, contacts, corrected, events), (names, numbers)),
        )


def _of_days(reading: Reading, record: Any, days: Iterable[PartialDate]) -> ColumnElement[bool]:
    """Of the own office and of these days, for which there is an index."""
    return and_(record.office_id == reading.office_id, among(record.day, map(stored_day, days)))


def _here(reading: Reading, record: Any) -> ColumnElement[bool]:
    """Of the own office, where other conditions find the rows.

    Without statistics the file's engine takes an index that begins with the office for the best one,
    and reads every record of the only office there is.
    """
    own = record.office_id if reading.served else func.coalesce(record.office_id, "")
    found: ColumnElement[bool] = own == reading.office_id
    return found


def _ids(reading: Reading, condition: ColumnElement[bool]) -> set[str]:
    """The persons of whom it is true."""
    asked = select(Person.id).where(Person.office_id == reading.office_id, condition)
    return set(reading.session.scalars(asked))


def _rows(
    reading: Reading, record: Any, fields: Iterable[str], condition: ColumnElement[bool]
) -> list[Record]:
    rows = reading.session.execute(
        select(
            record.id,
            record.version,
            type_coerce(record.updated_at, String).label("at"),
            *(getattr(record, field) for field in fields),
        ).where(_here(reading, record), condition)
    ).all()
    # Sorted here: an ORDER BY would make the engine fetch every record through an index.
    return sorted(rows, key=_id)


def _id(row: Record) -> str:
    found: str = row[0]
    return found


def _episodes(reading: Reading, persons: set[str], wanted: frozenset[str]) -> list[Record]:
    """The episodes of these persons, and whoever else has one of the numbers."""
    written = reading.session.scalars(
        select(Episode.number)
        .where(Episode.office_id == reading.office_id, Episode.number != "")
        .distinct()
    )
    numbers = [number for number in written if number_key(number) in wanted]
    fields = ("person_id", "service", *EPISODE_FIELDS)
    found = {
        _id(row): row
        for condition in (
            among(Episode.person_id, persons),
            (Episode.office_id == reading.office_id) & among(Episode.number, numbers),
        )
        for row in _rows(reading, Episode, fields, condition)
    }
    return [found[one] for one in sorted(found)]


def _episode(row: Record) -> ExistingEpisode:
    episode_id, _, _, person_id, service, *values = row
    named = dict(zip(EPISODE_FIELDS, values, strict=True))
    return ExistingEpisode(episode_id, person_id, service, named["number"], named["start"], named)


def _facts(said: Sequence[Any], place: Sequence[Any]) -> ActivityFacts:
    """Values of `_REVISED` and of `_UNREVISED`."""
    day, means, partner, minutes, minutes_text, content, worker = said
    service, episode_id, person_id, name_text, number_text = place
    return ActivityFacts(
        day, service, episode_id or "", person_id or "", means, partner, minutes, minutes_text,
        content, worker, name_text, number_text,
    )  # fmt: skip


def _contacts(reading: Reading, wanted: Wanted) -> list[Record]:
    """The contacts of the ledger's days, as far as they are of a kind that it tells of that day."""
    of_the_days = _of_days(reading, Activity, wanted.contacts)
    fields = (*_REVISED, *_UNREVISED)
    if reading.served:  # asked once
        rows = _rows(reading, Activity, fields, of_the_days)
        return [row for row in rows if wanted.has_contact(row[3], row[4], row[6])]
    told = reading.session.execute(
        select(Activity.id, Activity.day, Activity.means, Activity.minutes).where(of_the_days)
    )
    ids = [one for one, day, means, minutes in told if wanted.has_contact(day, means, minutes)]
    return _rows(reading, Activity, fields, among(Activity.id, ids))


def _corrected(reading: Reading, wanted: Wanted) -> list[Record]:
    """What activities said before they were corrected here: an old ledger still says it."""
    rows = reading.session.execute(
        select(
            ActivityRevision.id,
            Activity.id,
            Activity.version,
            ActivityRevision.before,
            *(getattr(Activity, field) for field in _UNREVISED),
        )
        .join(Activity, Activity.id == ActivityRevision.activity_id)
        .where(ActivityRevision.office_id == reading.office_id)
    )
    found = []
    for revision_id, activity_id, version, before, *place in rows:
        day = PartialDate.from_iso(before["day"])
        if wanted.has_contact(day, before["means"], before["minutes"]):
            said = (day, *(before[field] for field in _REVISED[1:]))
            found.append((activity_id, version, revision_id, _facts(said, place)))
    return sorted(found, key=lambda one: (one[0], one[2]))


def _names(reading: Reading, ids: set[str]) -> dict[str, str]:
    """Person → folded name; nobody who is anonymous."""
    rows = reading.session.execute(
        select(Person.id, Person.name_folded).where(
            _here(reading, Person),
            among(Person.id, ids - {""}),
            Person.anonymous.is_(False),
        )
    )
    return {row[0]: row[1] for row in rows}


def _numbers(reading: Reading, ids: set[str]) -> dict[str, str]:
    """Episode → 管理番号."""
    rows = reading.session.execute(
        select(Episode.id, Episode.number).where(
            _here(reading, Episode), among(Episode.id, ids - {""})
        )
    )
    return {row[0]: row[1] for row in rows}


def _mark(records: Iterable[list[Record]], told: Iterable[dict[str, str]]) -> str:
    """What differs whenever one of the records differs; '' while there are none."""
    held = sha256()
    for rows in records:
        held.update("".join(f"{row[0]}:{row[1]}:{row[2]}\n" for row in rows).encode() + b"|")
    for by_id in told:
        held.update("".join(f"{one}:{by_id[one]}\n" for one in sorted(by_id)).encode() + b"|")
    return held.hexdigest() if any(records) else ""
