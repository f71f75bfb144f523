"""A data file filled with seeded random cases, for the benchmark of the figures."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, Table, insert

from app.clock import Clock
from app.codes import CENTRE_SERVICES, Flag, Service, table
from app.storage import migrate
from app.storage.embedded.engine import open_engine
from app.storage.records import Activity, Episode, Event, OfficeRecord, Person
from app.storage.transactions import for_writing
from app.storage.work import Office

OFFICE = "0" * 31 + "1"
FIRST_DAY = date(2015, 4, 1)
DAYS = 3_650
CONTACTS_PER_EPISODE = 2
BATCH = 5_000
_KUBUN_SERVICES = (Service.COORDINATION, Service.FOLLOW_UP)


def filled_office(path: Path, episodes: int) -> Office:
    """A new encrypted data file at `path` with so many episodes over ten years."""
    engine = open_engine(path, secrets.token_bytes(32), create=True)
    migrate.create_schema(engine)
    made = {"version": 1, "created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    stamp = {**made, "office_id": OFFICE}
    office = {"id": OFFICE, "kind": "centre", "name": "x", "prefecture": "10", "practice": True}
    chance = random.Random(episodes)
    people = max(1, episodes * 4 // 5)
    _insert(engine, OfficeRecord, iter([{**office, **stamp}]))
    _insert(engine, Person, ({**_person(chance, at), **stamp} for at in range(people)))
    _insert(engine, Episode, ({**_episode(chance, at, people), **stamp} for at in range(episodes)))
    contacts = range(episodes * CONTACTS_PER_EPISODE)
    _insert(engine, Activity, ({**_contact(chance, at, episodes), **stamp} for at in contacts))
    _insert(engine, Event, ({**_event(chance, at), **stamp} for at in range(300)))
    return Office(engine, OFFICE, Clock(), bytes(32), practice=True)


def _insert(engine: Engine, kind: Any, rows: Iterator[dict[str, Any]]) -> None:
    target = cast(Table, kind.__table__)
    with for_writing(engine).begin() as connection:
        while batch := [row for _, row in zip(range(BATCH), rows, strict=False)]:
            connection.execute(insert(target), batch)


def _key(kind: str, at: int) -> str:
    return f"{kind}{at:031x}"


def _day(chance: random.Random, first: date = FIRST_DAY, within: int = DAYS) -> date:
    return first + timedelta(days=chance.randrange(within))


def _pick(chance: random.Random, name: str, service: str = "") -> str:
    return chance.choice(table(name).choices(service))[0]


def _person(chance: random.Random, at: int) -> dict[str, Any]:
    names = dict.fromkeys(("name", "name_plain", "name_folded", "kana_key", "search_key"), f"p{at}")
    return {
        **names,
        "id": _key("a", at),
        "sex": _pick(chance, "sex"),
        "anonymous": chance.random() < 0.03,
    }


def _episode(chance: random.Random, at: int, people: int) -> dict[str, Any]:
    service = chance.choice(CENTRE_SERVICES)
    start = _day(chance)
    ended = chance.random() < 0.9
    moved = chance.random() < 0.5
    disposed = service is Service.SUSPECT_SUPPORT and chance.random() < 0.8
    with_kubun = service in _KUBUN_SERVICES
    return {
        "id": _key("b", at),
        "person_id": _key("a", chance.randrange(people)),
        "service": service.value,
        "number": f"R-{at}",
        "stage": "closed" if ended else "open",
        "start": start.isoformat(),
        "end": _day(chance, start, 700).isoformat() if ended else None,
        "end_reason": _pick(chance, "end_reason", service.value) if ended else None,
        "source_kind": _pick(chance, "source_kind"),
        "kubun": _pick(chance, "kubun") if with_kubun else None,
        "area": _pick(chance, "area") if with_kubun else None,
        "dest_kind": _pick(chance, "dest_kind") if moved else None,
        "move": _day(chance, start, 300).isoformat() if moved else None,
        "disposition": _pick(chance, "disposition") if disposed else None,
        "disposition_date": _day(chance, start, 60).isoformat() if disposed else None,
        "focus": _pick(chance, "focus") if service is Service.SUSPECT_SUPPORT else None,
        **{flag.value: chance.random() < 0.3 for flag in Flag},
    }


def _contact(chance: random.Random, at: int, episodes: int) -> dict[str, Any]:
    return {
        "id": _key("c", at),
        "episode_id": _key("b", chance.randrange(episodes)),
        "service": chance.choice(tuple(Service)).value,
        "day": _day(chance).isoformat(),
        "means": _pick(chance, "means"),
        "minutes": chance.choice((None, 5, 20, 60, 90)),
    }


def _event(chance: random.Random, at: int) -> dict[str, Any]:
    return {
        "id": _key("d", at),
        "day": _day(chance).isoformat(),
        "kind": _pick(chance, "event_kind"),
        "name": "x",
        "participants": chance.randrange(200),
        "organisations": chance.randrange(30),
    }
