"""Searching what people wrote: 支援経過, 備考 of cases and persons, 議事録; newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from app import codes
from app.calendar.partial import PartialDate
from app.cases.notes.snippets import LEAST, snippet
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Meeting, NoteText, Person
from app.storage.work import Reading

MOST = 5
_FIRST_MONTHS, _NEXT_MONTHS = 3, 6
"""How much of a year is read at a time; in between the search can be given up."""
_ONE_BATCH = 50
_MEETING = "meeting"
_RECORDS: dict[str, type[Activity | Episode | Person | Meeting]] = {
    "activity": Activity,
    "episode": Episode,
    "person": Person,
    _MEETING: Meeting,
}


def _note(record_id: Any, text: Any, other: Any) -> Select[Any]:
    return select(
        record_id.label("id"),
        text.label("text"),
        other.label("other"),
        Episode.id.label("episode_id"),
        Episode.service,
        Person.name,
    )


def _of_meeting(meeting: Any) -> Select[Any]:
    return select(
        meeting.id,
        meeting.minutes.label("text"),
        (meeting.agenda + "\n" + meeting.title).label("other"),
        literal("").label("episode_id"),
        literal("").label("service"),
        meeting.title.label("name"),
        meeting.kind.label("meeting"),
    )


_NEWEST_EPISODE = (
    select(Episode.id)
    .where(Episode.person_id == Person.id, Episode.office_id == Person.office_id)
    .order_by(Episode.start.desc(), Episode.id)
    .limit(1)
    .correlate(Person)
    .scalar_subquery()
)
_SOURCES: dict[str, Select[Any]] = {
    "activity": _note(Activity.id, Activity.content, Activity.partner)
    .join(Episode, Episode.id == Activity.episode_id)
    .join(Person, Person.id == Episode.person_id),
    "episode": _note(Episode.id, Episode.note, literal("")).join(
        Person, Person.id == Episode.person_id
    ),
    "person": _note(Person.id, Person.note, literal("")).join(
        Episode, Episode.id == _NEWEST_EPISODE
    ),
    _MEETING: _of_meeting(Meeting),
}
"""What a hit of each kind shows; a person's 備考 opens the newest case."""


@dataclass(frozen=True)
class NoteHit:
    """A note that holds what was typed, the case to open for it, and the words around the hit.

    One of a 会議 has no case: its own id is what is opened, `person_name` says which one.
    """

    id: str
    kind: str
    """'activity', 'episode', 'person' or 'meeting'."""
    day: PartialDate
    episode_id: str
    person_name: str
    service: str
    snippet: str


@dataclass(frozen=True)
class NotesFound:
    """The newest hits, and whether every older note was read too."""

    hits: tuple[NoteHit, ...]
    complete: bool


@dataclass(frozen=True)
class _Place:
    """Where a note stands among all notes of the office."""

    day: PartialDate
    id: str
    kind: str


def notes_holding(
    reading: Reading,
    text: str,
    *,
    most: int = MOST,
    go_on: Callable[[], bool] = lambda: True,
) -> NotesFound:
    """The newest notes that hold the text, however it is spelled.

    Reads the newest quarter, then half a year at a time; when `go_on` says no between two, gives what
    was found until then.
    """
    reading.require(Permission.READ_CASES)
    folded = search_folded(text)
    hits: list[NoteHit] = []
    if len(folded) < LEAST:
        return NotesFound((), True)
    for places in _batches(reading, folded):
        hits += _hits(reading, places, text)[: most - len(hits)]
        if len(hits) == most or not go_on():
            return NotesFound(tuple(hits), False)
    return NotesFound(tuple(hits), True)


def _batches(reading: Reading, folded: str) -> Iterator[Sequence[_Place]]:
    """Where the text is found, from the newest note to the oldest."""
    own = NoteText.office_id == reading.office_id
    older: ColumnElement[bool] = own
    months = _FIRST_MONTHS
    while newest := reading.session.scalar(select(func.max(NoteText.day)).where(own, older)):
        since = NoteText.day >= literal(_since(newest, months), NoteText.day.type)
        found = (
            select(NoteText.day, NoteText.id, NoteText.kind)
            .where(own, since, older, NoteText.folded.contains(folded, autoescape=True))
            .order_by(NoteText.day.desc(), NoteText.id.desc())
            .limit(_ONE_BATCH)
        )
        places = [_Place(*row) for row in reading.session.execute(found)]
        yield places
        if len(places) == _ONE_BATCH:
            last = (literal(places[-1].day, NoteText.day.type), places[-1].id)
            older = tuple_(NoteText.day, NoteText.id) < tuple_(*last)
        else:
            older, months = ~since, _NEXT_MONTHS


def _meeting_words(note: Any) -> str:
    return f"{codes.label('meeting_kind', note.meeting)} {note.name}".strip()


def _since(day: PartialDate, months: int) -> str:
    """Where the part of the year begins that the day is in, in the stored form.

    What has no month is in the first part, which therefore begins with the year alone.
    """
    month = ((day.month or 1) - 1) // months * months + 1
    return f"{day.year:04d}-{month:02d}" if month > 1 else f"{day.year:04d}"


def _hits(reading: Reading, places: Sequence[_Place], text: str) -> list[NoteHit]:
    """The places as hits, in their order; without those whose case cannot be opened."""
    by_kind: dict[str, list[str]] = {}
    for place in places:
        by_kind.setdefault(place.kind, []).append(place.id)
    # By id alone: with the office too, the file's engine would read all of the office's rows.
    notes = {
        row.id: row
        for kind, ids in by_kind.items()
        if kind in _SOURCES  # a 端緒 is found in its own list
        for row in reading.session.execute(_SOURCES[kind].where(_RECORDS[kind].id.in_(ids)))
    }
    return [
        NoteHit(
            id=place.id,
            kind=place.kind,
            day=place.day,
            episode_id=note.episode_id,
            person_name=note.name if place.kind != _MEETING else _meeting_words(note),
            service=note.service,
            snippet=snippet((note.text, note.other), text),
        )
        for place in places
        if (note := notes.get(place.id)) is not None
    ]
