"""`read_workbook`: any .xlsx ledger as plain grids, read once, checked before it is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app.ledgers.reading import limits
from app.ledgers.reading.archive import Archive, bytes_of, open_archive
from app.ledgers.reading.package import Package, SheetPart, open_package
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.serials import Shown, plain_number, value_of
from app.ledgers.reading.sheet_marks import Merge, Place, SheetMarks, read_marks
from app.ledgers.reading.styles import read_styles
from app.ledgers.reading.texts import read_texts
from app.ledgers.reading.values import KNOWN_ERRORS, Raw, ValueReader

Value = None | str | int | float | bool | date | datetime | time | timedelta

_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[dD][89a-fA-F]")
_SURROGATE_PAIR = re.compile("_x([dD][89abAB][0-9a-fA-F]{2})__x([dD][c-fC-F][0-9a-fA-F]{2})_")
_UNUSABLE = re.compile("[\x00\ufffe\uffff\ud800-\udfff]|_x[dD][89a-fA-F][0-9a-fA-F]{2}_")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")


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


def read_workbook(path: Path) -> Workbook:
    """Read a ledger of our own making; one that comes from elsewhere is read by `read_apart`."""
    return read_content(path.name, bytes_of(path))


def read_content(file_name: str, data: bytes) -> Workbook:
    """Read a ledger; raises `LedgerRefused` with the reason's code in `where`."""
    archive = open_archive(file_name, data)
    package = open_package(archive)
    marks = _all_marks(archive, package)
    newer = [
        sheet.part
        for sheet, found in zip(package.sheets, marks, strict=True)
        if not KNOWN_ERRORS.issuperset(found.errors.values())
    ]
    reader = ValueReader(archive, [sheet.name for sheet in package.sheets], newer)
    notes = _book_notes(package)
    sheets = []
    for index, (part, found) in enumerate(zip(package.sheets, marks, strict=True)):
        if not part.part:
            notes.append(
                Note("sheet_skipped", "表ではないシートのため読みませんでした。", part.name)
            )
            continue
        builder = _Builder(part.name, found, package.date1904, notes)
        sheets.append(builder.sheet(index, part, reader.grid(index)))
    return Workbook(
        archive.file_name, archive.sha256, tuple(sheets), package.date1904, tuple(notes)
    )


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


def _book_notes(package: Package) -> list[Note]:
    notes = []
    if package.hyperlinks:
        notes.append(Note("hyperlinks", "リンク(ハイパーリンク)は文字だけを読みました。"))
    if package.has_connections:
        notes.append(
            Note("connections", "外部データの接続は使わず、保存されている値を読みました。")
        )
    notes.extend(
        Note("comments", "セルのコメントは読んでいません。", sheet.name)
        for sheet in package.sheets
        if sheet.has_comments
    )
    return notes


class _Builder:
    def __init__(self, name: str, marks: SheetMarks, date1904: bool, notes: list[Note]) -> None:
        self.name, self.marks, self.date1904, self.notes = name, marks, date1904, notes

    def sheet(self, index: int, part: SheetPart, grid: list[list[Raw]]) -> Sheet:
        marks = self.marks
        n_rows, n_cols = marks.last_row, marks.last_column + 1
        # The pass bounded the grid; a larger one means that the two readers disagree.
        if len(grid) > n_rows or (grid and len(grid[0]) > n_cols):
            raise refused("damaged")
        rows = tuple(
            self._row(number, grid[number - 1] if number <= len(grid) else [], n_cols)
            for number in range(1, n_rows + 1)
        )
        hidden = frozenset(column for column in marks.hidden_columns if column < n_cols)
        return Sheet(
            self.name, index, part.hidden, rows, tuple(marks.merges), hidden, n_rows, n_cols,
            part.has_comments,
        )  # fmt: skip

    def _row(self, number: int, raw: list[Raw], n_cols: int) -> Row:
        marks = self.marks
        cells = tuple(
            self._cell((number, column), raw[column] if column < len(raw) else "")
            for column in range(n_cols)
        )
        return Row(number, cells, number in marks.hidden_rows, number in marks.struck_rows)

    def _cell(self, place: Place, raw: Raw) -> Cell:
        marks = self.marks
        is_formula = place in marks.formulas
        error = marks.errors.get(place)
        if raw == "" and not is_formula and error is None:
            return EMPTY
        if error is not None:
            return Cell(None, is_formula, error, place in marks.struck_cells)
        value = self._value(place, raw)
        return Cell(value, is_formula, None, place in marks.struck_cells)

    def _value(self, place: Place, raw: Raw) -> Value:
        known = self.marks.numbers.get(place)
        if known is not None:
            return self._number(place, *known)
        if isinstance(raw, str):
            return (self._text(place, raw) if _ODD.search(raw) else raw) or None
        # Strict OOXML stores ISO moments; a whole day is a date there as it is for serials.
        if isinstance(raw, datetime) and raw.time() == time():
            return raw.date()
        return plain_number(raw) if isinstance(raw, float) else raw

    def _number(self, place: Place, shown: Shown, number: float) -> Value:
        value = value_of(number, shown, self.date1904)
        if shown in (Shown.DATE, Shown.TIME) and isinstance(value, int | float):
            self._note(
                "not_a_date", "日付の書式ですが日付にならない数です。数のまま読みました。", place
            )
        return value

    def _text(self, place: Place, raw: str) -> str | None:
        text = _SURROGATE_PAIR.sub(_joined, raw)
        if _UNUSABLE.search(text):
            self._note(
                "text_refused", "扱えない文字を含むため、このセルは読みませんでした。", place
            )
            return None
        text = re.sub("\r+\n?", "\n", text)
        kept = _CONTROL.sub("", text)
        if kept != text:
            self._note("control_removed", "目に見えない制御文字を除いて読みました。", place)
        return kept

    def _note(self, kind: str, message: str, place: Place) -> None:
        self.notes.append(Note(kind, message, self.name, place[0], letter(place[1])))


def _joined(pair: re.Match[str]) -> str:
    high, low = int(pair[1], 16), int(pair[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
