"""A list as an Excel workbook: text is never a formula, days are days."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.calendar.partial import PartialDate
from app.reports.lists.vocabulary import ListColumn, Value, shown
from app.reports.xlsx.book import Book
from app.reports.xlsx.book import Sheet as Page

FIRST_ROW = 6
"""The row, counted from 0, in which the first case stands."""
_PIXELS = 7.0
_DATE_FORMAT = "[$-411]ge.m.d;@"


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet: lines above the head, columns, values."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[ListColumn, ...]
    rows: Sequence[tuple[Value, ...]]


def build(sheet: Sheet) -> bytes:
    """The whole book as bytes."""
    data = io.BytesIO()
    with Book(data) as book:
        looks = _looks(book)
        page = book.add_worksheet("一覧表")
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(FIRST_ROW - 1)
        page.freeze_panes(FIRST_ROW, 0)
        page.text(0, 0, sheet.title, looks["title"])
        for at, line in enumerate(sheet.lines, start=1):
            page.text(at, 0, line, looks["plain"])
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width / _PIXELS)
            page.text(FIRST_ROW - 1, at, column.label, looks["head"])
        for down, values in enumerate(sheet.rows, start=FIRST_ROW):
            for across, value in enumerate(values):
                _cell(page, down, across, value, looks)
        if sheet.rows:
            page.autofilter(
                FIRST_ROW - 1, 0, FIRST_ROW + len(sheet.rows) - 1, len(sheet.columns) - 1
            )
    return data.getvalue()


def _cell(page: Page, row: int, column: int, value: Value, looks: dict[str, Any]) -> None:
    if isinstance(value, int):
        page.write_number(row, column, value, looks["number"])
    elif isinstance(value, PartialDate) and value.is_full and value.first.year >= _EXCEL_BEGINS:
        page.write_datetime(row, column, value.first, looks["date"])
    else:
        page.text(row, column, shown(value), looks["text"])


_EXCEL_BEGINS = 1901
"""Excel knows no earlier days; such a day is written as text."""


def _looks(book: Book) -> dict[str, Any]:
    font = {"font_name": "BIZ UDPゴシック", "font_size": 10, "valign": "top"}
    border = {**font, "border": 1, "border_color": "#D8DDE4"}
    return {
        "title": book.add_format({**font, "bold": True, "font_size": 14}),
        "plain": book.add_format(font),
        "head": book.add_format({**border, "bold": True, "bg_color": "#E5EEFA"}),
        "text": book.add_format({**border, "num_format": "@", "text_wrap": True}),
        "date": book.add_format({**border, "num_format": _DATE_FORMAT, "align": "left"}),
        "number": book.add_format({**border, "num_format": "#,##0"}),
    }
