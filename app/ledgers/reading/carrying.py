"""A ledger that was read, made again of the values and numbers that come from the reading process.

A cell arrives once, a row as the numbers of its cells. What arrives is believed in nothing: each value
must be of a kind that a ledger has, within the same limits that the reader keeps.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from app.foreign.frames import Garbled
from app.foreign.readers import Part
from app.foreign.shapes import a_count, a_flag, a_list, a_text, a_whole, of_size
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
)

_LONGEST_ERROR = 24


class Arriving:
    """The book as its pieces arrive; `Garbled` for anything that is not one."""

    def __init__(self, file_name: str, sha256: str) -> None:
        self._file_name, self._sha256 = file_name, sha256
        self._date1904 = False
        self._awaited = -1
        self._head: Mapping[str, Any] | None = None
        self._hidden = self._struck = frozenset[int]()
        self._rows: list[Row] = []
        self._sheets: list[Sheet] = []
        self._notes: tuple[Note, ...] | None = None
        self._places = self._chars = 0
        self._cells = [EMPTY]
        """By the number under which a row names them; the same cell stands in many places."""

    def take(self, part: Part) -> None:
        """The next piece."""
        try:
            if isinstance(part, bytes):
                self._take_rows(part)
            elif isinstance(part, dict) and self._notes is None:
                self._take_told(part)
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

    def _take_told(self, part: dict[str, Any]) -> None:
        if self._awaited < 0:
            self._date1904 = a_flag(part["date1904"])
            self._awaited = a_count(part["sheets"], limits.MAX_SHEETS)
        elif "cells" in part:
            self._take_cells(a_list(part["cells"]))
        else:
            self._take_head(part)

    def _take_head(self, part: dict[str, Any]) -> None:
        self._end_sheet()
        if "notes" in part:
            self._notes = tuple(map(_note, a_list(part["notes"])))
            return
        rows = a_count(part["n_rows"], limits.MAX_USED_ROWS)
        self._places += rows * a_count(part["n_cols"], limits.MAX_USED_COLUMNS)
        if self._places > limits.MAX_GRID_CELLS or len(self._sheets) >= self._awaited:
            raise Garbled("too much")
        self._hidden = _rows_of(part["hidden_rows"], rows)
        self._struck = _rows_of(part["struck_rows"], rows)
        self._head = part

    def _end_sheet(self) -> None:
        head = self._head
        if head is None:
            return
        if len(self._rows) != head["n_rows"]:
            raise Garbled("rows are missing")
        merges, columns = a_list(head["merges"]), a_list(head["hidden_columns"])
        if len(merges) > limits.MAX_MERGES:
            raise Garbled("too much")
        self._sheets.append(
            Sheet(
                a_text(head["name"]),
                a_count(head["index"], limits.MAX_SHEETS),
                a_flag(head["hidden"]),
                tuple(self._rows),
                tuple(Merge(*map(_place, of_size(merge, 4))) for merge in merges),
                frozenset(map(_place, columns)),
                head["n_rows"],
                head["n_cols"],
                a_flag(head["comments"]),
            )
        )
        self._head, self._rows = None, []

    def _take_cells(self, part: list[Any]) -> None:
        # each stands somewhere, so there are no more of them than places
        if len(self._cells) + len(part) > self._places + 1:
            raise Garbled("cells too many")
        self._cells += map(self._made, part)

    def _take_rows(self, part: bytes) -> None:
        head, cells, rows = self._head, self._cells, self._rows
        if head is None:
            raise Garbled("rows before a sheet")
        columns = head["n_cols"]
        numbers = array("I", part)
        if not numbers or not columns or len(numbers) % columns or max(numbers) >= len(cells):
            raise Garbled("no rows")
        if len(rows) + len(numbers) // columns > head["n_rows"]:
            raise Garbled("rows too many")
        hidden, struck = self._hidden, self._struck
        placed = [*map(cells.__getitem__, numbers)]
        for at in range(0, len(placed), columns):
            number = len(rows) + 1
            rows.append(
                Row(number, tuple(placed[at : at + columns]), number in hidden, number in struck)
            )

    def _made(self, value: Any) -> Cell:
        if isinstance(value, list) and value and value[0] == "c":
            _, inner, formula, error, struck = of_size(value, 5)
            word = None if error is None else a_text(error)
            if word is not None and len(word) > _LONGEST_ERROR:
                raise Garbled("a long error")
            return Cell(self._plain(inner), a_flag(formula), word, a_flag(struck))
        return Cell(self._plain(value))

    def _plain(self, value: Any) -> Value:
        if isinstance(value, str):
            self._chars += len(value)
            if self._chars > limits.MAX_TOTAL_CHARS:
                raise Garbled("too much")
            return a_text(value)
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
    kind = a_list(value)[0]
    if kind == "s":
        days, seconds, microseconds = (a_whole(one) for one in value[1:])
        return timedelta(days, seconds, microseconds)
    _, text = of_size(value, 2)
    found = _MOMENTS[kind](text)
    if getattr(found, "tzinfo", None) is not None:
        raise Garbled("a zone")
    return found


def _note(value: Any) -> Note:
    kind, message, sheet, row, column = of_size(value, 5)
    return Note(
        a_text(kind), a_text(message), a_text(sheet), a_count(row, limits.MAX_ROW), a_text(column)
    )


def _rows_of(value: Any, rows: int) -> frozenset[int]:
    """Numbers of rows of a sheet that has so many."""
    return frozenset(a_count(one, rows, 1) for one in a_list(value, rows))


def _place(value: Any) -> int:
    return a_count(value, limits.MAX_ROW)
