"""Of what is on record only a part is loaded for a ledger: the plan is that of everything."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.ledgers import actions
from app.ledgers.existing import NOTHING
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.workbook import Row, Sheet, Workbook
from app.storage.records import Activity, Person
from tests.conftest import OpenedOffice
from tests.ledgers.everything import everything
from tests.ledgers.read_once import workbook_of

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
LEDGERS = ("ledger_standard_r6", "ledger_messy_r5")
EXCHANGED = {"name", "kana", "number", "birth", "start", "day", "service", "means", "minutes"}
COMPARED = [one.name for one in fields(Plan) if one.name != "made_from"]


def mixed(workbook: Workbook, random: Random) -> Workbook:
    """A part of the rows of each table, with cells exchanged between them."""
    tables = {table.sheet: table for table in find_mapping(workbook, {}).tables}
    return replace(
        workbook,
        sheets=tuple(
            _mixed(sheet, tables[sheet.name], random) if sheet.name in tables else sheet
            for sheet in workbook.sheets
        ),
    )


def _mixed(sheet: Sheet, table: Any, random: Random) -> Sheet:
    head = [row for row in sheet.rows if row.number < table.first_row]
    body = [row for row in sheet.rows if row.number >= table.first_row]
    kept = sorted(random.sample(body, min(len(body), 40)), key=lambda row: row.number)
    for column in table.columns:
        if column.field in EXCHANGED and random.random() < 0.4:
            kept = _exchanged(kept, column.index, random)
    return replace(sheet, rows=(*head, *kept))


def _exchanged(rows: list[Row], at: int, random: Random) -> list[Row]:
    """Some of the rows with the cell of another."""
    return [
        replace(row, cells=(*row.cells[:at], random.choice(rows).cells[at], *row.cells[at + 1 :]))
        if random.random() < 0.3
        else row
        for row in rows
    ]


@pytest.fixture
def taken(opened_embedded: OpenedOffice) -> OpenedOffice:
    """An office that took both ledgers in, and corrected some of it since."""
    for name in LEDGERS:
        workbook = workbook_of(SAMPLES / f"{name}.xlsx")
        with opened_embedded.office.work(opened_embedded.actor) as work:
            ledger = read_ledger(workbook, find_mapping(workbook, {}), today=work.clock.today())
            known = existing(work, ledger.wanted)
            actions.apply(work, make_plan(ledger, known))
    return opened_embedded


def test_a_ledger_is_planned_as_if_everything_was_loaded(taken: OpenedOffice) -> None:
    less = 0
    with taken.office.reading(taken.actor) as reading:
        whole = everything(reading)
        for seed in range(8):
            book = mixed(workbook_of(SAMPLES / f"{LEDGERS[seed % 2]}.xlsx"), Random(seed))
            ledger = read_ledger(book, find_mapping(book, {}), today=reading.clock.today())
            part = existing(reading, ledger.wanted)
            less += len(part.persons) < len(whole.persons) / 2
            mine, theirs = make_plan(ledger, part), make_plan(ledger, whole)
            for name in COMPARED:
                assert getattr(mine, name) == getattr(theirs, name), (seed, name)
            assert {row.disposition for row in mine.rows} >= {"same", "import"}, seed
    assert less >= 4


def test_only_what_a_plan_was_compared_with_makes_it_outdated(taken: OpenedOffice) -> None:
    book = mixed(workbook_of(SAMPLES / "ledger_standard_r6.xlsx"), Random(1))
    with taken.office.reading(taken.actor) as reading:
        ledger = read_ledger(book, find_mapping(book, {}), today=reading.clock.today())
        known = existing(reading, ledger.wanted)
        whole = everything(reading)
    part = {person.id for person in known.persons}
    stranger = next(one.id for one in whole.persons if one.id not in part)
    contact = next(one.id for one in known.activities)

    def after(record: Any, record_id: str) -> str:
        with taken.office.work(taken.actor) as work:
            work.get(record, record_id).version += 1
            work.tell("person.changed", "変更", subject_kind="person", subject_id=record_id)
        with taken.office.reading(taken.actor) as reading:
            return existing(reading, ledger.wanted).mark

    assert after(Person, stranger) == known.mark
    changed = after(Person, min(part))
    assert changed != known.mark
    assert after(Activity, contact) != changed


def test_an_office_without_any_of_it_has_nothing_to_compare(opened_embedded: OpenedOffice) -> None:
    book = workbook_of(SAMPLES / "ledger_standard_r6.xlsx")
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        ledger = read_ledger(book, find_mapping(book, {}), today=reading.clock.today())
        assert existing(reading, ledger.wanted) == NOTHING
