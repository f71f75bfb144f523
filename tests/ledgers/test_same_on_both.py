"""The sample ledgers taken in: every read gives the same from the file and from a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from app.calendar.fiscal import Period, calendar_year, fiscal_year, month
from app.cases.contacts.queries import activities_of
from app.cases.queries import CaseFilter, case_list, case_page, open_count, workers
from app.deadlines.beside.queries import beside
from app.deadlines.queries import today
from app.ledgers.actions import apply
from app.ledgers.existing import NOTHING
from app.ledgers.plan import make_plan
from app.ledgers.queries import batches
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.workbook import Cell, Workbook
from app.ledgers.writing.actions import export_ledger
from app.people.queries import similar_people
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.counting.queries import contents
from app.storage.records import Episode
from app.storage.work import Reading
from tests.carried import Pair, carried
from tests.conftest import OpenedOffice
from tests.ledgers.everything import everything
from tests.throwaway_server import ThrowawayServer

TODAY = date(2026, 11, 24)
LEDGERS = {"standard": (2022, 2025), "messy": (2020, 2025)}


@pytest.fixture(params=[pytest.param("standard", marks=pytest.mark.long), "messy"])
def pair(
    request: pytest.FixtureRequest, opened_embedded: OpenedOffice, server: ThrowawayServer
) -> Iterator[tuple[Pair, range]]:
    """A sample ledger taken into a file, which is then carried to a server as `move` does it."""
    taken = request.getfixturevalue(request.param)
    office, actor = opened_embedded.office, opened_embedded.actor
    with office.work(actor) as work:
        apply(work, taken.plan)
    first, last = LEDGERS[request.param]
    with carried(opened_embedded, server, f"same_{request.param}") as both:
        yield both, range(first, last + 1)


def _periods(years: range) -> Iterator[Period]:
    for year in years:
        yield fiscal_year(year)
        yield calendar_year(year)
        yield from (month(year, number) for number in range(1, 13))


def _figures(reading: Reading, years: range) -> Iterator[Any]:
    for period in _periods(years):
        found = figures(reading, period)
        yield as_json(found), found.missing
        if period == fiscal_year(years[-2]):
            yield from (contents(reading, found, path) for path in found.paths())


def _reads(reading: Reading, ids: list[str]) -> Iterator[Any]:
    yield everything(reading), batches(reading)
    names = workers(reading)
    yield open_count(reading), names
    for worker in ("", *names):
        yield today(reading, worker=worker), beside(reading, worker=worker)
    for episode_id in ids:
        page = case_page(reading, episode_id)
        assert type(page.activity_minutes) is int
        yield page, activities_of(reading, episode_id, offset=1, limit=3)
        yield similar_people(reading, page.person.name, page.person.kana)
    for sort in ("number", "name", "service", "stage", "start", "end", "worker", "next"):
        for descending in (False, True):
            wanted = CaseFilter(ended_too=True)
            yield case_list(reading, wanted, sort=sort, descending=descending, limit=5_000)


def _parts(path: Path) -> dict[str, bytes]:
    """Everything in the file but the moment at which it was made."""
    with ZipFile(path) as book:
        names = [name for name in book.namelist() if name != "docProps/core.xml"]
        return {name: book.read(name) for name in names}


def test_every_read_is_the_same(pair: tuple[Pair, range], tmp_path: Path) -> None:
    both, years = pair
    with (
        both.file.office.reading(both.file.actor) as ours,
        both.server.office.reading(both.server.actor) as theirs,
    ):
        ids = sorted(ours.session.scalars(Episode.__table__.select().with_only_columns(Episode.id)))
        assert len(ids) > 100
        for one, other in zip(_figures(ours, years), _figures(theirs, years), strict=True):
            assert one == other
        for one, other in zip(_reads(ours, ids), _reads(theirs, ids), strict=True):
            assert one == other
    for name, opened in zip(("file", "server"), both, strict=True):
        with opened.office.work(opened.actor) as work:
            export_ledger(work, tmp_path / f"{name}.xlsx")
    assert _parts(tmp_path / "file.xlsx") == _parts(tmp_path / "server.xlsx")


def _with_cells(workbook: Workbook, sheet_name: str, row: int, texts: dict[int, str]) -> Workbook:
    def changed(sheet: Any) -> Any:
        if sheet.name != sheet_name:
            return sheet
        rows = [
            replace(one, cells=tuple(
                Cell(value=texts[at]) if at in texts else cell for at, cell in enumerate(one.cells)
            )) if one.number == row else one
            for one in sheet.rows
        ]  # fmt: skip
        return replace(sheet, rows=tuple(rows))

    return replace(workbook, sheets=tuple(changed(sheet) for sheet in workbook.sheets))


def test_a_text_too_long_stays_out_and_the_rest_comes_in(
    standard: Any, opened: OpenedOffice
) -> None:
    table = next(t for t in standard.mapping.tables if t.kind == "coordination")
    at = {column.field: column.index for column in table.columns}
    rows = [r.row for r in standard.plan.rows if (r.sheet, r.kind) == (table.sheet, "case")]
    long = "".join(chr(0x4E00 + n * 7) for n in range(900))
    texts = {at["number"]: long, at["kana"]: "カ" * 201}
    workbook = _with_cells(standard.workbook, table.sheet, rows[0], texts)
    workbook = _with_cells(workbook, table.sheet, rows[1], {at["name"]: long})
    plan = make_plan(read_ledger(workbook, standard.mapping, today=TODAY), NOTHING)
    by_row = {row.row: row for row in plan.rows if row.sheet == table.sheet}
    assert {"too_long:number", "too_long:kana"} <= {p.tag for p in by_row[rows[0]].problems}
    assert by_row[rows[0]].disposition == "import"
    assert by_row[rows[1]].disposition == "reject"
    assert by_row[rows[1]].reason == "name_too_long"
    with opened.office.work(opened.actor) as work:
        apply(work, plan)
    with opened.office.reading(opened.actor) as reading:
        kept = [e.values for e in everything(reading).episodes]
        assert len(kept) == len(plan.episodes)
        found = case_list(reading, CaseFilter(ended_too=True), limit=5_000).rows
        pages = (case_page(reading, row.id) for row in found if not row.number)
        assert long in [page.episode.kept_text.get("number") for page in pages]
