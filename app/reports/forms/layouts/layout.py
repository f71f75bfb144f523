"""What a layout is made of: a grid of columns (mm) and equal rows, with tables and boxes on it.

Pure data. `forms/build.py` writes the workbook and form.toml from it, `forms/pdf.py` the PDF; both
take their numbers from the same values, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.reports.forms.form import FREE, PRACTICE, PeriodKind, Value, ValueFormat, format_of

OWN_FORM_LINE = "当センター独自の様式（公式の様式ではありません）"
SAMPLE_LINE = (
    "見本の様式です。公式の様式は見つかっていません。項目と計算は都道府県に確かめてください。"
)
NOT_APPLICABLE = "－"
HEAD_ROWS = 4
"""Rows above the grid: title, whose form it is, headings, a narrow gap."""

Spot = tuple[int, int]
"""Row and column, both from 0."""


@dataclass(frozen=True)
class Computed:
    """A total of other cells of the same table, each (row, column) from 0."""

    plus: tuple[Spot, ...]
    minus: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Words:
    """Fixed words in a cell."""

    text: str


Cell = str | Computed | Words | None
"""What goes in (a figure's path or `$…`), a total, fixed words, or nothing to report (－)."""


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    label: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose title (or header, without a title) stands in grid row `top`."""

    key: str
    title: str
    top: int
    left: int
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_rows: int = 2
    label_columns: int = 1
    """How many columns of the grid the labels take."""

    @property
    def header_top(self) -> int:
        """Grid row of the header."""
        return self.top + bool(self.title)

    @property
    def body_top(self) -> int:
        """Grid row of the first line."""
        return self.header_top + self.header_rows

    @property
    def end(self) -> int:
        """Grid row below the last line."""
        return self.body_top + len(self.rows)

    def column_at(self, column: int) -> int:
        """Grid column of a column of numbers."""
        return self.left + self.label_columns + column

    def name(self, row: int, column: int) -> str:
        """The name of the input in a cell."""
        words = f"{self.key}_{self.rows[row].label}_{self.columns[column]}"
        return words.replace("\n", "")

    def shown(self, row: int, column: int, values: Mapping[str, Value]) -> Value:
        """What stands in a cell when the form holds `values`; None where nothing does.

        A total of which a part is hidden is hidden like it: without the part it would be wrong.
        """
        cell = self.rows[row].cells[column]
        if cell is None:
            return NOT_APPLICABLE
        if isinstance(cell, Words):
            return cell.text
        if isinstance(cell, Computed):
            parts = [(1, at) for at in cell.plus] + [(-1, at) for at in cell.minus]
            found = [(sign, self.shown(*at, values)) for sign, at in parts]
            masked = (one for _, one in found if isinstance(one, str) and one != NOT_APPLICABLE)
            if (mask := next(masked, None)) is not None:
                return mask
            return sum(sign * one for sign, one in found if isinstance(one, int))
        return values.get(self.name(row, column))


@dataclass(frozen=True)
class Heading:
    """A labelled value above the grid: columns from `left`, the label takes the first ones."""

    label: str
    figure: str
    left: int
    label_columns: int
    value_columns: int


@dataclass(frozen=True)
class Box:
    """A box for typed words with its title in grid row `top`."""

    name: str
    title: str
    top: int
    left: int
    columns: int
    rows: int
    figure: str = FREE


@dataclass(frozen=True)
class Note:
    """Small words that stand on the grid: the first one is a heading."""

    top: int
    left: int
    columns: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class LaidInput:
    """An input of the form and the cell (from 0, in the workbook) it stands in."""

    name: str
    spot: Spot
    figure: str

    @property
    def format(self) -> ValueFormat:
        """What the cell takes."""
        return format_of(self.figure)


@dataclass(frozen=True)
class Layout:
    """One form of ours: `id` is its folder under forms/, `line` says whose it is."""

    id: str
    title: str
    listed: str
    """The title in lists of forms."""
    edition: str
    period: PeriodKind
    sheet: str
    columns_mm: tuple[float, ...]
    body_rows: int
    tables: tuple[Table, ...]
    headings: tuple[Heading, ...]
    boxes: tuple[Box, ...] = ()
    notes: tuple[Note, ...] = ()
    line: str = SAMPLE_LINE
    row_mm: float = 4.2
    landscape: bool = True
    breaks: tuple[int, ...] = field(default=())
    """Grid rows with which a new page begins."""
    practice_left: int = 0
    """From which column on line 2 says that the data are for practice; the line ends before it."""

    def inputs(self) -> Iterator[LaidInput]:
        """Every input, from the top."""
        for heading in self.headings:
            spot = (2, heading.left + heading.label_columns)
            yield LaidInput(heading.label, spot, heading.figure)
        yield LaidInput("練習用", (1, self.practice_left), PRACTICE)
        for table in self.tables:
            for at, row in enumerate(table.rows):
                for column, cell in enumerate(row.cells):
                    if isinstance(cell, str):
                        spot = (HEAD_ROWS + table.body_top + at, table.column_at(column))
                        yield LaidInput(table.name(at, column), spot, cell)
        for box in self.boxes:
            yield LaidInput(box.name, (HEAD_ROWS + box.top + 1, box.left), box.figure)


def sum_of_rows(count: int, column: int) -> Computed:
    """The total of the first `count` rows of a column."""
    return Computed(tuple((row, column) for row in range(count)))


def sum_of_columns(row: int, first: int, last: int) -> Computed:
    """The total of a stretch of columns of a row."""
    return Computed(tuple((row, column) for column in range(first, last + 1)))
