"""Figures from an encrypted data file: the same as counted in memory, in few reads."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert

from app.calendar.fiscal import Period, calendar_year, fiscal_year, month, parse_month
from app.clock import Clock
from app.codes import CENTRE_SERVICES, Flag, Service, table
from app.errors import NotAllowed
from app.reports.counting.counted_rows import FLAG_BITS, ActivityRow, CaseRow, EventRow
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import coverage, figures
from app.reports.counting.tree import count
from app.staff.permissions import Actor, Role
from app.storage import migrate
from app.storage.embedded.engine import open_engine
from app.storage.records import Activity, Episode, Event, OfficeRecord, Person
from app.storage.server.engine import open_server_engine
from app.storage.transactions import for_writing
from app.storage.work import Office
from tests.served_office import ServedOffice
from tests.throwaway_server import ThrowawayServer

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
OURS, THEIRS = "0" * 31 + "1", "0" * 31 + "2"
DIRECTOR = Actor("s", "x", Role.DIRECTOR)
NOW = datetime(2025, 4, 1, tzinfo=UTC)


@pytest.fixture
def engine_embedded(tmp_path: Path) -> Engine:
    made = open_engine(tmp_path / "figures.db", bytes(range(32)), create=True)
    migrate.create_schema(made)
    return made


@pytest.fixture
def engine_server(server: ThrowawayServer, _served: ServedOffice) -> Engine:
    _served.make_empty()
    return open_server_engine(_served.place, server.admin)


@pytest.fixture(params=["embedded", "server"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Two empty offices on each engine in turn."""
    made: Engine = request.getfixturevalue(f"engine_{request.param}")
    rows = [
        {"id": key, "kind": "centre", "name": "x", "prefecture": "10", "practice": True}
        for key in (OURS, THEIRS)
    ]
    for row in rows:
        put(made, OfficeRecord, [row], row["id"])
    yield made
    made.dispose()


def office(engine: Engine, key: str = OURS) -> Office:
    return Office(engine, key, Clock(), bytes(32))


def put(engine: Engine, kind: Any, rows: Iterable[dict[str, Any]], office_id: str = OURS) -> None:
    stamp = {"office_id": office_id, "version": 1, "created_at": NOW, "updated_at": NOW}
    filled = [{**row, **stamp} for row in rows]
    if filled:
        with for_writing(engine).begin() as connection:
            connection.execute(insert(kind.__table__), filled)


def keep(
    engine: Engine,
    cases: Iterable[CaseRow],
    activities: Iterable[ActivityRow] = (),
    events: Iterable[EventRow] = (),
    office_id: str = OURS,
) -> None:
    """Put counted rows into the data file."""
    cases = list(cases)
    people = {row.person_id: row for row in cases}
    words = ("name", "name_plain", "name_folded", "kana_key", "search_key")
    put(
        engine,
        Person,
        [
            {"id": key, "sex": row.sex, "anonymous": row.anonymous, **dict.fromkeys(words, "x")}
            for key, row in people.items()
        ],
        office_id,
    )
    put(engine, Episode, map(episode, cases), office_id)
    put(engine, Activity, [row._asdict() for row in activities], office_id)
    put(engine, Event, [{**row._asdict(), "name": "x"} for row in events], office_id)


def episode(row: CaseRow) -> dict[str, Any]:
    values = row._asdict()
    for name in ("anonymous", "sex", "flags"):
        del values[name]
    marks = {flag.value: bool(row.flags & bit) for flag, bit in FLAG_BITS.items()}
    return {**values, **marks, "stage": "x"}


def some_day(chance: random.Random) -> str:
    day = (date(2022, 1, 1) + timedelta(days=chance.randrange(1_200))).isoformat()
    return chance.choice((day, day, day, day, day, f"{day[:7]}-00", f"{day[:4]}-00-00"))


def some_case(chance: random.Random, at: int) -> CaseRow:
    def maybe(name: str, service: str = "") -> str | None:
        return chance.choice((None, *(code for code, _ in table(name).choices(service))))

    person = chance.randrange(60)
    service = chance.choice(CENTRE_SERVICES).value
    return CaseRow(
        id=f"e{at}",
        number=f"R-{at}",
        person_id=f"p{person}",
        anonymous=person % 20 == 0,
        sex=("male", "female", "unknown")[person % 3],
        service=service,
        start=some_day(chance),
        end=chance.choice((None, some_day(chance), some_day(chance))),
        kubun=maybe("kubun"),
        area=maybe("area"),
        source_kind=maybe("source_kind"),
        flags=chance.randrange(1 << len(Flag)),
        dest_kind=maybe("dest_kind"),
        move=chance.choice((None, some_day(chance))),
        end_reason=maybe("end_reason", service),
        disposition=maybe("disposition"),
        disposition_date=chance.choice((None, some_day(chance))),
        focus=maybe("focus"),
    )


def some_rows(seed: int) -> tuple[list[CaseRow], list[ActivityRow], list[EventRow]]:
    chance = random.Random(seed)
    cases = [some_case(chance, at) for at in range(150)]
    activities = [
        ActivityRow(
            f"a{at}",
            chance.choice((None, cases[at].id)),
            chance.choice(tuple(Service)).value,
            some_day(chance),
            chance.choice(("phone", "visit")),
            chance.choice((None, 10, 60)),
        )
        for at in range(120)
    ]
    events = [
        EventRow(f"v{at}", some_day(chance), "training", chance.choice((None, 9)), at)
        for at in range(20)
    ]
    return cases, activities, events


YEARS = range(2021, 2026)
PERIODS = (
    *(month(year, number) for year in YEARS for number in (1, 2, 3, 4, 12)),
    *(fiscal_year(year) for year in YEARS),
    *(calendar_year(year) for year in YEARS),
)


@pytest.mark.parametrize("seed", range(3))
def test_from_the_file_as_from_all_rows(engine: Engine, seed: int) -> None:
    rows = some_rows(seed)
    keep(engine, *rows)
    with office(engine).reading(DIRECTOR) as reading:
        covered, contacts = coverage(reading)
        for period in PERIODS:
            found = figures(reading, period)
            whole = count(period, *rows, covered=covered, activities_covered=contacts)
            assert as_json(found) == as_json(whole)
            assert set(found.missing) == set(whole.missing)
            for path in ("total.new", "total.open", "works.被疑者等支援.destination_total"):
                assert set(found.near_misses(path)) == set(whole.near_misses(path))


def test_another_office_is_not_counted(engine: Engine) -> None:
    keep(engine, *some_rows(7), office_id=THEIRS)
    with office(engine).reading(DIRECTOR) as reading:
        assert figures(reading, fiscal_year(2023)).number("total.supported_episodes") == 0
        assert coverage(reading) == (None, None)
    with office(engine, THEIRS).reading(DIRECTOR) as reading:
        assert figures(reading, fiscal_year(2023)).number("total.supported_episodes") > 0


def test_few_reads_however_many_cases(engine: Engine) -> None:
    keep(engine, *some_rows(8))
    statements: list[str] = []
    event.listen(engine, "after_cursor_execute", lambda *args: statements.append(args[2]))
    with office(engine).reading(DIRECTOR) as reading:
        figures(reading, fiscal_year(2023))
    assert len([text for text in statements if text.startswith("SELECT")]) == 8


def test_who_may_not_make_reports_gets_no_figures(engine: Engine) -> None:
    admin = Actor("s", "x", Role.ADMIN)
    with office(engine).reading(admin) as reading, pytest.raises(NotAllowed):
        figures(reading, month(2024, 4))


@pytest.mark.parametrize("ledger", ["ledger_standard_r6", "ledger_messy_r5"])
def test_complete_where_the_ledger_covers_the_period(engine: Engine, ledger: str) -> None:
    expected = json.loads((SAMPLES / f"{ledger}.expected.json").read_text(encoding="utf-8"))
    rows = [row for row in expected["rows"] if row.get("disposition", "import") == "import"]
    keep(engine, [dated(at, row) for at, row in enumerate(rows)], contacts(expected))
    with office(engine).reading(DIRECTOR) as reading:
        for period, answer in answers(expected):
            found: dict[str, Any] = as_json(figures(reading, period))
            assert found["complete"] == answer["complete"], period
            assert found["activities"]["complete"] == answer["activities"]["complete"], period


def dated(at: int, row: dict[str, Any]) -> CaseRow:
    values = row.get("values") or row
    start, end = (values[name] and f"{values[name]}-00"[:10] for name in ("start", "end"))
    return CaseRow(f"e{at}", "", f"p{at}", False, "male", "consultation", start, end)


def contacts(expected: dict[str, Any]) -> list[ActivityRow]:
    """One contact on the first and on the last day of each month that had any."""
    return [
        ActivityRow(f"a{key}{edge}", None, "other", answer[edge], "phone", 5)
        for key, answer in expected["months"].items()
        for edge in ("first_day", "last_day")
        if answer["activities"]["total_count"]
    ]


def answers(expected: dict[str, Any]) -> Iterator[tuple[Period, dict[str, Any]]]:
    for key, answer in expected["months"].items():
        yield parse_month(key), answer
    for key, answer in expected["fiscal_years"].items():
        yield fiscal_year(int(key)), answer
    for key, answer in expected["calendar_years"].items():
        yield calendar_year(int(key)), answer
