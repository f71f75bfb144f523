"""`carried`: any .xlsx ledger in pieces of JSON values and bytes, checked before it is parsed.

This runs in the reading process, so it imports nothing but what reading needs. What the pieces may
hold, `carrying.py` says.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from app.ledgers.reading import limits
from app.ledgers.reading.archive import Archive, open_archive
from app.ledgers.reading.package import Package, SheetPart, open_package
from app.ledgers.reading.plain_cells import MOST, PlainCells, carried_value
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.serials import Shown, plain_number, value_of
from app.ledgers.reading.sheet_marks import Place, SheetMarks, read_marks
from app.ledgers.reading.styles import read_styles
from app.ledgers.reading.texts import read_texts

if TYPE_CHECKING:
    from app.ledgers.reading.values import Raw, ValueReader

Piece = bytes | dict[str, Any]

_ROWS_AT_ONCE = 500
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[dD][89a-fA-F]")
_SURROGATE_PAIR = re.compile("_x([dD][89abAB][0-9a-fA-F]{2})__x([dD][c-fC-F][0-9a-fA-F]{2})_")
_UNUSABLE = re.compile("[\x00\ufffe\uffff\ud800-\udfff]|_x[dD][89a-fA-F][0-9a-fA-F]{2}_")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")


def carried(facts: Mapping[str, Any], data: bytes) -> Iterator[Piece]:
    """The book: its head, for every sheet a head and its rows, the notes at last.

    Rows are the numbers of their cells among those that were told before, each told once. A sheet is
    sent as soon as it was read. Raises `LedgerRefused` with the reason's code in `where`.
    """
    archive = open_archive(data)
    package = open_package(archive)
    yield {
        "date1904": package.date1904,
        "sheets": sum(bool(sheet.part) for sheet in package.sheets),
    }
    notes = _book_notes(package)
    sending = _Sending()
    marks = _Marks(archive, package)
    for index, part in enumerate(package.sheets):
        found = marks.of(index)
        if not part.part:
            words = "表ではないシートのため読みませんでした。"
            notes.append(["sheet_skipped", words, part.name, 0, ""])
            continue
        yield _head(index, part, found)
        if found.is_plain:
            yield from sending.plain_rows(found)
        else:
            rows = _Rows(part.name, found, package.date1904, notes)
            yield from sending.rows(_rows(found, rows, marks.reader().grid(index)))
    yield {"notes": notes}


def letter(column_index: int) -> str:
    """The column's letters: 0 is A, 26 is AA."""
    if column_index < 0:
        raise ValueError(column_index)
    letters = ""
    rest = column_index + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters


class _Marks:
    """The marks of a book's sheets, each found when it is first wanted."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._archive, self._sheets = archive, package.sheets
        self._cells = PlainCells(
            read_styles(archive), read_texts(archive), date1904=package.date1904
        )
        self._found: list[SheetMarks] = []
        self._places = self._chars = 0
        self._reader: ValueReader | None = None

    def of(self, index: int) -> SheetMarks:
        """Those of a sheet; raises `LedgerRefused` when all sheets so far are too large."""
        while len(self._found) <= index:
            self._found.append(self._next(self._sheets[len(self._found)]))
        return self._found[index]

    def _next(self, sheet: SheetPart) -> SheetMarks:
        if not sheet.part:
            return SheetMarks(self._cells)
        found = read_marks(self._archive.chunks(sheet.part), self._cells)
        self._cells = found.cells
        self._places += found.last_row * (found.last_column + 1)
        self._chars += found.chars
        if self._places > limits.MAX_GRID_CELLS or self._chars > limits.MAX_TOTAL_CHARS:
            raise refused("too_large")
        return found

    def reader(self) -> ValueReader:
        """Who reads the values of sheets that are not plain."""
        if self._reader is None:
            # slow to import, and not needed where every sheet is plain
            from app.ledgers.reading.values import KNOWN_ERRORS, ValueReader

            self.of(len(self._sheets) - 1)
            newer = [
                sheet.part
                for sheet, found in zip(self._sheets, self._found, strict=True)
                if not KNOWN_ERRORS.issuperset(found.errors.values())
            ]
            names = [sheet.name for sheet in self._sheets]
            self._reader = ValueReader(self._archive, names, newer)
        return self._reader


def _book_notes(package: Package) -> list[list[Any]]:
    told = []
    if package.hyperlinks:
        told.append(("hyperlinks", "リンク(ハイパーリンク)は文字だけを読みました。", ""))
    if package.has_connections:
        told.append(("connections", "外部データの接続は使わず、保存されている値を読みました。", ""))
    told.extend(
        ("comments", "セルのコメントは読んでいません。", sheet.name)
        for sheet in package.sheets
        if sheet.has_comments
    )
    return [[*one, 0, ""] for one in told]


def _head(index: int, part: SheetPart, marks: SheetMarks) -> Piece:
    n_cols = marks.last_column + 1
    return {
        "name": part.name,
        "index": index,
        "hidden": part.hidden,
        "n_rows": marks.last_row,
        "n_cols": n_cols,
        "comments": part.has_comments,
        "hidden_columns": sorted(column for column in marks.hidden_columns if column < n_cols),
        "hidden_rows": sorted(row for row in marks.hidden_rows if row <= marks.last_row),
        "struck_rows": sorted(row for row in marks.struck_rows if row <= marks.last_row),
        "merges": [list(merge) for merge in marks.merges],
    }


def _rows(marks: SheetMarks, rows: _Rows, grid: list[list[Raw]]) -> Iterator[list[Any]]:
    """The cells of every row as `_Rows` makes them."""
    n_rows, n_cols = marks.last_row, marks.last_column + 1
    # The pass bounded the grid; a larger one means that the two readers disagree.
    if len(grid) > n_rows or (grid and len(grid[0]) > n_cols):
        raise refused("damaged")
    for number in range(1, n_rows + 1):
        yield rows.row(number, grid[number - 1] if number <= len(grid) else [], n_cols)


class _Sending:
    """Cells told once each for the whole book, and rows as the numbers of their cells."""

    def __init__(self) -> None:
        self._values: list[Any] = []
        """Cells that nobody was told yet."""
        self._told = 1
        """How many cells were given a number; 0 is the empty one."""
        self._plain: tuple[PlainCells | None, list[int]] = None, []
        """Numbers of plain cells as they were told."""
        self._numbers: dict[Any, int] = {None: 0}

    def plain_rows(self, marks: SheetMarks) -> Iterator[Piece]:
        """The rows of a sheet that are plain, in pieces."""
        yield from self._pieces(self._plain_lines(marks))

    def rows(self, rows: Iterable[list[Any]]) -> Iterator[Piece]:
        """Rows of values, in pieces."""
        yield from self._pieces(list(map(self._number, row)) for row in rows)

    def _plain_lines(self, marks: SheetMarks) -> Iterator[list[int]]:
        width, reached = marks.last_column + 1, 0
        told, values = self._told_plain(marks.cells), marks.cells.values
        for number, columns, cells in marks.plain_rows:
            for _ in range(reached + 1, number):
                yield [0] * width
            reached = number
            line = [told[at] for at in cells]
            if -1 in line:
                for at in cells:
                    if told[at] < 0:
                        told[at] = self._number(values[at])
                line = [told[at] for at in cells]
            if columns[len(line) - 1] == len(line) - 1:
                yield line + [0] * (width - len(line))
            else:
                spread = [0] * width
                for column, at in zip(columns, line, strict=False):
                    spread[column] = at
                yield spread

    def _told_plain(self, cells: PlainCells) -> list[int]:
        """The number under which each plain cell was told; -1 for one that was not yet."""
        if self._plain[0] is not cells:
            self._plain = cells, []
        numbers = self._plain[1]
        numbers += [-1] * (len(cells.values) - len(numbers))
        return numbers

    def _number(self, value: Any) -> int:
        """The number of a cell, which is told with the next piece if it is new."""
        # 1 and true are the same to a dictionary, in a tuple as well
        key = value if value is None or type(value) is str else (type(value), repr(value))
        number = self._numbers.get(key)
        if number is None:
            if len(self._numbers) > MOST:
                self._numbers = {None: 0}  # what comes again is told again
            number = self._numbers[key] = self._told
            self._told += 1
            self._values.append(value)
        return number

    def _pieces(self, lines: Iterable[list[int]]) -> Iterator[Piece]:
        held = array("I")
        for at, line in enumerate(lines, 1):
            held.extend(line)
            if at % _ROWS_AT_ONCE == 0:
                yield from self._sent(held)
                held = array("I")
        yield from self._sent(held)

    def _sent(self, held: array[int]) -> Iterator[Piece]:
        if self._values:
            yield {"cells": self._values}
            self._values = []
        if held:
            yield held.tobytes()


class _Rows:
    """The rows of one sheet, each as its cells."""

    def __init__(self, name: str, marks: SheetMarks, date1904: bool, notes: list[Any]) -> None:
        self._name, self._marks, self._date1904, self._notes = name, marks, date1904, notes
        self._marked = {row for row, _ in (*marks.formulas, *marks.errors, *marks.struck_cells)}
        self._plain_texts: dict[str, str | None] = {"": None}
        self._days: dict[tuple[Shown, float], Any] = {}

    def row(self, number: int, raw: list[Raw], n_cols: int) -> list[Any]:
        known = self._plain_texts
        if number in self._marked:
            cells = [self._cell((number, column), value) for column, value in enumerate(raw)]
        else:
            cells = [
                (known[value] if value in known else self._text((number, column), value))
                if type(value) is str
                else self._value((number, column), value)
                for column, value in enumerate(raw)
            ]
        for column in range(len(cells), n_cols):
            cells.append(self._cell((number, column), ""))
        return cells

    def _cell(self, place: Place, raw: Raw) -> Any:
        marks = self._marks
        is_formula, error = place in marks.formulas, marks.errors.get(place)
        if raw == "" and not is_formula and error is None:
            return None
        struck = place in marks.struck_cells
        value = None if error is not None else self._value(place, raw)
        if is_formula or error is not None or struck:
            return ["c", value, is_formula, error, struck]
        return value

    def _value(self, place: Place, raw: Raw) -> Any:
        known = self._marks.numbers.get(place)
        if known is not None:
            return self._number(place, *known)
        if isinstance(raw, str):
            return self._text(place, raw)
        # Strict OOXML stores ISO moments; a whole day is a date there as it is for serials.
        if isinstance(raw, datetime) and raw.time() == time():
            return carried_value(raw.date())
        return carried_value(plain_number(raw) if isinstance(raw, float) else raw)

    def _number(self, place: Place, shown: Shown, number: float) -> Any:
        if (shown, number) in self._days:
            return self._days[shown, number]
        value = value_of(number, shown, self._date1904)
        if not isinstance(value, int | float):
            return self._days.setdefault((shown, number), carried_value(value))
        if shown in (Shown.DATE, Shown.TIME):
            words = "日付の書式ですが日付にならない数です。数のまま読みました。"
            self._note("not_a_date", words, place)
        return value

    def _text(self, place: Place, raw: str) -> str | None:
        if not _ODD.search(raw):
            return self._plain_texts.setdefault(raw, raw or None)
        text = _SURROGATE_PAIR.sub(_joined, raw)
        if _UNUSABLE.search(text):
            words = "扱えない文字を含むため、このセルは読みませんでした。"
            self._note("text_refused", words, place)
            return None
        text = re.sub("\r+\n?", "\n", text)
        kept = _CONTROL.sub("", text)
        if kept != text:
            self._note("control_removed", "目に見えない制御文字を除いて読みました。", place)
        return kept or None

    def _note(self, kind: str, message: str, place: Place) -> None:
        self._notes.append([kind, message, self._name, place[0], letter(place[1])])


def _joined(pair: re.Match[str]) -> str:
    high, low = int(pair[1], 16), int(pair[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
