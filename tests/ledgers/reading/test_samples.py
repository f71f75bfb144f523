"""The two sample ledgers come out as Excel shows them, with what their values do not show."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from app.ledgers.reading.workbook import Cell, Sheet, Workbook

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def _sheet(book: Workbook, name: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def _cells(book: Workbook) -> list[Cell]:
    return [cell for sheet in book.sheets for row in sheet.rows for cell in row.cells]


def test_the_struck_row_is_the_excluded_one(messy: Workbook) -> None:
    told = json.loads((SAMPLES / "ledger_messy_r5.expected.json").read_text("utf-8"))
    excluded = {(one["sheet"], one["row"]) for one in told["excluded_rows"]}
    struck = {(s.name, r.number) for s in messy.sheets for r in s.rows if r.struck}
    assert struck == excluded == {("コーディR5", 22)}


def test_hidden_rows_are_those_the_expected_file_warns_of(messy: Workbook) -> None:
    hidden = {(s.name, r.number) for s in messy.sheets for r in s.rows if r.hidden}
    assert hidden == {("コーディR4", 11), ("コーディR4", 12), ("コーディR4", 13)}


def test_hidden_columns_and_sheets(messy: Workbook, standard: Workbook) -> None:
    hidden = {sheet.name: sheet.hidden_columns for sheet in messy.sheets if sheet.hidden_columns}
    assert hidden == {"コーディR4": {8}, "フォローR5": {7}}
    for book in (messy, standard):
        assert [sheet.name for sheet in book.sheets if sheet.hidden] == ["リスト"]


def test_rows_and_cells_are_where_excel_has_them(messy: Workbook) -> None:
    for sheet in messy.sheets:
        assert [row.number for row in sheet.rows] == list(range(1, sheet.n_rows + 1))
        assert {len(row.cells) for row in sheet.rows} == {sheet.n_cols}
    first = _sheet(messy, "コーディR5")
    assert first.rows[0].cells[0].value is None
    assert first.rows[21].cells[1].value == 12


def _independent(path: Path) -> dict[tuple[str, int, int], object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.row, cell.column - 1): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    }


def _comparable(value: object) -> object:
    if isinstance(value, str):
        return value.replace("_x000D_", "").replace("\r\n", "\n")
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


@pytest.mark.parametrize("name", ["ledger_messy_r5", "ledger_standard_r6"])
def test_every_cell_equals_an_independent_reader(
    name: str, messy: Workbook, standard: Workbook
) -> None:
    book = messy if name.startswith("ledger_messy") else standard
    told = _independent(SAMPLES / f"{name}.xlsx")
    different = []
    for sheet in book.sheets:
        for row in sheet.rows:
            for column, cell in enumerate(row.cells):
                expected = _comparable(told.get((sheet.name, row.number, column)))
                if expected != (cell.error or cell.value):
                    different.append((sheet.name, row.number, column))
    assert different == []
    filled = sum(value is not None for value in told.values())
    assert filled == sum(cell.value is not None or cell.error is not None for cell in _cells(book))


@pytest.mark.parametrize("name", ["ledger_messy_r5", "ledger_standard_r6"])
def test_formulas_are_known_and_merges_kept(name: str, messy: Workbook, standard: Workbook) -> None:
    book = messy if name.startswith("ledger_messy") else standard
    other = openpyxl.load_workbook(SAMPLES / f"{name}.xlsx")
    for sheet in book.sheets:
        found = {(r.number, c) for r in sheet.rows for c, x in enumerate(r.cells) if x.is_formula}
        cells = (cell for row in other[sheet.name].iter_rows() for cell in row)
        assert found == {(c.row, c.column - 1) for c in cells if c.data_type == "f"}
        merged = {(m.first_row, m.first_column, m.last_row, m.last_column) for m in sheet.merges}
        assert merged == {
            (m.min_row, m.min_col - 1, m.max_row, m.max_col - 1)
            for m in other[sheet.name].merged_cells.ranges
        }


def test_cached_values_and_errors_of_formulas(messy: Workbook) -> None:
    errors = {cell.error for cell in _cells(messy) if cell.error}
    assert "#VALUE!" in errors
    assert all(cell.value is None for cell in _cells(messy) if cell.error)
    ages = [c for c in _cells(messy) if c.is_formula and isinstance(c.value, int)]
    assert ages


def test_text_that_looks_like_a_formula_stays_text(messy: Workbook) -> None:
    texts = {c.value: c for c in _cells(messy) if isinstance(c.value, str)}
    for start in ("=cmd|", "@SUM(1+1)", "-1+1"):
        found = [cell for text, cell in texts.items() if text.startswith(start)]
        assert found and not any(cell.is_formula for cell in found)


def _with_furigana(path: Path) -> list[tuple[str, str]]:
    """(text, text followed by its furigana) of every shared text that has furigana."""
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    space = root.tag.removesuffix("sst")
    found = []
    for item in root.iter(f"{space}si"):
        kana = "".join(t.text or "" for r in item.iter(f"{space}rPh") for t in r)
        everything = "".join(t.text or "" for t in item.iter(f"{space}t"))
        if kana:
            found.append((everything.removesuffix(kana), everything))
    return found


def test_furigana_does_not_leak_into_names(standard: Workbook, messy: Workbook) -> None:
    for book in (standard, messy):
        texts = {cell.value for cell in _cells(book)}
        names = _with_furigana(SAMPLES / book.file_name)
        assert names
        for plain, leaked in names:
            assert plain in texts and leaked not in texts


def test_astral_characters_and_line_breaks_survive(standard: Workbook, messy: Workbook) -> None:
    assert any(isinstance(c.value, str) and "𠮷" in c.value for c in _cells(standard))
    texts = [c.value for c in _cells(messy) if isinstance(c.value, str)]
    assert any("\n" in text for text in texts) and not any("\r" in text for text in texts)


def test_dates_serials_and_lengths_of_time(messy: Workbook, standard: Workbook) -> None:
    values = [cell.value for cell in _cells(messy)]
    assert 44824 in [value for value in values if type(value) is int]
    assert any(isinstance(value, time | timedelta) for value in values)
    starts = [c.value for row in _sheet(standard, "活動記録").rows[3:] for c in row.cells[:3]]
    assert any(type(value) is date for value in starts)


def test_notes_tell_of_comments_and_name_nobody(messy: Workbook) -> None:
    assert {note.sheet for note in messy.notes if note.kind == "comments"} == {
        "コーディR5", "コーディR4", "コーディR3", "フォローR5",
    }  # fmt: skip
    assert len(messy.sha256) == 64 and messy.file_name == "ledger_messy_r5.xlsx"
