"""The text of a cell, whatever Excel stored in it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ledgers.reading.workbook import Cell, Row

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

DITTO = frozenset({"〃", "同上", "々", "″", '"', "''", "”", "〟", "仝", "ゝ", "同前"})


def plain(value: CellValue) -> str:
    """NFKC without spaces and line breaks."""
    return "".join(unicodedata.normalize("NFKC", shown(value)).split())


def shown(value: CellValue) -> str:
    """A value as a person would read it: 5.0 is 5, a day is an ISO date."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def cell_at(row: Row, index: int) -> Cell | None:
    """The cell of a column; None beyond the end of the row."""
    return row.cells[index] if 0 <= index < len(row.cells) else None


def is_blank(cell: Cell | None) -> bool:
    """Whether nothing is in the cell, no error either."""
    return cell is None or (cell.error is None and not shown(cell.value))


def is_ditto(value: CellValue) -> bool:
    """Whether the cell says that it repeats the one above."""
    return isinstance(value, str) and value.strip() in DITTO
