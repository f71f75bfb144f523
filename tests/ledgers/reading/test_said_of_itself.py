"""What a part or a cell of a ledger says of itself: its encoding, that it is an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from types import ModuleType

import pytest

from app.errors import LedgerRefused
from app.ledgers.reading.serials import Shown, value_of
from app.ledgers.reading.workbook import Cell, Workbook

Read = Callable[[bytes], Workbook]


def row(attributes: str, value: str) -> str:
    return f'<row r="1"><c r="A1" {attributes}><v>{value}</v></c></row>'


def first_cell(make: ModuleType, read: Read, attributes: str, value: str) -> Cell:
    return read(make.workbook(sheet=make.sheet(row(attributes, value)))).sheets[0].rows[0].cells[0]


@pytest.mark.parametrize("word", ["なぞ", "#N/A!!", "DIV/0!", "#"])
def test_a_cell_that_calls_itself_an_error_holds_one_of_excels(
    make: ModuleType, read: Read, word: str
) -> None:
    assert first_cell(make, read, 't="e"', "#N/A").error == "#N/A"
    with pytest.raises(LedgerRefused) as caught:
        first_cell(make, read, 't="e"', word)
    assert caught.value.where == "damaged"


@pytest.mark.parametrize("encoding", ["UTF-8", "utf8", "US-ASCII", "Shift_JIS", "UTF-16"])
def test_a_part_may_say_that_it_is_utf_8_or_ascii(
    make: ModuleType, read: Read, encoding: str
) -> None:
    sheet = f'<?xml version="1.0" encoding="{encoding}"?>' + make.sheet(row("", "5"))
    if encoding in ("Shift_JIS", "UTF-16"):
        with pytest.raises(LedgerRefused) as caught:
            read(make.workbook(sheet=sheet))
        assert caught.value.where == "encoding"
    else:
        assert read(make.workbook(sheet=sheet)).sheets[0].rows[0].cells[0].value == 5


@pytest.mark.parametrize(
    ("mark", "struck"),
    [
        ("<strike/>", True),
        ('<strike val="1"/>', True),
        ('<strike val="0"/>', False),
        ("<b/>", False),
    ],
)
def test_words_are_struck_by_the_mark_unless_it_says_no(
    make: ModuleType, read: Read, mark: str, struck: bool
) -> None:
    text = f"<is><r><rPr>{mark}</rPr><t>取下げ</t></r></is>"
    line = f'<row r="1"><c r="A1" t="inlineStr">{text}</c></row>'
    [cell] = read(make.workbook(sheet=make.sheet(line))).sheets[0].rows[0].cells
    assert (cell.value, cell.struck) == ("取下げ", struck)


def test_a_whole_day_shown_as_a_time_is_a_length_of_time() -> None:
    assert value_of(1.0, Shown.TIME, date1904=False) == timedelta(days=1)
    assert value_of(0.5, Shown.TIME, date1904=False) == time(12)
