"""Rows that can be nothing but cases are what they are when everything is looked at in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from app.ledgers.columns import LedgerMapping, Table
from app.ledgers.layout import find_mapping
from app.ledgers.reading.sheet_marks import Merge
from app.ledgers.reading.workbook import Cell, Row, Sheet, Workbook
from app.ledgers.rows import _Shape, raw_rows

ODD = [
    None, "", " ", "　", 0, 1, True, False, 1.0, 0.5, 90, "90", "1時間半", "25:00", "〃", " 〃", "同上", "合計",
    "小計", "【4月】", "４月", "例", "記入例", "日付", "氏名", "No.", date(2024, 4, 1), datetime(2024, 4, 1),
    datetime(2024, 4, 1, 9, 30), time(1, 30), timedelta(minutes=45), "R6.4.1", "4/1", "15", "15日", "同日",
    "不明", "2024/2/30", "電話", "どこかで", "匿名", "見本　花子さん", "精神", 45383, 3.5, -1,
]  # fmt: skip


def spoiled(workbook: Workbook, random: Random, share: float) -> Workbook:
    """Some cells changed, some merged, some rows hidden or struck."""
    return replace(
        workbook, sheets=tuple(_spoiled(sheet, random, share) for sheet in workbook.sheets)
    )


def _spoiled(sheet: Sheet, random: Random, share: float) -> Sheet:
    def cell(before: Cell) -> Cell:
        if random.random() < share / 10:
            return Cell(error="#REF!")
        return Cell(random.choice(ODD)) if random.random() < share else before

    def row(before: Row) -> Row:
        return replace(
            before,
            cells=tuple(map(cell, before.cells)),
            hidden=random.random() < 0.1,
            struck=random.random() < 0.1,
        )

    rows = tuple(map(row, sheet.rows[:80]))
    merges = [Merge(at, column, at + 2, column) for at, column in ((9, 1), (20, 0), (31, 2))]
    return replace(sheet, rows=rows, n_rows=len(rows), merges=(*sheet.merges, *merges))


def tables(mapping: LedgerMapping, random: Random) -> Iterator[Table]:
    """The tables; now and then with columns that nobody knows or that are known twice."""
    for table in mapping.tables:
        yield table
        columns = list(table.columns)
        at = random.randrange(len(columns))
        columns[at] = replace(columns[at], field=random.choice(["", "kind", "role", "day", "note"]))
        yield replace(table, columns=tuple(columns))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", ["messy", "standard"])
def test_every_row_is_the_same_as_when_everything_in_it_is_looked_at(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, name: str, seed: int
) -> None:
    random = Random(seed)
    taken: Any = request.getfixturevalue(name)
    share = random.choice((0.0, 0.02, 0.1))
    book = spoiled(taken.workbook, random, share)
    mapping = taken.mapping if seed % 2 else find_mapping(book, {})
    sheets = {sheet.name: sheet for sheet in book.sheets}
    plain = 0
    for table in tables(mapping, random):
        sheet = sheets[table.sheet]
        table = replace(table, last_row=min(table.last_row, len(sheet.rows)))
        raw = list(raw_rows(sheet, table))
        shape = _Shape(sheet, table)
        plain += sum(shape.plain_case(row) is not None for row in sheet.rows)
        with monkeypatch.context() as patch:
            patch.setattr(_Shape, "plain_case", lambda self, row: None)
            alone = list(raw_rows(sheet, table))
        # as it is written: to Python 1 is the same as true
        assert list(map(repr, raw)) == list(map(repr, alone))
    assert plain > (100 if share < 0.1 else 0)
