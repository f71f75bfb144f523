"""Busy desks on one server over loopback: how long a list page, a case and a search take there.

There is no baseline but a bound: p95 over all desks is set against the 200 ms it must keep.
"Identical" means that the server gives the same rows as the embedded file before the desks begin.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import psycopg
from psycopg import sql

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import CaseFilter, case_list, case_page
from app.staff.permissions import Actor
from app.storage.records import Activity, Episode, Event, NoteText, Person
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.opening import open_server_office
from app.storage.work import Office
from app.ui.tables import PAGE_ROWS
from bench import Result, plain
from bench.baselines.ledger_openpyxl import columns_of
from bench.made_up import MadeUp, activities_per_episode, clock, made_up
from bench.made_up_rows import Rows
from bench.search_bench import KEYSTROKES, found
from tests import throwaway_server
from tests.served_office import ServedOffice

BOUND_S = 0.2
DESKS = 9
ROUNDS = 40
PAUSE_SECONDS = 0.5
"""Between two acts of a desk; people at real desks pause much longer."""
_COMPARED = 20
_CALL = ActivityInput("R8.4.14", "phone", "15", "本人", "様子を聞いた。", "計測 係")
_LIST, _CASE, _SEARCH, _SAVE = "a list page", "a case", "a search", "saving a contact"


@dataclass(frozen=True)
class Seat:
    """What one desk's process is given."""

    place: ServerPlace
    login: Login
    episodes: tuple[str, ...]
    rounds: int
    pause: float
    number: int


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size; nothing where the machine has no server."""
    try:
        throwaway_server.find_binaries()
    except throwaway_server.NoServer as missing:
        print(missing, file=sys.stderr)
        return
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Fill a server with the same rows and let the desks work."""
    server = throwaway_server.start()
    try:
        served = ServedOffice.make(server, "bench", "計測用センター", "10")
        with closing(served):
            fill(served, office.size)
            same, episodes = _same(served, office)
            times = _work(served, episodes)
    finally:
        server.stop()
    for name in (_LIST, _CASE, _SEARCH, _SAVE):
        yield Result(f"{DESKS} desks, {name}", office.size, p95(times[name]), BOUND_S, same)


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 keep."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def sit(seat: Seat) -> dict[str, list[float]]:
    """One desk: list, case, search and a save, round after round."""
    chance = random.Random(seat.number)
    office, actor = open_server_office(seat.place, seat.login, clock())
    times: dict[str, list[float]] = {name: [] for name in (_LIST, _CASE, _SEARCH, _SAVE)}
    with closing(office):
        office.watch()
        time.sleep(seat.pause * chance.random())
        for _ in range(seat.rounds):
            for name, act in _acts(office, actor, chance, seat.episodes):
                began = time.perf_counter()
                act()
                times[name].append(time.perf_counter() - began)
                time.sleep(seat.pause * 2 * chance.random())
    return times


def _acts(
    office: Office, actor: Actor, chance: random.Random, episodes: Sequence[str]
) -> Iterator[tuple[str, Callable[[], object]]]:
    episode, (_, text) = chance.choice(episodes), chance.choice(KEYSTROKES)

    def page() -> object:
        with office.reading(actor) as reading:
            return case_list(reading, CaseFilter(), limit=PAGE_ROWS)

    def case() -> object:
        with office.reading(actor) as reading:
            return case_page(reading, episode)

    def save() -> object:
        with office.work(actor) as work:
            return contacts.record_activity(work, episode, _CALL)

    yield _LIST, page
    yield _CASE, case
    yield _SEARCH, lambda: found(office, actor, text)
    yield _SAVE, save


def _work(served: ServedOffice, episodes: tuple[str, ...]) -> dict[str, list[float]]:
    seats = [
        Seat(served.place, served.login, episodes, ROUNDS, PAUSE_SECONDS, number)
        for number in range(DESKS)
    ]
    way = "forkserver" if sys.platform == "linux" else "spawn"
    with multiprocessing.get_context(way).Pool(DESKS) as pool:
        all_times = pool.map(sit, seats, chunksize=1)
        pool.close()
        pool.join()
    return {name: [t for times in all_times for t in times[name]] for name in all_times[0]}


def fill(served: ServedOffice, size: int) -> None:
    """The made-up office of this size in an empty one on a server."""
    rows = Rows(random.Random(size), served.office_id, size, activities_per_episode(size))
    admin = served.admin
    for record, made in (
        (Person, rows.persons()),
        (Episode, rows.episodes()),
        (Activity, rows.activities()),
        (NoteText, rows.notes()),
        (Event, rows.events()),
    ):
        names = sql.SQL(", ").join(sql.Identifier(c.name) for c in columns_of(record))
        table = sql.Identifier(record.__tablename__)
        _copy(admin, sql.SQL("COPY {} ({}) FROM STDIN").format(table, names), made)
    admin.execute("ANALYZE")


def _copy(
    admin: psycopg.Connection[tuple[object, ...]],
    statement: sql.Composed,
    rows: Iterable[Sequence[object]],
) -> None:
    with admin.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _same(served: ServedOffice, office: MadeUp) -> tuple[bool, tuple[str, ...]]:
    """Whether both engines show the same, and the cases the desks will open."""
    embedded, reader = office.open()
    here, actor = open_server_office(served.place, served.login, clock())
    with closing(embedded), closing(here):
        same = all(
            plain.case_list(found(here, actor, text))
            == plain.case_list(found(embedded, reader, text))
            for _, text in KEYSTROKES
        )
        with embedded.reading(reader) as theirs, here.reading(actor) as ours:
            wanted = CaseFilter(ended_too=True)
            listed = case_list(theirs, wanted, sort="number", limit=office.size)
            episodes = tuple(row.id for row in listed.rows)
            for one in episodes[:: max(1, len(episodes) // _COMPARED)]:
                shown = plain.case_page(case_page(ours, one))
                same = same and shown == plain.case_page(case_page(theirs, one))
    return same, episodes
