"""A ledger's rows read by its columns, before anything on record is known or chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.calendar.fiscal import fiscal_year_of
from app.calendar.wareki import long
from app.ledgers.check import problem
from app.ledgers.columns import LedgerMapping, Table
from app.ledgers.dates import Around, read_day
from app.ledgers.parse import ReadRow, read_row
from app.ledgers.remembering import planning
from app.ledgers.rows import RawRow, raw_rows
from app.ledgers.wanted import Wanted, wanted_by

if TYPE_CHECKING:
    from app.ledgers.reading.workbook import Workbook


@dataclass(frozen=True)
class TableRows:
    """The rows of one table: as they stand, and those that could be read, by number."""

    table: Table
    year: int
    sheet_index: int
    raw: tuple[RawRow, ...]
    read: Mapping[int, ReadRow]


@dataclass(frozen=True)
class ReadLedger:
    """A ledger as its columns are understood."""

    workbook: Workbook
    mapping: LedgerMapping
    tables: tuple[TableRows, ...]
    wanted: Wanted
    """What on record it is compared with."""


def read_ledger(workbook: Workbook, mapping: LedgerMapping, *, today: date) -> ReadLedger:
    """Read every row of every table; what is wrong with one is told with it."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    tables = []
    with planning():
        for table in mapping.tables:
            sheet = sheets[table.sheet]
            raw = tuple(raw_rows(sheet, table))
            this_year = fiscal_year_of(today)
            year = table.year or _latest_year(raw, Around(this_year, date1904=workbook.date1904))
            read = {
                row.number: _looked_ahead(
                    read_row(
                        row, table, year, date1904=workbook.date1904, hidden_sheet=sheet.hidden
                    ),
                    today,
                )
                for row in raw
                if row.kind == "case"
            }
            tables.append(TableRows(table, year, sheet.index, raw, read))
        wanted = wanted_by(row for table in tables for row in table.read.values())
    return ReadLedger(workbook, mapping, tuple(tables), wanted)


def _latest_year(raw: Iterable[RawRow], around: Around) -> int:
    """The last 年度 in which something began, for a sheet whose year is told nowhere."""
    years = []
    for row in raw:
        for name in ("start", "start_move", "day"):
            found = read_day(row.cells.get(name), name, around)
            if found.value is not None and found.remark is None:
                years.append(fiscal_year_of(found.value.last))
    return max((year for year in years if year <= around.year), default=around.year)


def _looked_ahead(row: ReadRow, today: date) -> ReadRow:
    start = row.day("start") or row.day("day")
    if start is None or start.first <= today:
        return row
    return row.with_problems(problem("start_in_future", "start", text=long(start)))
