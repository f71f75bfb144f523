"""A ledger read in a process of its own is the ledger; what such a process may not say is refused."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import LedgerRefused
from app.foreign.frames import Garbled
from app.ledgers.reading import limits
from app.ledgers.reading.apart import read_apart
from app.ledgers.reading.carrying import Arriving
from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.pieces import carried
from app.ledgers.reading.workbook import Workbook

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
Read = Callable[[bytes], Workbook]


def arrived(parts: list[Any]) -> Workbook:
    book = Arriving("台帳.xlsx", "0" * 64)
    for part in parts:
        book.take(part if isinstance(part, bytes) else json.loads(json.dumps(part)))
    return book.book()


def test_the_messy_ledger_is_the_same_read_apart(messy: Workbook) -> None:
    assert read_apart(SAMPLES / "ledger_messy_r5.xlsx") == messy


def test_moments_errors_and_formulas_arrive_as_they_were(make: ModuleType, read: Read) -> None:
    cells = (
        '<row r="1"><c r="A1" s="1"><v>45000.25</v></c><c r="B1" s="1"><v>45000</v></c>'
        '<c r="C1" s="2"><v>0.5</v></c><c r="D1" s="3"><v>1.5</v></c><c r="E1" t="b"><v>1</v></c>'
        '<c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="G1"><f>A1</f><v>1.5</v></c>'
        '<c r="H1" t="str"><f>x</f></c><c r="I1"><v>1E300</v></c>'
        '<c r="J1" t="e"><v>#REF!</v></c></row>'
    )
    formats = "".join(f'<xf numFmtId="{n}" fontId="0"/>' for n in (0, 22, 20, 46))
    data = make.workbook(sheet=make.sheet(cells), styles=make.styles(formats))
    book = read(data)
    found = arrived(list(carried({}, data)))
    assert found.sheets == book.sheets and found.notes == book.notes
    assert [type(cell.value).__name__ for cell in found.sheets[0].rows[0].cells] == [
        type(cell.value).__name__ for cell in book.sheets[0].rows[0].cells
    ]
    assert [found.sheets[0].rows[0].cells[at].error for at in (5, 9)] == ["#DIV/0!", "#REF!"]


def test_a_refusal_is_the_same_sentence(make: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(make.with_part("xl/vbaProject.bin"))
    with pytest.raises(LedgerRefused) as here:
        read_workbook(path)
    with pytest.raises(LedgerRefused) as there:
        read_apart(path)
    assert (there.value.where, there.value.message) == (here.value.where, here.value.message)


HEAD = {"date1904": False, "sheets": 1}
SHEET = {
    "name": "台帳", "index": 0, "hidden": False, "n_rows": 1, "n_cols": 2, "comments": False,
    "hidden_columns": [], "hidden_rows": [], "struck_rows": [], "merges": [],
}  # fmt: skip
NOTES: dict[str, Any] = {"notes": []}


def row(*numbers: int) -> bytes:
    return array("I", numbers).tobytes()


def cells(*values: Any) -> dict[str, Any]:
    return {"cells": list(values)}


def of_cell(value: Any) -> list[Any]:
    """A book of one cell and an empty one."""
    return [HEAD, SHEET, cells(value), row(1, 0), NOTES]


ROWS = row(1, 0)
GOOD = of_cell("氏名")
WRONG: dict[str, list[Any]] = {
    "no notes": GOOD[:-1],
    "no rows": [HEAD, SHEET, NOTES],
    "a row too many": [HEAD, SHEET, cells("氏名"), ROWS + ROWS, NOTES],
    "a row too many afterwards": [HEAD, SHEET, cells("氏名"), ROWS, ROWS, NOTES],
    "a sheet too many": [*GOOD[:-1], SHEET, ROWS, NOTES],
    "after the end": [*GOOD, SHEET],
    "cells after the end": [*GOOD, cells()],
    "rows before a sheet": [HEAD, row(0, 0)],
    "rows before anything": [row(0, 0)],
    "rows of a sheet without columns": [HEAD, {**SHEET, "n_cols": 0}, row(0, 0)],
    "no row at all": [HEAD, {**SHEET, "n_rows": 0}, b"", NOTES],
    "a list of rows": [HEAD, SHEET, [[1, False, False, ["a", None]]], NOTES],
    "a cell nobody told": [HEAD, SHEET, cells("氏名"), row(1, 2), NOTES],
    "a cell too many": [HEAD, SHEET, cells("氏名"), row(1, 0, 1), NOTES],
    "half a number": [HEAD, SHEET, cells("氏名"), ROWS[:-1], NOTES],
    "more cells than places": [HEAD, SHEET, cells("a", "b", "c")],
    "cells before a sheet": [HEAD, cells("a")],
    "no cells": [HEAD, SHEET, {"cells": "a"}],
    "no flag": [HEAD, {**SHEET, "hidden": 0}, cells("氏名"), ROWS, NOTES],
    "a hidden row that is none": [HEAD, {**SHEET, "hidden_rows": [2]}, cells("氏名"), ROWS, NOTES],
    "a struck row that is none": [HEAD, {**SHEET, "struck_rows": [0]}, cells("氏名"), ROWS, NOTES],
    "too many hidden rows": [HEAD, {**SHEET, "hidden_rows": [1, 1]}, cells("氏名"), ROWS, NOTES],
    "a dictionary": of_cell({}),
    "half a character": of_cell("\ud800"),
    "a null": of_cell("a\0"),
    "a long text": of_cell("あ" * 32_768),
    "no day": of_cell(["d", "2024-02-30"]),
    "a kind nobody knows": of_cell(["z", "a"]),
    "a zone": of_cell(["m", "2024-01-01T00:00+09:00"]),
    "no number": of_cell(float("inf")),
    "endless days": of_cell(["s", 10**30, 0, 0]),
    "a long error": of_cell(["c", None, False, "#" * 99, False]),
    "no flag of a cell": of_cell(["c", None, 0, None, False]),
    "too many rows": [HEAD, {**SHEET, "n_rows": 50_001}],
    "too many places": [{**HEAD, "sheets": 200}, *[{**SHEET, "n_rows": 9_999, "n_cols": 512}]],
    "minus one": [HEAD, {**SHEET, "n_cols": -1}],
    "a merge of three": [HEAD, {**SHEET, "merges": [[1, 2, 3]]}, cells("氏名"), ROWS, NOTES],
    "no name": [HEAD, {**SHEET, "name": None}, cells("氏名"), ROWS, NOTES],
    "a bad note": [HEAD, SHEET, cells("氏名"), ROWS, {"notes": [["a", "b", "c", -1, "d"]]}],
}  # fmt: skip


def test_the_good_pieces_are_a_book() -> None:
    assert [cell.value for cell in arrived(GOOD).sheets[0].rows[0].cells] == ["氏名", None]


def test_as_many_places_as_a_ledger_may_have_are_believed_and_none_more() -> None:
    book = Arriving("台帳.xlsx", "0" * 64)
    book.take({**HEAD, "sheets": 2})
    book.take({**SHEET, "n_rows": 40_000, "n_cols": 50})
    with pytest.raises(Garbled):
        arrived([{**HEAD, "sheets": 2}, {**SHEET, "n_rows": 40_001, "n_cols": 50}])


def test_more_texts_or_merges_than_a_ledger_may_have_are_garbled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_TOTAL_CHARS", 4)
    arrived([HEAD, SHEET, cells("氏名", "性別"), row(1, 2), NOTES])
    monkeypatch.setattr(limits, "MAX_MERGES", 1)
    merge = [1, 1, 1, 2]
    arrived([HEAD, {**SHEET, "merges": [merge]}, cells("氏名"), ROWS, NOTES])
    for parts in (
        [HEAD, SHEET, cells("氏名", "性別別"), row(1, 2), NOTES],
        [HEAD, {**SHEET, "merges": [merge, merge]}, cells("氏名"), ROWS, NOTES],
    ):
        with pytest.raises(Garbled):
            arrived(parts)


def test_an_error_of_the_longest_length_arrives_as_it_was() -> None:
    told = ["c", None, False, "#" * 24, False]
    assert arrived(of_cell(told)).sheets[0].rows[0].cells[0].error == "#" * 24
    with pytest.raises(Garbled):
        arrived(of_cell(["c", None, False, "#" * 25, False]))


def test_a_cell_stands_wherever_its_number_does_and_rows_are_what_their_sheet_says() -> None:
    head = {**SHEET, "n_rows": 3, "hidden_rows": [2], "struck_rows": [3]}
    parts = [
        {**HEAD, "sheets": 2}, head, cells("氏名", True), row(1, 2, 0, 1), cells(1), row(3, 1),
        {**SHEET, "index": 1}, row(3, 2), NOTES,
    ]  # fmt: skip
    first, second = arrived(parts).sheets
    assert [[cell.value for cell in one.cells] for one in first.rows] == [
        ["氏名", True], [None, "氏名"], [1, "氏名"],
    ]  # fmt: skip
    assert [one.number for one in first.rows] == [1, 2, 3]
    assert [(one.hidden, one.struck) for one in first.rows] == [
        (False, False), (True, False), (False, True),
    ]  # fmt: skip
    assert [repr(cell.value) for cell in second.rows[0].cells] == ["1", "True"]


@pytest.mark.parametrize("name", WRONG)
def test_pieces_that_are_no_ledger_are_garbled(name: str) -> None:
    with pytest.raises(Garbled):
        arrived(WRONG[name])


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(list(SHEET)), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=20), st.integers(0, 3), st.integers(0, 3))
def test_no_rows_end_in_anything_else(rows: bytes, n_rows: int, n_cols: int) -> None:
    head = {**SHEET, "n_rows": n_rows, "n_cols": n_cols}
    with suppress(Garbled):
        arrived([HEAD, head, rows, NOTES])


@settings(max_examples=60, deadline=None)
@given(ANY, ANY)
def test_no_piece_ends_in_anything_else(cell: Any, head: Any) -> None:
    for parts in (of_cell(cell), [HEAD, head, cells("氏名"), ROWS, NOTES]):
        with suppress(Garbled):
            arrived(parts)
