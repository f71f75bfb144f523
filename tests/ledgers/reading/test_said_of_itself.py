"""What a part or a cell of a ledger says of itself: its encoding, that it is an error."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from app.errors import LedgerRefused
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
