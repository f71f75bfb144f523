"""Every typed date of the lived-in sample ledger is read, and read as the right day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from python_calamine import CalamineWorkbook

from app.calendar.typing import read_date

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
TODAY = date(2026, 11, 24)

DATE_HEADING = re.compile(r"日|刑期終了|満期|同意")
NO_DATES = ("〃", "同上", "同日", "不明")
FIELDS = {
    "start": re.compile(r"受付年月日|受理日|依頼日|開始日|相談日|受付日"),
    "end": re.compile(r"終了年月日|終結日|^終了日"),
    "move": re.compile(r"移行日$|移行年月日"),
    "birth": re.compile(r"生年月日"),
}


class Cell(NamedTuple):
    sheet: str
    row: int
    heading: str
    text: str


@cache
def book() -> dict[str, list[list[Any]]]:
    opened = CalamineWorkbook.from_path(SAMPLES / "ledger_messy_r5.xlsx")
    return {
        name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in opened.sheet_names
    }


@cache
def rows() -> list[dict[str, Any]]:
    expected = json.loads((SAMPLES / "ledger_messy_r5.expected.json").read_text("utf-8"))
    return [row for row in expected["rows"] if row["kind"] == "case"]


def headings(sheet: str) -> list[str]:
    """The lowest heading of each column: one line, or two where the first spans columns."""
    table = book()[sheet]
    top = next(at for at, row in enumerate(table) if "性別" in row or "男女" in row or "性" in row)
    below = table[top + 1]
    two_lines = not any(str(cell).startswith(("【", "■")) for cell in below)
    return [
        re.sub(r"\s", "", str((two_lines and low) or high))
        for high, low in zip(table[top], below, strict=True)
    ]


def typed_cells() -> Iterator[Cell]:
    """Text and bare numbers below a date heading, in the rows of cases."""
    for row in rows():
        values = book()[row["sheet"]][row["row"] - 1]
        for heading, value in zip(headings(row["sheet"]), values, strict=True):
            typed = str(value) if isinstance(value, str | float) else ""
            if DATE_HEADING.search(heading) and typed.strip() and typed not in NO_DATES:
                yield Cell(row["sheet"], row["row"], heading, typed)


def test_every_typed_date_is_read_but_those_that_do_not_exist() -> None:
    refused = {}
    cells = list(typed_cells())
    assert len(cells) > 600
    for cell in cells:
        got = read_date(cell.text, today=TODAY, allow_serial=True)
        assert not got.year_guessed, cell
        if got.problem is not None:
            refused[cell.text] = got.problem.code
    assert refused == dict.fromkeys(("R4.9.31", "R5.2.30", "R6.11.31", "S38.2.30"), "impossible")


@pytest.mark.parametrize(("sheet", "first"), [("活動R5", 3), ("研修・啓発", 3)])
def test_dates_of_activities_and_events_are_read(sheet: str, first: int) -> None:
    typed = [
        row[0]
        for row in book()[sheet][first:]
        if isinstance(row[0], str) and row[0] and row[0] not in (*NO_DATES, "計")
    ]
    days = [text for text in typed if not text.startswith("【")]
    assert len(days) > 5
    for text in days:
        assert read_date(text, today=TODAY).value is not None, text


@pytest.mark.parametrize("field", FIELDS)
def test_the_days_are_those_the_ledger_expects(field: str) -> None:
    expected = {
        (row["sheet"], row["row"]): row["values"].get(field) for row in rows() if "values" in row
    }
    compared = 0
    for cell in typed_cells():
        wanted = expected.get((cell.sheet, cell.row))
        got = read_date(cell.text, today=TODAY, allow_serial=True).value
        if wanted is None or not FIELDS[field].search(cell.heading):
            continue
        assert got is not None, cell
        assert got.iso == wanted, cell
        compared += 1
    assert compared > 40
