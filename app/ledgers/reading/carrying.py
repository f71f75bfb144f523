"""A ledger that was read, as JSON values on its way from the reading process, and made again here.

What arrives is believed in nothing: each value must be of a kind that a ledger has, within the same
limits that the reader keeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from app.foreign.frames import Garbled
from app.foreign.readers import Facts, Part
from app.ledgers.reading import limits
from app.ledgers.reading.sheet_marks import Merge
from app.ledgers.reading.workbook import (
    EMPTY,
    Cell,
    Note,
    Row,
    Sheet,
    Value,
    Workbook,
    read_content,
)

_ROWS_AT_ONCE = 500
_LONGEST_ERROR = 24
_UNCARRIED = re.compile("[\x00\ufffe\uffff\ud800-\udfff]")
_PLAIN = (str, int, float, bool)


def carried(facts: Facts, data: bytes) -> Iterator[Part]:
    """In the reading process: the ledger in pieces."""
    return parts_of(read_content("", data))


def parts_of(book: Workbook) -> Iterator[Part]:
    """The book: its head, for every sheet a head and its rows, the notes at last."""
    yield {"date1904": book.date1904, "sheets": len(book.sheets)}
    for sheet in book.sheets:
        yield {
            "name": sheet.name,
            "index": sheet.index,
            "hidden": sheet.hidden,
            "n_rows": sheet.n_rows,
            "n_cols": sheet.n_cols,
            "comments": sheet.has_comments,
            "hidden_columns": sorted(sheet.hidden_columns),
            "merges": [
                [one.first_row, one.first_column, one.last_row, one.last_column]
                for one in sheet.merges
            ],
        }
        for start in range(0, len(sheet.rows), _ROWS_AT_ONCE):
            yield [_row(row) for row in sheet.rows[start : start + _ROWS_AT_ONCE]]
    yield {"notes": [[n.kind, n.message, n.sheet, n.row, n.column] for n in book.notes]}


def _row(row: Row) -> list[Any]:
    cells = [None if cell is EMPTY else _cell(cell) for cell in row.cells]
    return [row.number, row.hidden, row.struck, cells]


def _cell(cell: Cell) -> Any:
    value = cell.value
    if cell.is_formula or cell.error is not None or cell.struck:
        return ["c", _value(value), cell.is_formula, cell.error, cell.struck]
    return _value(value)


def _value(value: Value) -> Any:
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, timedelta):
        return ["s", value.days, value.seconds, value.microseconds]
    kind = "m" if isinstance(value, datetime) else "d" if isinstance(value, date) else "t"
    return [kind, value.isoformat()]


class Arriving:
    """The book as its pieces arrive; `Garbled` for anything that is not one."""

    def __init__(self, file_name: str, sha256: str) -> None:
        self._file_name, self._sha256 = file_name, sha256
        self._date1904 = False
        self._awaited = -1
        self._head: Mapping[str, Any] | None = None
        self._rows: list[Row] = []
        self._sheets: list[Sheet] = []
        self._notes: tuple[Note, ...] | None = None
        self._places = self._chars = 0
        self._texts: dict[str, Cell] = {}

    def take(self, part: Part) -> None:
        """The next piece."""
        try:
            if isinstance(part, list):
                self._take_rows(part)
            elif isinstance(part, dict) and self._notes is None:
                self._take_head(part)
            else:
                raise Garbled("a piece too many")
        except (TypeError, ValueError, KeyError, IndexError, OverflowError) as cause:
            raise Garbled(type(cause).__name__) from cause

    def book(self) -> Workbook:
        """The whole book, after the last piece."""
        if self._notes is None or len(self._sheets) != self._awaited:
            raise Garbled("not whole")
        return Workbook(
            self._file_name, self._sha256, tuple(self._sheets), self._date1904, self._notes
        )

    def _take_head(self, part: dict[str, Any]) -> None:
        if self._awaited < 0:
            self._date1904 = _flag(part["date1904"])
            self._awaited = _count(part["sheets"], limits.MAX_SHEETS)
            return
        self._end_sheet()
        if "notes" in part:
            self._notes = tuple(map(_note, _all(part["notes"])))
            return
        rows = _count(part["n_rows"], limits.MAX_USED_ROWS)
        self._places += rows * _count(part["n_cols"], limits.MAX_USED_COLUMNS)
        if self._places > limits.MAX_GRID_CELLS or len(self._sheets) >= self._awaited:
            raise Garbled("too much")
        self._head = part

    def _end_sheet(self) -> None:
        head = self._head
        if head is None:
            return
        if len(self._rows) != head["n_rows"]:
            raise Garbled("rows are missing")
        merges, columns = _all(head["merges"]), _all(head["hidden_columns"])
        if len(merges) > limits.MAX_MERGES:
            raise Garbled("too much")
        self._sheets.append(
            Sheet(
                _text(head["name"]),
                _count(head["index"], limits.MAX_SHEETS),
                _flag(head["hidden"]),
                tuple(self._rows),
                tuple(Merge(*map(_place, _of(merge, 4))) for merge in merges),
                frozenset(map(_place, columns)),
                head["n_rows"],
                head["n_cols"],
                _flag(head["comments"]),
            )
        )
        self._head, self._rows = None, []

    def _take_rows(self, part: list[Any]) -> None:
        head = self._head
        if head is None or len(self._rows) + len(part) > head["n_rows"]:
            raise Garbled("rows too many")
        columns, known, make = head["n_cols"], self._texts, self._made
        for line in part:
            number, hidden, struck, values = _of(line, 4)
            if number != len(self._rows) + 1 or len(_all(values)) != columns:
                raise Garbled("not a row")
            cells = tuple(
                EMPTY
                if value is None
                else known.get(value) or make(value)
                if type(value) is str
                else make(value)
                for value in values
            )
            self._rows.append(Row(number, cells, _flag(hidden), _flag(struck)))

    def _made(self, value: Any) -> Cell:
        if isinstance(value, list) and value and value[0] == "c":
            _, inner, formula, error, struck = _of(value, 5)
            word = None if error is None else _text(error)
            if word is not None and len(word) > _LONGEST_ERROR:
                raise Garbled("a long error")
            return Cell(self._plain(inner), _flag(formula), word, _flag(struck))
        cell = Cell(self._plain(value))
        if isinstance(value, str):  # the same words are the same cell: it cannot change
            self._texts[value] = cell
        return cell

    def _plain(self, value: Any) -> Value:
        if isinstance(value, str):
            self._chars += len(value)
            if self._chars > limits.MAX_TOTAL_CHARS:
                raise Garbled("too much")
            return _text(value)
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, float):
            if not isfinite(value):
                raise Garbled("no number")
            return value
        return _moment(value)


_MOMENTS: Mapping[str, Callable[[str], Value]] = {
    "d": date.fromisoformat,
    "m": datetime.fromisoformat,
    "t": time.fromisoformat,
}


def _moment(value: Any) -> Value:
    kind = _all(value)[0]
    if kind == "s":
        days, seconds, microseconds = (_whole(one) for one in value[1:])
        return timedelta(days, seconds, microseconds)
    _, text = _of(value, 2)
    found = _MOMENTS[kind](text)
    if getattr(found, "tzinfo", None) is not None:
        raise Garbled("a zone")
    return found


def _note(value: Any) -> Note:
    kind, message, sheet, row, column = _of(value, 5)
    return Note(
        _text(kind), _text(message), _text(sheet), _count(row, limits.MAX_ROW), _text(column)
    )


def _all(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Garbled("no list")
    return value


def _of(value: Any, size: int) -> list[Any]:
    if len(_all(value)) != size:
        raise Garbled("another length")
    return _all(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > limits.MAX_TEXT_CHARS or _UNCARRIED.search(value):
        raise Garbled("no text")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Garbled("no flag")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Garbled("no number")
    return value


def _count(value: Any, most: int) -> int:
    if not 0 <= _whole(value) <= most:
        raise Garbled("out of range")
    return _whole(value)


def _place(value: Any) -> int:
    return _count(value, limits.MAX_ROW)
