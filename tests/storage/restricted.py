"""A case restricted to others, with an unmistakable word in every text of everything that hangs on it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from app.cases.restriction.actions import restrict
from app.cases.restriction.rules import RestrictionInput
from app.handoff.letters.kinds import ExchangeKind
from app.handoff.partners import actions as partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.people import actions as people
from app.people.merging import actions as merging
from app.people.merging import queries as merging_queries
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Base, Organisation, Staff
from app.storage.restricting import BEHIND
from app.storage.transactions import for_writing
from app.storage.types import CleanText
from app.storage.work import Office, Work
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import ITEMS, consented
from tests.storage.server.two_offices import made_up

CANARY = "カナリア"
"""Every text begins with it; what follows says where it stood."""
WRITTEN = {"history_entry", "note_text", "restriction_staff", "person_merge"}
"""Rows that the program makes by itself."""
KEPT = {"activity": {"worker"}, "episode": {"worker"}}
"""Who is in charge stays, or nobody of the staff would see the case."""
VALID: dict[str, dict[str, Any]] = {
    "referral": {"direction": "out", "kind": "multi_agency", "state": "sent"},
    "referral_step": {"step": "send", "state": "sent"},
    "signal": {"source_kind": "neighbour", "kinds": ["noise"], "state": "linked"},
    "stay": {"kind": "home"},
    "life_event": {"kind": "other"},
    "case_date": {"kind": "arrested"},
    "certificate": {"kind": "physical"},
    "received_paper": {"kind": "plan"},
    "aftercare_measure": {"kind": "lodging"},
    "selection": {"decision": "special"},
    "settled_deadline": {"state": "done"},
    "related_person": {"kind": "family"},
    "subject_request": {"kind": "disclosure", "requester": "self", "addressee": "operator"},
    "subject_mark": {"item": "person:x", "state": "give", "spans": []},
    "subject_release": {"files": "[]"},
    "activity_revision": {
        "before": {
            **dict.fromkeys(("means", "partner", "minutes_text", "content", "worker"), ""),
            "day": "2026-04-01",
            "minutes": None,
        }
    },
    "retention_hold": {"reason": "audit"},
}
"""Codes that mean something."""


@dataclass(frozen=True)
class Hidden:
    """Ids of what is hidden by table, and who may not see it."""

    ids: dict[str, tuple[str, ...]]
    outsider: Actor

    @property
    def every(self) -> frozenset[str]:
        return frozenset(one for some in self.ids.values() for one in some)


def table(name: str) -> Table:
    return Base.metadata.tables[name]


Links = dict[str, set[tuple[str, str]]]
"""An id, and what hangs on it: table and id."""
FURTHER = (("meeting_person", "meeting_id", "meeting"), ("meeting_decision", "task_id", "task"))


def links_of(connection: Connection) -> Links:
    """What hangs on what in the whole office, found by the plain rule."""
    found: Links = defaultdict(set)
    for name, columns in BEHIND.items():
        kept = table(name).c
        for one, *behind in connection.execute(select(kept.id, *(kept[key] for key in columns))):
            for known in filter(None, behind):
                found[known].add((name, one))
    for name, column, beyond in FURTHER:
        kept = table(name).c
        asked = select(kept.id, kept[column]).where(kept[column].isnot(None))
        for one, other in connection.execute(asked):
            found[one].add((beyond, other))
    return found


def everything_of(connection: Connection, person_id: str) -> dict[str, tuple[str, ...]]:
    """Table → ids of all that hangs on a person, found by the plain rule."""
    return _reached(links_of(connection), person_id)


def _reached(links: Links, person_id: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {name: set() for name in BEHIND}
    found["person"] = set()
    waiting = [("person", person_id)]
    while waiting:
        name, one = waiting.pop()
        if one not in found[name]:
            found[name].add(one)
            waiting += links.get(one, ())
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


def richest(connection: Connection) -> str:
    """The person on whom rows of most tables hang."""
    links = links_of(connection)
    with_meeting = set(connection.execute(select(table("meeting_person").c.person_id)).scalars())

    def worth(person_id: str) -> tuple[int, str]:
        return sum(map(bool, _reached(links, person_id).values())), person_id

    return max(map(worth, filter(None, with_meeting)))[1]


def mark(connection: Connection, ids: dict[str, tuple[str, ...]]) -> int:
    """Put the word into every text; says how many were written."""
    written = 0
    for name, some in ids.items():
        if name == "history_entry":
            continue  # its words are what was done
        texts = [c for c in table(name).columns if isinstance(c.type, CleanText)]
        kept = KEPT.get(name, set())
        for column in texts:
            if column.name not in kept and some:
                words = CANARY + f"{name}.{column.name}"
                done = connection.execute(
                    update(table(name))
                    .where(table(name).c.id == bindparam("one"))
                    .values({column.name: words}),
                    [{"one": one} for one in some],
                )
                written += done.rowcount
    return written


def restrict_richest(office: Office, director: Actor) -> Hidden:
    """Restrict the richest person to one colleague; another counsellor stays outside."""
    with office.engine.connect() as connection:
        person_id = richest(connection)
        ids = everything_of(connection, person_id)
    ask_elsewhere(OpenedOffice(office, director, None), ids["episode"][0])
    _make_one(office, director, person_id)
    with office.engine.connect() as connection:
        ids = everything_of(connection, person_id)
    with office.work(director) as work:
        _fill_up(work, {name: some[0] for name, some in ids.items() if some})
        inside = work.add(Staff(name="内側 一", role=str(Role.COUNSELLOR), active=True)).id
        outside = work.add(Staff(name="外側 二", role=str(Role.COUNSELLOR), active=True)).id
        work.session.flush()
        restrict(work, ids["episode"][0], RestrictionInput((inside,), CANARY + "理由"))
    with office.engine.connect() as connection:
        ids = everything_of(connection, person_id)
    assert not {name for name, some in ids.items() if not some}
    with for_writing(office.engine).begin() as connection:
        assert mark(connection, ids) > 100
    return Hidden(ids, Actor(outside, "外側 二", Role.COUNSELLOR))


def ask_elsewhere(opened: OpenedOffice, episode: str) -> None:
    """A real letter about the case, for an office without the program."""
    name = "島根県地域生活定着支援センター"
    with opened.office.work(opened.actor) as work:
        kind = "settlement_center"
        elsewhere = Organisation(kind=kind, name=name, kana_key=name, search_key=name)
        work.add(elsewhere)
        work.session.flush()
        partner = partners.add_on_paper(work, "centre", elsewhere.id, 32)
    basis = BasisInput("consent", consented(opened, episode))
    typed = WriteInput(asked=CANARY + "letter", items=ITEMS, basis=basis)
    with opened.office.work(opened.actor) as work:
        writing.begin(work, episode, partner, ExchangeKind.COOPERATION, typed)


def _make_one(office: Office, director: Actor, person_id: str) -> None:
    """Another record of the same person, made one with theirs."""
    with office.work(director) as work:
        other = people.register(work, PersonInput(CANARY + "別", "ベツ", "male", "S37.4.5"))
    with office.reading(director) as reading:
        both = merging_queries.pair(reading, person_id, other)
    with office.work(director) as work:
        merging.merge(work, person_id, other, (both.kept.versions, both.gone.versions), {})


def _fill_up(work: Work, rows: dict[str, str]) -> None:
    """A row in every table that has none of the person yet."""
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    for name in ("organisation", "partner", "import_batch", "retention_proposal"):
        found = work.session.scalars(select(table(name).c.id)).first()
        rows[name] = found or work.add(kinds[name](**made_up(kinds[name], rows))).id
    for one in Base.metadata.sorted_tables:
        if one.name in BEHIND and one.name not in {*rows, *WRITTEN, "restriction"}:
            kind = kinds[one.name]
            made = made_up(kind, rows) | VALID.get(one.name, {})
            if one.name in ("imported_row", "retention_item"):
                made["target_id"] = rows["person"]
            rows[one.name] = work.add(kind(**made)).id
            work.session.flush()


def texts(value: object, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """Every text inside an answer, however deep; also what a repr would leave out."""
    if id(value) in seen:
        return
    deeper = seen | {id(value)}
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            yield from texts(getattr(value, one.name, None), deeper)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts(key, deeper)
            yield from texts(one, deeper)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from texts(one, deeper)
    elif hasattr(value, "texts") and callable(value.texts):
        yield from texts(tuple(value.texts()), deeper)


def telling(value: Any, hidden: frozenset[str]) -> set[str]:
    """The words and ids in an answer that should not be there."""
    return {one for one in texts(value) if CANARY in one or one in hidden}
