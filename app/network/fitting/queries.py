"""What a person needs from 社会資源, as far as it is on record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app import places
from app.cases.assessment.queries import sheets
from app.codes import Flag
from app.people.names import plain
from app.staff.permissions import Permission
from app.storage.records import Episode, OfficeRecord, Person
from app.storage.work import Reading

OPEN_STATUSES = frozenset({"needed", "urgent", "watch"})
"""Statuses of a need that somebody outside may answer."""


@dataclass(frozen=True)
class Fitting:
    """Whose needs they are, which are open, the 区分 of the person, and where they will live."""

    episode_id: str
    name: str
    domains: tuple[str, ...]
    flags: tuple[str, ...]
    prefecture: str


def fitting(reading: Reading, episode_id: str) -> Fitting:
    """What to search for the person of a case; 疑い alone narrows nothing."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    person = reading.get(Person, episode.person_id)
    page = sheets(reading, episode.id)
    sheet = page.sheets[0] if page.sheets else page.start_from
    needs = sheet.needs if sheet is not None else {}
    flags = (str(flag) for flag in Flag if flag is not Flag.SUSPECTED)
    return Fitting(
        episode_id=episode.id,
        name=person.name,
        domains=tuple(domain for domain, need in needs.items() if need.status in OPEN_STATUSES),
        flags=tuple(flag for flag in flags if getattr(episode, flag)),
        prefecture=_prefecture(reading, episode.municipality or ""),
    )


def _prefecture(reading: Reading, municipality: str) -> str:
    """Where the municipality of the case lies; the own prefecture where that is not told."""
    words = plain(municipality)
    for one in places.prefectures():
        if words.startswith(one.name):
            return one.code
    found = {one.prefecture for one in places.municipalities() if words == plain(one.name)}
    own = reading.session.scalars(
        select(OfficeRecord.prefecture).where(OfficeRecord.id == reading.office_id)
    ).one()
    return found.pop() if len(found) == 1 else str(own)
