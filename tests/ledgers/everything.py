"""Everything an office has on record, whatever a ledger tells."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.ledgers.existing import Existing
from app.ledgers.on_record.queries import existing
from app.ledgers.values import number_key
from app.ledgers.wanted import ANY_MEANS, ANY_MINUTES, Wanted
from app.storage.records import Activity, ActivityRevision, Episode, Event, Person
from app.storage.types import read_day
from app.storage.work import Reading


def everything(reading: Reading) -> Existing:
    """All persons, episodes, contacts and events of the office."""

    def told(column: Any) -> frozenset[Any]:
        return frozenset(reading.session.scalars(select(column)))

    before = {
        read_day((said["day"] + "-00-00")[:10])
        for said in reading.session.scalars(select(ActivityRevision.before))
    }
    wanted = Wanted(
        names=told(Person.name_folded),
        kana=told(Person.kana_key),
        numbers=frozenset(map(number_key, told(Episode.number))),
        contacts=dict.fromkeys(told(Activity.day) | before, frozenset({(ANY_MEANS, ANY_MINUTES)})),
        event_days=told(Event.day),
    )
    found = existing(reading, wanted)
    assert {person.id for person in found.persons} == told(Person.id)
    assert {episode.id for episode in found.episodes} == told(Episode.id)
    assert {one.id for one in found.activities} == told(Activity.id)
    assert {event.id for event in found.events} == told(Event.id)
    return found
