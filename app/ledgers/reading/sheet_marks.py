"""What a sheet's values do not show: hidden, struck, merged, formulas, errors, raw numbers.

One streaming pass per sheet; it also bounds everything that the reader of values will allocate. Where
every cell that holds something stands in a plain row, the pass has met the values as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import NamedTuple

from app.ledgers.reading import limits
from app.ledgers.reading.plain_cells import MOST, NOTHING, PlainCells, Told
from app.ledgers.reading.plain_rows import BEGIN, PlainRows, plain_parts_of
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.serials import Shown
from app.ledgers.reading.styles import number
from app.ledgers.reading.texts import RichText
from app.ledgers.reading.xml_pass import Attributes, Pass, attributes_of, is_true, plain_name

_KINDS = frozenset(("n", "str", "b", "e", "d", "inlineStr"))
_ERROR = re.compile(r"#[A-Z0-9_/]{1,20}[!?]?")
Place = tuple[int, int]
"""Row number from 1 and column index from 0 (A)."""

PlainRow = tuple[int, Sequence[int], list[int]]
"""Row number, columns, and of the cell in each its number among the `PlainCells`."""
_NEW = -1
"""No number: of a cell that was not met before, of the column behind the last one."""
_DIFFERENT_ROWS = 1_000
"""Ways of writing a row that are remembered, so that no file makes us remember more."""


class Merge(NamedTuple):
    """A merged range; rows count from 1, columns from 0 (A)."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class SheetMarks:
    """Everything one pass found; places without a mark are plain values."""

    def __init__(self, cells: PlainCells) -> None:
        self.cells = cells
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.struck_rows: set[int] = set()
        self.struck_cells: set[Place] = set()
        self.merges: list[Merge] = []
        self.formulas: set[Place] = set()
        self.errors: dict[Place, str] = {}
        self.numbers: dict[Place, tuple[Shown, float]] = {}
        self.last_row, self.last_column = 0, -1
        self.chars = 0
        self.plain_rows: list[PlainRow] = []
        """The plain rows in which something is, in order."""
        self.is_plain = cells.gives_values
        """Whether everything in the sheet stands in `plain_rows`; else they are empty."""

    def settle(self) -> None:
        """Count what stands in plain rows; unless there is nothing else, mark its places as well."""
        cells = self.cells
        met = Counter(chain.from_iterable(row[2] for row in self.plain_rows))
        self.chars += sum(cells.told[at].length * times for at, times in met.items())
        self.is_plain = self.is_plain and cells.unsure.isdisjoint(met)
        if not self.is_plain:
            self.mark_plain_rows()

    def mark_plain_rows(self) -> None:
        """Mark the places in plain rows one by one, and let the rows go."""
        told = self.cells.told
        for row, columns, cells in self.plain_rows:
            for column, at in zip(columns, cells, strict=False):
                _, is_struck, number = told[at]
                if is_struck:
                    self.struck_cells.add((row, column))
                if number is not None:
                    self.numbers[row, column] = number
        self.plain_rows.clear()

    def begin_anew(self) -> None:
        """Go on where the book writes more cells than are remembered."""
        self.is_plain = False
        self.settle()
        self.cells = self.cells.anew()


def read_marks(chunks: Iterable[bytes], cells: PlainCells) -> SheetMarks:
    """Stream one sheet's XML; raises `LedgerRefused` beyond a limit.

    `cells` are those that were met in the book; the marks name the ones to go on with.
    """
    lines = _Lines(cells)
    passing = Pass(lines.start, lines.end, lines.text)
    PlainRows(passing.feed, lines.plain_row).read(chunks)
    passing.close()
    lines.marks.settle()
    return lines.marks


def place_of(reference: str) -> Place:
    """Row number and column index of `B7`; anything but plain capitals and digits is damage."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not digits or digits[0] == "0" or len(digits) > 7 or int(digits) > limits.MAX_ROW:
        raise refused("bad_reference")
    return int(digits), _column_of(letters)


@lru_cache(maxsize=1024)
def _column_of(letters: str) -> int:
    column = 0
    for letter in letters[:4]:
        column = column * 26 + (ord(letter) - 64 if "A" <= letter <= "Z" else limits.MAX_COLUMN + 1)
    if not 0 < column <= limits.MAX_COLUMN:
        raise refused("bad_reference")
    return column - 1


def _range_of(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    top, left = place_of(first)
    bottom, right = place_of(last or first)
    if bottom < top or right < left:
        raise refused("bad_reference")
    return Merge(top, left, bottom, right)


def is_hidden_row(attributes: Attributes) -> bool:
    """Whether Excel does not show the row."""
    return is_true(attributes.get("hidden")) or attributes.get("ht") == "0"


class _Lines:
    def __init__(self, cells: PlainCells) -> None:
        self.marks = SheetMarks(cells)
        self.styles, self.texts = cells.styles, cells.texts
        self.in_data = self.seen_data = False
        self.row, self.digits = 0, "0"
        self.column = -1
        self.columns: dict[str, int] = {}
        """Letters of columns that were met."""
        self.in_cell = self.in_value = self.has_value = False
        self.kind, self.style = "n", 0
        self.value = ""
        self.rich: RichText | None = None
        self.filled = self.struck = 0
        self.plain_columns: dict[bytes, int] = {}
        self.plain_places: dict[tuple[int | bytes, ...], list[int]] = {}
        self.plain_hidden: dict[bytes, bool] = {}
        """What the letters of a cell, a row's columns one after the other and its attributes say."""
        self.parts: dict[bytes, int] = {}
        """How a cell is written with the letters of the next one → its place in the two lists."""
        self.part_cells: list[int] = []
        self.part_next: list[int] = []
        """The cell's number, and the next one's column."""

    def start(self, tag: str, attributes: Attributes) -> None:
        name = plain_name(tag) if ":" in tag else tag
        if self.in_cell:
            if name == "v" and not self.has_value:
                self.in_value = self.has_value = True
            else:
                self._inside_cell(name, attributes)
        elif name == "c" and self.in_data:
            self._cell(attributes)
        elif name == "row" and self.in_data:
            self._row(attributes)
        elif name == "sheetData":
            if self.seen_data:
                raise refused("damaged")
            self.in_data = self.seen_data = True
        elif name == "col":
            self._columns(attributes)
        elif name == "mergeCell":
            self._merge(attributes)
        elif name == "oleObject":
            raise refused("embedded")

    def _row(self, attributes: Attributes) -> None:
        self._begin_row(number(attributes.get("r"), self.row + 1), is_hidden_row(attributes))

    def _begin_row(self, row: int, is_hidden: bool) -> None:
        if not self.row < row <= limits.MAX_ROW:
            raise refused("bad_reference")
        self.row, self.digits, self.column = row, str(row), -1
        self.filled = self.struck = 0
        if is_hidden:
            self.marks.hidden_rows.add(min(row, limits.MAX_USED_ROWS + 1))

    def _cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        column = self._column(reference) if reference else self.column + 1
        if column <= self.column or column >= limits.MAX_COLUMN or not self.row:
            raise refused("bad_reference")
        self.column = column
        self.kind = attributes.get("t", "n")
        self.style = self.marks.cells.format_of(attributes.get("s"))
        self.in_cell, self.has_value, self.value, self.rich = True, False, "", None

    def _column(self, reference: str) -> int:
        """The column of a cell of this row."""
        letters = reference[: -len(self.digits)]
        if letters in self.columns and reference.endswith(self.digits):
            return self.columns[letters]
        row, column = place_of(reference)
        if row != self.row:
            raise refused("bad_reference")
        self.columns[letters] = column
        return column

    def _inside_cell(self, name: str, attributes: Attributes) -> None:
        if name == "v":
            raise refused("damaged")  # a second one
        if name == "f":
            self.marks.formulas.add((self.row, self.column))
            self.marks.is_plain = False
            self._use()
        elif name == "is":
            self.rich = RichText()
        elif self.rich is not None:
            self.rich.start(name, attributes)
        elif name in ("c", "row"):
            raise refused("damaged")

    def text(self, text: str) -> None:
        if self.in_value:
            self.value += text
            if len(self.value) > limits.MAX_TEXT_CHARS:
                raise refused("text_too_long")
        elif self.rich is not None:
            self.rich.text(text)

    def end(self, tag: str) -> None:
        name = plain_name(tag) if ":" in tag else tag
        if name == "v":
            self.in_value = False
        elif name == "c" and self.in_cell:
            self.in_cell = False
            if self.has_value or self.rich is not None:
                self._finish_cell()
        elif name == "row":
            self._end_row()
        elif name == "sheetData":
            self.in_data = False
        elif self.rich is not None:
            self.rich.end(name)

    def _end_row(self) -> None:
        if self.struck * 2 > self.filled:
            self.marks.struck_rows.add(self.row)

    def plain_row(self, row: int, attributes: bytes, cells: bytes) -> bool:
        """A row as `PlainRows` found it; False where none may stand."""
        is_hidden = self._plain_hidden(attributes) if self.in_data and not self.in_cell else None
        if is_hidden is None:
            return False
        self._begin_row(row, is_hidden)
        if cells:
            # the row's number stands in every reference, so between two of them is one cell
            first, *parts = cells.split(b'%d"' % row)
            if len(parts) != cells.count(b"<c "):  # elsewhere as well, in the number of a format
                first, *parts = plain_parts_of(cells)
            if not self._known_row(first, parts):
                self._new_row(first, parts)
        self._end_row()
        return True

    def _known_row(self, first: bytes, parts: list[bytes]) -> bool:
        """A row of columns and cells that were met before; False, and nothing done, for another."""
        met = list(map(self.parts.get, parts, repeat(_NEW)))
        if _NEW in met:
            return False
        part_cells, part_next = self.part_cells, self.part_next
        columns = self.plain_places.get((first, *[part_next[at] for at in met]))
        if columns is None:
            return False
        self.column = columns[-1]
        cells = [part_cells[at] for at in met]
        while cells and cells[-1] == NOTHING:
            cells.pop()
        if cells:
            self._use(columns[len(cells) - 1])
            self._keep(columns, cells)
        return True

    def _new_row(self, first: bytes, parts: list[bytes]) -> None:
        """A row of which something is new, cell by cell."""
        marks = self.marks
        if marks.cells.is_full or len(self.parts) > MOST:
            self._begin_anew()
        known, part_cells, part_next = self.parts, self.part_cells, self.part_next
        columns, cells = list[int](), list[int]()
        column = self._plain_column(first[len(BEGIN) :])
        for part in parts:
            if column <= self.column:
                raise refused("bad_reference")
            self.column = column
            at = known.get(part)
            if at is None:
                at = self._new_part(part)
            elif part_cells[at] != NOTHING:
                self._reach()
            columns.append(column)
            cells.append(part_cells[at])
            column = part_next[at]
        if len(columns) <= limits.MAX_USED_COLUMNS and len(self.plain_places) < _DIFFERENT_ROWS:
            self.plain_places[(first, *columns[1:], _NEW)] = columns
        while cells and cells[-1] == NOTHING:
            cells.pop()
        if cells:
            self._keep(columns, cells)

    def _new_part(self, part: bytes) -> int:
        """Where what a cell and the place of the next one say is kept from here on."""
        rest, _, letters = part.partition(BEGIN)
        known = self.marks.cells.numbers.get(rest)
        if known is None:
            known = self._plain_cell(rest)
        elif known != NOTHING:
            self._reach()
        at = len(self.part_cells)
        self.part_next.append(self._plain_column(letters) if letters else _NEW)
        self.part_cells.append(known)
        self.parts[part] = at
        return at

    def _begin_anew(self) -> None:
        """Where more is met than is remembered."""
        if self.marks.cells.is_full:
            self.marks.begin_anew()
        self.parts.clear()
        self.part_cells.clear()
        self.part_next.clear()

    def _keep(self, columns: list[int], cells: list[int]) -> None:
        """Remember a row in which something is."""
        marks = self.marks
        marks.plain_rows.append((self.row, columns, cells))
        if not marks.cells.odd.isdisjoint(cells):
            told = [marks.cells.told[at] for at in cells]
            self.filled = sum(one.length > 0 for one in told)
            self.struck = sum(one.is_struck for one in told)

    def _plain_hidden(self, attributes: bytes) -> bool | None:
        """Whether a row with these attributes is hidden; None where too many differ."""
        known = self.plain_hidden.get(attributes)
        if known is None and len(self.plain_hidden) < _DIFFERENT_ROWS:
            known = is_hidden_row(attributes_of(b"row", b' r="1"' + attributes))
            self.plain_hidden[attributes] = known
        return known

    def _plain_column(self, letters: bytes) -> int:
        column = self.plain_columns.get(letters)
        if column is None:
            column = self.plain_columns[letters] = _column_of(letters.decode())
        return column

    def _plain_cell(self, rest: bytes) -> int:
        """The number of a cell that is met for the first time."""
        known = self.marks.cells
        self.style, self.kind, written = known.parts(rest)
        if written is None:
            return known.learn(rest, self.kind, None, known.told[NOTHING])
        self._reach()
        self.value, self.rich = written, None
        return known.learn(rest, self.kind, written, self._told())

    def _reach(self) -> None:
        # An empty text is a cell to the reader of values too, so its place is bounded as well.
        if self.row > self.marks.last_row or self.column > self.marks.last_column:
            self._use()

    def _finish_cell(self) -> None:
        self.marks.is_plain = False
        self._reach()
        length, is_struck, number = self._told()
        if not length:
            return
        marks, place = self.marks, (self.row, self.column)
        marks.chars += length
        self.filled += 1
        if is_struck:
            self.struck += 1
            marks.struck_cells.add(place)
        if number is not None:
            marks.numbers[place] = number
        if self.kind == "e":
            if not _ERROR.fullmatch(self.value):
                raise refused("damaged")
            marks.errors[place] = self.value

    def _told(self) -> Told:
        """What the cell that was read says."""
        if self.kind == "s":
            length, is_struck = self._shared()
        elif self.rich is not None:
            length, is_struck = self.rich.length + len(self.value), self.rich.wholly_struck
        elif self.kind in _KINDS:
            length, is_struck = len(self.value), False
        else:
            raise refused("damaged")
        if not length:
            return Told(0, False, None)
        number = self._number() if self.kind == "n" else None
        return Told(length, is_struck or self.styles.struck[self.style], number)

    def _shared(self) -> tuple[int, bool]:
        """Length of a shared text, and whether it is struck."""
        written = self.value.strip()
        if not written:
            return 0, False
        if not (written.isascii() and written.isdigit() and len(written) < 10):
            raise refused("bad_index")
        index = int(written)
        if index >= len(self.texts.lengths):
            raise refused("bad_index")
        return self.texts.lengths[index], bool(self.texts.struck[index])

    def _number(self) -> tuple[Shown, float] | None:
        """A number that is shown as something else."""
        shown = self.styles.shown[self.style]
        try:
            value = float(self.value)
        except ValueError as error:
            raise refused("damaged") from error
        if not -1e308 < value < 1e308:
            raise refused("damaged")
        return None if shown is Shown.GENERAL else (shown, value)

    def _use(self, column: int | None = None) -> None:
        marks = self.marks
        column = self.column if column is None else column
        if self.row > marks.last_row:
            if self.row > limits.MAX_USED_ROWS:
                raise refused("too_many_rows")
            marks.last_row = self.row
        if column > marks.last_column:
            if column >= limits.MAX_USED_COLUMNS:
                raise refused("too_many_columns")
            marks.last_column = column

    def _columns(self, attributes: Attributes) -> None:
        if not (is_true(attributes.get("hidden")) or attributes.get("width") == "0"):
            return
        first, last = number(attributes.get("min")), number(attributes.get("max"))
        if not 0 < first <= last <= limits.MAX_COLUMN:
            raise refused("bad_reference")
        self.marks.hidden_columns.update(range(first - 1, min(last, limits.MAX_USED_COLUMNS)))

    def _merge(self, attributes: Attributes) -> None:
        self.marks.merges.append(_range_of(attributes.get("ref", "")))
        if len(self.marks.merges) > limits.MAX_MERGES:
            raise refused("too_many_merges")
