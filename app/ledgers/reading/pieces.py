"""`carried`: any .xlsx ledger in pieces of JSON values, checked before it is parsed.

This runs in the reading process, so it imports nothing but what reading needs. What the pieces may
hold, `carrying.py` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.ledgers.reading import limits
from app.ledgers.reading.archive import Archive, open_archive
from app.ledgers.reading.package import Package, SheetPart, open_package
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.serials import Shown, plain_number, value_of
from app.ledgers.reading.sheet_marks import Place, SheetMarks, read_marks
from app.ledgers.reading.styles import read_styles
from app.ledgers.reading.texts import read_texts
from app.ledgers.reading.values import KNOWN_ERRORS, Raw, ValueReader

Piece = list[Any] | dict[str, Any]

_ROWS_AT_ONCE = 500
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[dD][89a-fA-F]")
_SURROGATE_PAIR = re.compile("_x([dD][89abAB][0-9a-fA-F]{2})__x([dD][c-fC-F][0-9a-fA-F]{2})_")
_UNUSABLE = re.compile("[\x00\ufffe\uffff\ud800-\udfff]|_x[dD][89a-fA-F][0-9a-fA-F]{2}_")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")


def carried(facts: Mapping[str, Any], data: bytes) -> Iterator[Piece]:
    """The book: its head, for every sheet a head and its rows, the notes at last.

    Raises `LedgerRefused` with the reason's code in `where`.
    """
    archive = open_archive(data)
    package = open_package(archive)
    marks = _all_marks(archive, package)
    newer = [
        sheet.part
        for sheet, found in zip(package.sheets, marks, strict=True)
        if not KNOWN_ERRORS.issuperset(found.errors.values())
    ]
    reader = ValueReader(archive, [sheet.name for sheet in package.sheets], newer)
    notes = _book_notes(package)
    yield {
        "date1904": package.date1904,
        "sheets": sum(bool(sheet.part) for sheet in package.sheets),
    }
    for index, (part, found) in enumerate(zip(package.sheets, marks, strict=True)):
        if part.part:
            rows = _Rows(part.name, found, package.date1904, notes)
            yield from _sheet(index, part, found, rows, reader.grid(index))
        else:
            words = "表ではないシートのため読みませんでした。"
            notes.append(["sheet_skipped", words, part.name, 0, ""])
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


def _all_marks(archive: Archive, package: Package) -> list[SheetMarks]:
    styles = read_styles(archive)
    texts = read_texts(archive)
    marks = []
    places = chars = 0
    for sheet in package.sheets:
        found = (
            read_marks(archive.chunks(sheet.part), styles, texts) if sheet.part else SheetMarks()
        )
        places += found.last_row * (found.last_column + 1)
        chars += found.chars
        if places > limits.MAX_GRID_CELLS or chars > limits.MAX_TOTAL_CHARS:
            raise refused("too_large")
        marks.append(found)
    return marks


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


def _sheet(
    index: int, part: SheetPart, marks: SheetMarks, rows: _Rows, grid: list[list[Raw]]
) -> Iterator[Piece]:
    n_rows, n_cols = marks.last_row, marks.last_column + 1
    # The pass bounded the grid; a larger one means that the two readers disagree.
    if len(grid) > n_rows or (grid and len(grid[0]) > n_cols):
        raise refused("damaged")
    yield {
        "name": part.name,
        "index": index,
        "hidden": part.hidden,
        "n_rows": n_rows,
        "n_cols": n_cols,
        "comments": part.has_comments,
        "hidden_columns": sorted(column for column in marks.hidden_columns if column < n_cols),
        "merges": [list(merge) for merge in marks.merges],
    }
    for start in range(1, n_rows + 1, _ROWS_AT_ONCE):
        numbers = range(start, min(start + _ROWS_AT_ONCE, n_rows + 1))
        yield [
            rows.row(number, grid[number - 1] if number <= len(grid) else [], n_cols)
            for number in numbers
        ]


class _Rows:
    """The rows of one sheet, each as number, hidden, struck and its cells."""

    def __init__(self, name: str, marks: SheetMarks, date1904: bool, notes: list[Any]) -> None:
        self._name, self._marks, self._date1904, self._notes = name, marks, date1904, notes
        self._marked = {row for row, _ in (*marks.formulas, *marks.errors, *marks.struck_cells)}
        self._plain_texts: dict[str, str | None] = {"": None}
        self._days: dict[tuple[Shown, float], Any] = {}

    def row(self, number: int, raw: list[Raw], n_cols: int) -> list[Any]:
        marks, known = self._marks, self._plain_texts
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
        return [number, number in marks.hidden_rows, number in marks.struck_rows, cells]

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
            return _carried(raw.date())
        return _carried(plain_number(raw) if isinstance(raw, float) else raw)

    def _number(self, place: Place, shown: Shown, number: float) -> Any:
        if (shown, number) in self._days:
            return self._days[shown, number]
        value = value_of(number, shown, self._date1904)
        if not isinstance(value, int | float):
            return self._days.setdefault((shown, number), _carried(value))
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


def _carried(value: Raw) -> Any:
    """A value as JSON can hold it: a moment as its kind and its ISO text."""
    if isinstance(value, timedelta):
        return ["s", value.days, value.seconds, value.microseconds]
    if isinstance(value, datetime):
        return ["m", value.isoformat()]
    if isinstance(value, date | time):
        return ["d" if isinstance(value, date) else "t", value.isoformat()]
    return value
