"""A ledger that was read: plain grids of values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.ledgers.reading.sheet_marks import Merge

Value = None | str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `error` is Excel's word for it (`#REF!`) and then there is no value."""

    value: Value = None
    is_formula: bool = False
    error: str | None = None
    struck: bool = False


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` is Excel's (from 1), `cells[0]` is column A."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was read around; the message itself never holds a cell's content."""

    kind: str
    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True)
class Sheet:
    """A grid; `index` counts the book's sheets from 0, hidden columns are indexes from 0."""

    name: str
    index: int
    hidden: bool
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...]
    hidden_columns: frozenset[int]
    n_rows: int
    n_cols: int
    has_comments: bool


@dataclass(frozen=True)
class Workbook:
    """A ledger file as it was when it was read; `sha256` is that of the file."""

    file_name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    date1904: bool
    notes: tuple[Note, ...]
