"""Busy desks on one server over loopback: how long a list page, a case and a search take there.

A case is read as its page reads it: the case, which goes into the history as a view, then all its
sections (`sections/together.py`).

There is no baseline but a bound: p95 over all desks is set against the 200 ms it must keep.
"Identical" means that the server gives the same rows as the embedded file before the desks begin.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import CaseFilter, case_list, case_page
from app.cases.restriction.queries import RestrictionPage
from app.history.viewing import of_case
from app.staff.permissions import Actor
from app.storage.embedded import driver
from app.storage.records import Activity, Base, Episode, Event, NoteText, Person
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.opening import open_server_office
from app.storage.work import Office, Reading
from app.ui.screens.cases.page import NEWEST
from app.ui.tables import PAGE_ROWS
from bench import Result, plain
from bench.baselines.ledger_openpyxl import insert
from bench.made_up import MadeUp, activities_per_episode, clock, made_up
from bench.made_up_rows import Row, Rows, columns_of
from bench.made_up_sections import SectionRows
from bench.measuring import p95
from bench.search_bench import KEYSTROKES, listed
from bench.sections import sections
from tests import throwaway_server
from tests.served_office import ServedOffice

BOUND_S = 0.2
DESKS = 9
ROUNDS = 40
PAUSE_SECONDS = 0.5
"""Between two acts of a desk; people at real desks pause much longer."""
_COMPARED = 20
_CALL = ActivityInput("R8.4.14", "phone", "15", "本人", "様子を聞いた。", "計測 係")
_LIST, _HEAD, _CASE, _SEARCH = "a list page", "a case begins", "a case", "a search"
_SAVE = "saving a contact"
_ACTS = (_LIST, _HEAD, _CASE, _SEARCH, _SAVE)
_BATCH = 20_000
_ALL_FULL = 10_000
"""Above, only every tenth case has sections with something in them; the desks open those."""


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
            fill_sections(served, office.size)
            same, episodes = _same(served, office)
            times = _work(served, episodes)
    finally:
        server.stop()
    for name in _ACTS:
        yield Result(f"{DESKS} desks, {name}", office.size, p95(times[name]), BOUND_S, same)


def sit(seat: Seat) -> dict[str, list[float]]:
    """One desk: list, case, search and a save, round after round."""
    chance = random.Random(seat.number)
    office, actor = open_server_office(seat.place, seat.login, clock())
    times: dict[str, list[float]] = {name: [] for name in _ACTS}
    with closing(office):
        office.watch()
        time.sleep(seat.pause * chance.random())
        for _ in range(seat.rounds):
            for name, act in _acts(office, actor, chance, seat.episodes):
                began = time.perf_counter()
                middle = act()
                times[name].append(time.perf_counter() - began)
                if name is _CASE:
                    times[_HEAD].append(cast("float", middle) - began)
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
        with office.reading(actor, of_case(episode)) as reading:
            shown = case_page(reading, episode, newest=NEWEST)
        middle = time.perf_counter()
        with office.reading(actor) as reading:
            sections(reading, shown)
        return middle

    def save() -> object:
        with office.work(actor) as work:
            return contacts.record_activity(work, episode, _CALL)

    yield _LIST, page
    yield _CASE, case
    yield _SEARCH, lambda: listed(office, actor, text)
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


def fill_sections(served: ServedOffice, size: int) -> None:
    """Something in every section of the cases that desks open."""
    for batch in _section_rows(served.office_id, size):
        for record, rows in batch:
            names = sql.SQL(", ").join(sql.Identifier(c.name) for c in columns_of(record))
            table = sql.Identifier(record.__tablename__)
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)
            _copy(served.admin, statement, rows)
    served.admin.execute("ANALYZE")


def _section_rows(office_id: str, size: int) -> Iterator[list[tuple[type[Base], list[Row]]]]:
    """Some rows of each table at a time, parents before children."""
    order = {table.name: at for at, table in enumerate(Base.metadata.sorted_tables)}
    cases = _numbered(office_id, size)
    rows = SectionRows(random.Random(size), office_id, cases).rows()
    while batch := list(islice(rows, _BATCH)):
        held: dict[type[Base], list[Row]] = {}
        for record, row in batch:
            held.setdefault(record, []).append(row)
        yield sorted(held.items(), key=lambda part: order[part[0].__tablename__])


def _numbered(office_id: str, size: int) -> list[dict[str, Any]]:
    made = Rows(random.Random(size), office_id, size, activities_per_episode(size)).numbered
    return made if size <= _ALL_FULL else made[::10]


def _full_cases(office_id: str, size: int) -> tuple[str, ...]:
    return tuple(case["id"] for case in _numbered(office_id, size))


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
    with tempfile.TemporaryDirectory() as folder:
        embedded, reader = office.open(_with_sections(office, Path(folder) / "full.db"))
        here, actor = open_server_office(served.place, served.login, clock())
        with closing(embedded), closing(here):
            same = all(
                plain.case_list(listed(here, actor, text))
                == plain.case_list(listed(embedded, reader, text))
                for _, text in KEYSTROKES
            )
            episodes = _full_cases(served.office_id, office.size)
            with embedded.reading(reader) as theirs, here.reading(actor) as ours:
                for one in episodes[:: max(1, len(episodes) // _COMPARED)]:
                    same = same and _shown(ours, one) == _shown(theirs, one)
    return same, episodes


def _shown(reading: Reading, episode: str) -> tuple[object, object]:
    """Without who may see the case: the staff of the two are others, and so is what a file says."""
    page = case_page(reading, episode)
    alike = [part for part in sections(reading, page) if not isinstance(part, RestrictionPage)]
    return plain.case_page(page), plain.plain(alike)


def _with_sections(office: MadeUp, path: Path) -> Path:
    """A copy of the made-up file in which the sections hold the same as on the server."""
    shutil.copyfile(office.folder.data_file, path)
    with closing(driver.connect(path, office.key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for batch in _section_rows(office.office_id, office.size):
            for record, rows in batch:
                insert(connection, record, rows)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    return path
