"""Writing the sheets with XlsxWriter: text is never a formula, dates are true dates."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.ledgers.columns import CASE_KINDS
from app.ledgers.writing.queries import LedgerToWrite, Place
from app.ledgers.writing.sheet_names import free_name
from app.ledgers.writing.sheets import ACTIVITY, EPISODE, EVENT, OutRecord, OutTable, cell
from app.reports.xlsx.book import Book, Sheet

_DATE_FORMAT = "[$-411]ge.m.d;@"


@dataclass(frozen=True)
class PlacedRow:
    """A record in a table, with the cells kept from the ledger it came from."""

    record: OutRecord
    extra: Mapping[str, str]


def rows_of(ledger: LedgerToWrite) -> dict[OutTable, list[PlacedRow]]:
    """Each table with its rows: those that stood there in their old order, then the newer ones."""
    by_sheet: dict[str, list[OutTable]] = defaultdict(list)
    for table in ledger.tables:
        by_sheet[table.sheet].append(table)
    stood: dict[OutTable, list[tuple[int, PlacedRow]]] = {table: [] for table in ledger.tables}
    new: dict[OutTable, list[PlacedRow]] = {table: [] for table in ledger.tables}
    for record in ledger.records:
        homes = [
            (table, place)
            for place in ledger.places.get(record.id, ())
            for table in [_home(by_sheet.get(place.sheet, ()), record, place)]
            if table is not None
        ]
        for table, place in homes:
            stood[table].append((place.row, PlacedRow(record, place.extra)))
        if not homes:
            new[_newest(ledger.tables, record)].append(PlacedRow(record, {}))
    return {
        table: [row for _, row in sorted(stood[table], key=lambda item: item[0])] + new[table]
        for table in ledger.tables
    }


def _home(tables: Iterable[OutTable], record: OutRecord, place: Place) -> OutTable | None:
    """The table of a sheet in which a row stood: the last one whose header is above it."""
    fitting = [t for t in tables if _fits(t, record) and max(t.header_rows) < place.row]
    return max(fitting, key=lambda table: table.header_rows, default=None)


def _fits(table: OutTable, record: OutRecord) -> bool:
    if record.kind == EPISODE:
        mixed = table.kind not in (*CASE_KINDS, ACTIVITY, EVENT) and "service" in table.fields
        return table.kind == record.service or mixed
    return table.kind == record.kind


def _newest(tables: Iterable[OutTable], record: OutRecord) -> OutTable:
    return max((t for t in tables if _fits(t, record)), key=lambda table: table.year or 0)


def build(ledger: LedgerToWrite, today: date) -> bytes:
    """The whole book as bytes."""
    data = io.BytesIO()
    with Book(data) as book:
        formats = _formats(book)
        sheets: dict[str, list[tuple[OutTable, list[PlacedRow]]]] = defaultdict(list)
        for table, rows in rows_of(ledger).items():
            sheets[table.sheet].append((table, rows))
        names: set[str] = set()
        for name, tables in sheets.items():
            sheet = book.add_worksheet(free_name(name, names))
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            _write_sheet(sheet, tables, ledger, today, formats)
    return data.getvalue()


def _write_sheet(
    sheet: Sheet,
    tables: list[tuple[OutTable, list[PlacedRow]]],
    ledger: LedgerToWrite,
    today: date,
    formats: Mapping[str, Any],
) -> None:
    """Tables below each other where they stood, moved down when one above has grown."""
    free = 0
    for table, rows in sorted(tables, key=lambda item: item[0].header_rows):
        # A blank row and the title stand between two tables.
        down = max(0, free + 3 - min(table.header_rows)) if free else 0
        moved = replace(table, header_rows=tuple(number + down for number in table.header_rows))
        _write_title(sheet, moved, formats["title"], practice=ledger.practice, below=bool(free))
        _write_table(sheet, moved, rows, today, formats)
        if not free:
            sheet.freeze_panes(max(moved.header_rows), 0)
        free = max(moved.header_rows) + len(rows)


def _formats(book: Book) -> dict[str, Any]:
    font = {"font_name": "BIZ UDPゴシック", "font_size": 10, "valign": "top"}
    border = {"border": 1, "border_color": "#D8DDE4"}
    return {
        "title": book.add_format({**font, "bold": True, "font_size": 12}),
        "head": book.add_format(
            {**font, **border, "bold": True, "bg_color": "#E5EEFA", "text_wrap": True}
        ),
        "text": book.add_format({**font, **border, "num_format": "@"}),
        "date": book.add_format({**font, **border, "num_format": _DATE_FORMAT, "align": "left"}),
        "number": book.add_format({**font, **border}),
    }


def _write_title(sheet: Sheet, table: OutTable, look: Any, *, practice: bool, below: bool) -> None:
    """The title in the sheet's first row, for a table below another one right above its header."""
    left = min(column.index for column in table.columns)
    first = min(table.header_rows) - 1
    if first > 0:
        mark = "【練習用】" if practice else ""
        sheet.text(first - 1 if below else 0, left, f"{mark}{table.title}", look)


def _write_table(
    sheet: Sheet,
    table: OutTable,
    rows: list[PlacedRow],
    today: date,
    formats: Mapping[str, Any],
) -> None:
    _write_header(sheet, table, formats["head"])
    for offset, row in enumerate(rows):
        at = max(table.header_rows) + offset
        for column in table.columns:
            shown = cell(table, column, row.record, row.extra, offset + 1, today)
            _write_cell(sheet, at, column.index, shown, formats)


def _write_cell(sheet: Sheet, row: int, index: int, shown: Any, formats: Mapping[str, Any]) -> None:
    if shown is None:
        sheet.write_blank(row, index, None, formats["text"])
    elif isinstance(shown, date):
        sheet.write_datetime(row, index, shown, formats["date"])
    elif isinstance(shown, int):
        sheet.write_number(row, index, shown, formats["number"])
    else:
        sheet.text(row, index, shown, formats["text"])


def _write_header(sheet: Sheet, table: OutTable, look: Any) -> None:
    """Header texts from the group down; equal neighbours of a group row become one merged cell."""
    top, depth = min(table.header_rows) - 1, len(table.header_rows)
    columns = sorted(table.columns, key=lambda column: column.index)
    for place, column in enumerate(columns):
        texts = [text for text in column.texts if text] or [""]
        if len(texts) == 1 or depth == 1:
            _merge(sheet, top, column.index, top + depth - 1, column.index, texts[-1], look)
            continue
        before = columns[place - 1] if place else None
        if not (before and _same_group(before.texts, column.texts, column.index - before.index)):
            last = place
            while last + 1 < len(columns) and _same_group(
                columns[last].texts,
                columns[last + 1].texts,
                columns[last + 1].index - columns[last].index,
            ):
                last += 1
            _merge(sheet, top, column.index, top, columns[last].index, texts[0], look)
        _merge(sheet, top + 1, column.index, top + depth - 1, column.index, texts[-1], look)
        sheet.set_column(column.index, column.index, 12)


def _same_group(left: tuple[str, ...], right: tuple[str, ...], distance: int) -> bool:
    return distance == 1 and len(left) > 1 and len(right) > 1 and left[0] == right[0]


def _merge(sheet: Sheet, r1: int, c1: int, r2: int, c2: int, text: str, look: Any) -> None:
    if (r1, c1) != (r2, c2):
        sheet.merge_range(r1, c1, r2, c2, "", look)
    sheet.text(r1, c1, text, look)
