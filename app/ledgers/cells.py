"""The text of a cell, whatever Excel stored in it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.ledgers.remembering import remembered
from app.people import names

if TYPE_CHECKING:
    from app.ledgers.reading.workbook import Cell, Row

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

DITTO = frozenset({"〃", "同上", "々", "″", '"', "''", "”", "〟", "仝", "ゝ", "同前"})


def plain(value: CellValue) -> str:
    """NFKC without spaces and line breaks."""
    return _plain(value if type(value) is str else shown(value))


@remembered
def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


folded_name = remembered(names.folded)
"""`names.folded`, once for each spelling of a ledger."""
one_line = remembered(names.one_line)
"""`names.one_line`, once for each text of a ledger."""


def shown(value: CellValue) -> str:
    """A value as a person would read it: 5.0 is 5, a day is an ISO date."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
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
    if cell is None:
        return True
    value = cell.value
    if type(value) is str:
        return not value.strip() and cell.error is None
    return value is None and cell.error is None


def is_ditto(text: str) -> bool:
    """Whether the cell says that it repeats the one above."""
    return text.strip() in DITTO
