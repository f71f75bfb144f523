"""A ledger that was read, made again of the JSON values that come from the reading process.

What arrives is believed in nothing: each value must be of a kind that a ledger has, within the same
limits that the reader keeps.
"""

from __future__ import annotations

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
        self._rows: list[Row] = []
        self._sheets: list[Sheet] = []
        self._notes: tuple[Note, ...] | None = None
        self._places = self._chars = 0
        self._texts: dict[str, Cell] = {}
        self._days: dict[str, Cell] = {}
        self._numbers: dict[int, Cell] = {}
        """The same value is the same cell: it cannot change."""

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
            self._date1904 = a_flag(part["date1904"])
            self._awaited = a_count(part["sheets"], limits.MAX_SHEETS)
            return
        self._end_sheet()
        if "notes" in part:
            self._notes = tuple(map(_note, a_list(part["notes"])))
            return
        rows = a_count(part["n_rows"], limits.MAX_USED_ROWS)
        self._places += rows * a_count(part["n_cols"], limits.MAX_USED_COLUMNS)
        if self._places > limits.MAX_GRID_CELLS or len(self._sheets) >= self._awaited:
            raise Garbled("too much")
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

    def _take_rows(self, part: list[Any]) -> None:
        head = self._head
        if head is None or len(self._rows) + len(part) > head["n_rows"]:
            raise Garbled("rows too many")
        columns, make = head["n_cols"], self._made
        texts, numbers = self._texts, self._numbers
        for line in part:
            number, hidden, struck, values = of_size(line, 4)
            if number != len(self._rows) + 1 or len(a_list(values)) != columns:
                raise Garbled("not a row")
            cells = [
                EMPTY
                if value is None
                else texts.get(value) or make(value)
                if type(value) is str
                else numbers.get(value) or make(value)
                if type(value) is int
                else make(value)
                for value in values
            ]
            self._rows.append(Row(number, tuple(cells), a_flag(hidden), a_flag(struck)))

    def _made(self, value: Any) -> Cell:
        if isinstance(value, list) and value and value[0] == "c":
            _, inner, formula, error, struck = of_size(value, 5)
            word = None if error is None else a_text(error)
            if word is not None and len(word) > _LONGEST_ERROR:
                raise Garbled("a long error")
            return Cell(self._plain(inner), a_flag(formula), word, a_flag(struck))
        is_day = type(value) is list and len(value) == 2 and value[0] == "d"
        if is_day and type(value[1]) is str and value[1] in self._days:
            return self._days[value[1]]
        cell = Cell(self._plain(value))
        if is_day:
            self._days[value[1]] = cell
        elif type(value) is str:
            self._texts[value] = cell
        elif type(value) is int:
            self._numbers[value] = cell
        return cell

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


def _place(value: Any) -> int:
    return a_count(value, limits.MAX_ROW)
