"""A ledger read in a process of its own is the ledger; what such a process may not say is refused."""

from __future__ import annotations

import json
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
        book.take(json.loads(json.dumps(part)))
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
    "hidden_columns": [], "merges": [],
}  # fmt: skip
ROWS = [[1, False, False, ["氏名", None]]]
NOTES: dict[str, Any] = {"notes": []}
GOOD = [HEAD, SHEET, ROWS, NOTES]
WRONG: dict[str, list[Any]] = {
    "no notes": [HEAD, SHEET, ROWS],
    "no rows": [HEAD, SHEET, NOTES],
    "a row too many": [HEAD, SHEET, ROWS + ROWS, NOTES],
    "a sheet too many": [HEAD, SHEET, ROWS, SHEET, ROWS, NOTES],
    "after the end": [*GOOD, SHEET],
    "rows before a sheet": [HEAD, ROWS],
    "another row": [HEAD, SHEET, [[2, False, False, ["a", None]]], NOTES],
    "a cell too many": [HEAD, SHEET, [[1, False, False, ["a", None, "b"]]], NOTES],
    "no flag": [HEAD, SHEET, [[1, 0, False, ["a", None]]], NOTES],
    "a dictionary": [HEAD, SHEET, [[1, False, False, ["a", {}]]], NOTES],
    "half a character": [HEAD, SHEET, [[1, False, False, ["\ud800", None]]], NOTES],
    "a null": [HEAD, SHEET, [[1, False, False, ["a\0", None]]], NOTES],
    "a long text": [HEAD, SHEET, [[1, False, False, ["あ" * 32_768, None]]], NOTES],
    "no day": [HEAD, SHEET, [[1, False, False, [["d", "2024-02-30"], None]]], NOTES],
    "a kind nobody knows": [HEAD, SHEET, [[1, False, False, [["z", "a"], None]]], NOTES],
    "a zone": [HEAD, SHEET, [[1, False, False, [["m", "2024-01-01T00:00+09:00"], None]]], NOTES],
    "no number": [HEAD, SHEET, [[1, False, False, [float("inf"), None]]], NOTES],
    "endless days": [HEAD, SHEET, [[1, False, False, [["s", 10**30, 0, 0], None]]], NOTES],
    "a long error": [HEAD, SHEET, [[1, False, False, [["c", None, False, "#" * 99, False], None]]]],
    "too many rows": [HEAD, {**SHEET, "n_rows": 50_001}],
    "too many places": [{**HEAD, "sheets": 200}, *[{**SHEET, "n_rows": 9_999, "n_cols": 512}]],
    "minus one": [HEAD, {**SHEET, "n_cols": -1}],
    "a merge of three": [HEAD, {**SHEET, "merges": [[1, 2, 3]]}, ROWS, NOTES],
    "no name": [HEAD, {**SHEET, "name": None}, ROWS, NOTES],
    "a bad note": [HEAD, SHEET, ROWS, {"notes": [["a", "b", "c", -1, "d"]]}],
}


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
    arrived([HEAD, SHEET, [[1, False, False, ["氏名", "性別"]]], NOTES])
    monkeypatch.setattr(limits, "MAX_MERGES", 1)
    merge = [1, 1, 1, 2]
    arrived([HEAD, {**SHEET, "merges": [merge]}, ROWS, NOTES])
    for parts in (
        [HEAD, SHEET, [[1, False, False, ["氏名", "性別別"]]], NOTES],
        [HEAD, {**SHEET, "merges": [merge, merge]}, ROWS, NOTES],
    ):
        with pytest.raises(Garbled):
            arrived(parts)


def test_an_error_of_the_longest_length_arrives_as_it_was() -> None:
    for length in (24, 25):
        parts = [HEAD, SHEET, [[1, False, False, [["c", None, False, "#" * length, False], None]]]]
        if length == 24:
            assert arrived([*parts, NOTES]).sheets[0].rows[0].cells[0].error == "#" * 24
        else:
            with pytest.raises(Garbled):
                arrived([*parts, NOTES])


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


@settings(max_examples=60, deadline=None)
@given(ANY, ANY)
def test_no_piece_ends_in_anything_else(cell: Any, head: Any) -> None:
    for parts in (
        [HEAD, SHEET, [[1, False, False, [cell, None]]], NOTES],
        [HEAD, head, ROWS, NOTES],
    ):
        with suppress(Garbled):
            arrived(parts)
