"""Drawing a form of ours as PDF from its layout and from the values its workbook is filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.reports.forms.drawing import (
    LABEL_GROUND,
    MUTED,
    SMALL,
    TOTAL_GROUND,
    WARNING,
    Pen,
    wrapped,
)
from app.reports.forms.form import PRACTICE_LINE, Value, day_words
from app.reports.forms.layouts.layout import (
    NOT_APPLICABLE,
    Box,
    Computed,
    Heading,
    Layout,
    Note,
    Table,
)

_TOP = 26.0
_NEXT_TOP = 12.0
_HEAD_TOP, _HEAD_HEIGHT = 19.0, 5.5


def page_size(layout: Layout) -> tuple[float, float]:
    """The paper of a layout in points."""
    size: tuple[float, float] = landscape(A4) if layout.landscape else A4
    return size


def draw_layout(
    canvas: Canvas, layout: Layout, values: Mapping[str, Value], *, practice: bool
) -> None:
    """Every page of the form, with `values` by input name."""
    drawing = _Drawing(canvas, layout, values)
    starts = (0, *layout.breaks)
    for number, first in enumerate(starts):
        last = starts[number + 1] if number + 1 < len(starts) else layout.body_rows
        drawing.page(number, range(first, last), practice=practice)
        if last == layout.body_rows:
            drawing.end()
        canvas.showPage()


def words_of(value: Value, figure: str = "") -> str:
    """A value as the paper shows it: 1,234 · 令和6年10月分 · words; nothing for nothing."""
    if isinstance(value, date):
        return f"{day_words(figure, value)}{'分' if figure == '$ym' else ''}"
    return f"{value:,}" if isinstance(value, int) else value or ""


@dataclass(frozen=True)
class Stretch:
    """A stretch of grid cells on paper: the page from 0 and mm from its top left."""

    page: int
    left: float
    top: float
    width: float
    height: float


def place_on_paper(layout: Layout, row: int, first: int, last: int) -> Stretch:
    """Where the columns from `first` to before `last` of a grid row are drawn."""
    starts = (0, *layout.breaks)
    page = max(at for at, start in enumerate(starts) if start <= row)
    left = (page_size(layout)[0] / mm - sum(layout.columns_mm)) / 2
    return Stretch(
        page,
        left + sum(layout.columns_mm[:first]),
        (_NEXT_TOP if page else _TOP) + (row - starts[page]) * layout.row_mm,
        sum(layout.columns_mm[first:last]),
        layout.row_mm,
    )


class _Drawing:
    def __init__(self, canvas: Canvas, layout: Layout, values: Mapping[str, Value]) -> None:
        size = page_size(layout)
        self._pen = Pen(canvas, size)
        self._layout, self._values = layout, values
        self._whole = sum(layout.columns_mm)
        self._left = (size[0] / mm - self._whole) / 2

    def end(self) -> None:
        """Say at the foot what is not shown as it was typed."""
        self._pen.end()

    def page(self, number: int, rows: range, *, practice: bool) -> None:
        self._pen.begin_page()
        if practice:
            self._pen.watermark()
        if number:
            words = f"{self._layout.title}　{number + 1}"
            self._pen.text(
                words, self._left, 6.0, self._whole, 5.0, ink=MUTED, size=SMALL, align="right"
            )
        else:
            self._heading(practice=practice)
        for table in self._layout.tables:
            if table.top in rows:
                self._table(table)
        for box in self._layout.boxes:
            if box.top in rows:
                self._box(box)
        for note in self._layout.notes:
            if note.top in rows:
                self._note(note)

    def _heading(self, *, practice: bool) -> None:
        pen, layout, left, whole = self._pen, self._layout, self._left, self._whole
        if practice:
            pen.text(PRACTICE_LINE, left, 14.0, whole, 5.0, bold=True, align="right", ink=WARNING)
        pen.text(layout.title, left, 6.5, whole, 8.0, bold=True, size=14.0, align="center")
        room = sum(layout.columns_mm[: max(layout.practice_left - 1, 1)])
        pen.text(layout.line, left, 14.0, room, 5.0, ink=MUTED)
        for heading in layout.headings:
            self._labelled(heading)

    def _labelled(self, heading: Heading) -> None:
        middle = heading.left + heading.label_columns
        end = middle + heading.value_columns
        value = words_of(self._values.get(heading.label), heading.figure)
        for words, first, last, ground in (
            (heading.label, heading.left, middle, LABEL_GROUND),
            (value.replace("\n", " "), middle, end, None),
        ):
            left, width = self._across(first, last)
            self._pen.box(
                words, left, _HEAD_TOP, width, _HEAD_HEIGHT, ground=ground, align="center"
            )

    def _table(self, table: Table) -> None:
        row = self._layout.row_mm
        if table.title:
            left, _ = self._across(table.left, table.left + 1)
            self._pen.text(
                table.title, left, self._down(table.top), 150.0, row, bold=True, size=8.0
            )
        spans = [(table.left, table.column_at(0), table.corner)]
        spans += [
            (table.column_at(at), table.column_at(at + 1), text)
            for at, text in enumerate(table.columns)
        ]
        for first, last, text in spans:
            left, width = self._across(first, last)
            height = row * table.header_rows
            top = self._down(table.header_top)
            self._pen.box(
                text, left, top, width, height, ground=LABEL_GROUND, align="center", size=SMALL
            )
        for at in range(len(table.rows)):
            self._line(table, at)

    def _line(self, table: Table, at: int) -> None:
        row, top, height = table.rows[at], self._down(table.body_top + at), self._layout.row_mm
        left, width = self._across(table.left, table.column_at(0))
        self._pen.box(row.label, left, top, width, height, bold=row.total, ground=LABEL_GROUND)
        for column, cell in enumerate(row.cells):
            left, width = self._across(table.column_at(column), table.column_at(column + 1))
            value = table.shown(at, column, self._values)
            total = isinstance(cell, Computed)
            align = "center" if value == NOT_APPLICABLE else "left"
            self._pen.box(
                words_of(value, cell if isinstance(cell, str) else "").replace("\n", " "),
                left,
                top,
                width,
                height,
                bold=row.total or total,
                align="right" if isinstance(value, int) else align,
                ground=TOTAL_GROUND if total else None,
            )

    def _box(self, box: Box) -> None:
        row = self._layout.row_mm
        left, width = self._across(box.left, box.left + box.columns)
        top = self._down(box.top)
        self._pen.text(box.title, left, top, 150.0, row, bold=True, size=8.0)
        self._pen.box("", left, top + row, width, row * box.rows)
        words = words_of(self._values.get(box.name))
        self._pen.heard(words)
        for at, text in enumerate(wrapped(box.name, words, width - 3.0, box.rows)):
            self._pen.text(text, left, top + row * (1 + at), width, row)

    def _note(self, note: Note) -> None:
        left, width = self._across(note.left, note.left + note.columns)
        for at, words in enumerate(note.lines):
            top = self._down(note.top + at)
            self._pen.text(
                words, left, top, width, self._layout.row_mm, bold=at == 0, size=SMALL, ink=MUTED
            )

    def _across(self, first: int, last: int) -> tuple[float, float]:
        """Left and width in mm of some columns."""
        box = place_on_paper(self._layout, 0, first, last)
        return box.left, box.width

    def _down(self, row: int) -> float:
        """Top in mm of a grid row on this page."""
        return place_on_paper(self._layout, row, 0, 1).top
