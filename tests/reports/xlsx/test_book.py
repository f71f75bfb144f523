"""Nothing that leaves as a workbook calculates: each writer, each of its text fields, 24 beginnings."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar.fiscal import month
from app.calendar.partial import PartialDate
from app.errors import FileProblem
from app.ledgers.columns import Column
from app.ledgers.writing import book as ledger_book
from app.ledgers.writing.queries import LedgerToWrite
from app.ledgers.writing.sheets import EPISODE, OutRecord, OutTable
from app.reports.evidence.evidence import Entered, Evidence, Ground
from app.reports.evidence.workbook import workbook
from app.reports.lists import book as list_book
from app.reports.lists.vocabulary import COLUMNS
from app.reports.travel import book as travel_book
from app.reports.travel.listing import TravelLine, TravelList
from app.reports.xlsx.book import Book
from app.reports.xlsx.cells import begins_formula
from tests.reports.xlsx.as_excel import read
from tests.tricky import A_MEGABYTE, FAITHFUL, FORMULAS, LONGEST_CELL, MARKUP, ONE_LONGER

APP = Path(__file__).resolve().parents[3] / "app"
DAY = PartialDate(2026, 11, 24)
OUTSIDE = ("externalLinks", "media", "hyperlink", "vba", "printerSettings")


def spoiled(value: Any, text: str, keep: frozenset[str] = frozenset()) -> Any:
    """The same value with `text` in place of every text in it."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(spoiled(one, text, keep) for one in value)
    if is_dataclass(value) and not isinstance(value, (type, PartialDate)):
        changed = {
            one.name: spoiled(getattr(value, one.name), text, keep)
            for one in fields(value)
            if one.name not in keep
        }
        return replace(value, **changed)
    return value


def a_list(text: str) -> bytes:
    columns = tuple(replace(column, label=text) for column in COLUMNS[:3])
    return list_book.build(list_book.Sheet(text, (text, text), columns, [(text, text, 3)] * 2))


def a_travel_list(text: str) -> bytes:
    line = TravelLine(DAY, "訪問", "市役所", ("R8-1", "R8-2"), 30, 1_200, 240)
    listed = TravelList("見本", "試作", month(2026, 11), "R8.11.24", (line,), practice=False)
    return travel_book.build(spoiled(listed, text, frozenset({"period", "numbers"})))


def an_evidence(text: str) -> bytes:
    found = Evidence(
        "見本", "11月", "月次", "備考", "説明", (Entered("名", "B1", "x", "値"),),
        (Ground("p", "集計", 2, "文", ("1", "2"), (("3", "理由"),)),),
        (("1", "足りない", "x"),), (("1", "種類", "R8", "R8"),),
    )  # fmt: skip
    one_line = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    return workbook(replace(spoiled(found, text), note=one_line, explanation=one_line))


def a_ledger(text: str) -> bytes:
    named = ("number", "name", "kana", "worker", "note", "source")
    columns = [Column(at, (text, field), field) for at, field in enumerate(named)]
    columns.append(Column(len(named), (text,), ""))
    table = OutTable("相談", "consultation", text, 2026, (3, 4), tuple(columns))
    values = dict.fromkeys(named, text) | {"start": DAY, "end": None}
    person = {"name": text, "kana": text, "sex": "male", "birth": None, "birth_text": text}
    record = OutRecord("1", EPISODE, "consultation", values, person)
    return ledger_book.build(
        LedgerToWrite(text, False, (table,), (record,), {}), date(2026, 11, 24)
    )


WRITERS: dict[str, tuple[Callable[[str], bytes], int]] = {
    "一覧表": (a_list, 10),
    "旅費・移動一覧": (a_travel_list, 3),
    "根拠": (an_evidence, 17),
    "台帳出力": (a_ledger, 9),
}
"""How a workbook is made in which every text is the given one, and in how many cells it stands."""


@pytest.mark.parametrize("writer", WRITERS)
def test_no_text_becomes_a_formula(writer: str) -> None:
    make, least = WRITERS[writer]
    for text in FORMULAS:
        found = read(make(text))
        assert found.formulas == (), ascii(text)
        assert found.texts.count(text) >= least, ascii(text)
        assert begins_formula(text) and found.marked(text), ascii(text)


@pytest.mark.parametrize("writer", WRITERS)
def test_every_text_stands_in_its_cell_as_it_was_typed(writer: str) -> None:
    make, least = WRITERS[writer]
    for text in (*MARKUP, *FAITHFUL.values()):
        found = read(make(text))
        assert found.formulas == (), ascii(text)
        assert found.texts.count(text) >= least, ascii(text)
        assert not any(part in name for name in found.parts for part in OUTSIDE), ascii(text)


@pytest.mark.parametrize("writer", WRITERS)
def test_what_no_cell_holds_is_refused_and_never_cut(writer: str) -> None:
    for text in (ONE_LONGER, "𠮷" * 16_384, A_MEGABYTE):
        with pytest.raises(FileProblem, match="32,767文字"):
            WRITERS[writer][0](text)


@pytest.mark.parametrize("writer", ["一覧表", "台帳出力"])
def test_the_longest_text_of_a_cell_is_written_whole(writer: str) -> None:
    assert read(WRITERS[writer][0](LONGEST_CELL)).texts.count(LONGEST_CELL) >= 9


STORED = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40
)
PIECES = st.lists(st.sampled_from(["<r>", "</r>", "_x0041", "_x005f_", "_", "=", "\n", "あ", " "]))


@given(st.lists(STORED | PIECES.map("".join), max_size=12))
@settings(max_examples=25, deadline=None)
def test_any_text_comes_back(texts: list[str]) -> None:
    for constant in (False, True):
        data = io.BytesIO()
        with Book(data, in_memory=True, constant_memory=constant) as book:
            sheet, look = book.add_worksheet("表"), book.add_format({"bold": True})
            for row, text in enumerate(texts):
                sheet.text(row, 0, text, look)
        found = read(data.getvalue())
        assert found.texts == [text for text in texts if text]
        assert found.formulas == ()


def test_more_rows_than_a_sheet_has_are_told() -> None:
    with Book(io.BytesIO()) as book:
        sheet, look = book.add_worksheet("表"), book.add_format({})
        with pytest.raises(FileProblem, match="行か列"):
            sheet.text(1_048_576, 0, "あ", look)


def test_a_book_that_was_given_up_leaves_no_file_open(tmp_path: Path) -> None:
    with (
        pytest.raises(FileProblem),
        Book(io.BytesIO(), in_memory=False, constant_memory=True, tmpdir=str(tmp_path)) as book,
    ):
        sheet = book.add_worksheet("表")
        sheet.text(0, 0, ONE_LONGER, book.add_format({}))
    assert sheet.row_data_fh.closed


def test_what_spreadsheets_calculate_is_known() -> None:
    assert all(map(begins_formula, FORMULAS))
    assert not any(
        map(begins_formula, ("", "1=1", "山田", "（-）", "R8-C-001", "<b>", "'名'", "#1"))
    )


def test_every_writer_of_workbooks_is_tried() -> None:
    """Who imports the book stands above, or, for what a 台帳 says, in tests/ledgers/test_result_sheet."""
    makers = {
        path.relative_to(APP).as_posix()
        for path in (*APP.glob("reports/**/*.py"), *APP.glob("ledgers/**/*.py"))
        if "app.reports.xlsx.book import" in path.read_text("utf-8")
    }
    assert makers == {
        "reports/lists/book.py",
        "reports/travel/book.py",
        "reports/evidence/workbook.py",
        "ledgers/writing/book.py",
        "ledgers/result_sheet.py",
    }
