"""Write template.xlsx and form.toml of every layout of ours (run by hand after a change).

python -m forms.build     (from the project root)
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from app.reports.forms.form import Form, Input, ValueFormat, format_of
from app.reports.forms.form_toml import form_toml
from app.reports.forms.layouts.all import LAYOUTS
from app.reports.forms.layouts.layout import (
    HEAD_ROWS,
    NOT_APPLICABLE,
    Box,
    Computed,
    Heading,
    Layout,
    Note,
    Table,
    Words,
)

FOLDER = Path(__file__).resolve().parent
FONT = "BIZ UDPゴシック"
LINE, GROUND, TOTAL = "#7A8696", "#EEF1F5", "#F5F6F8"
MUTED, WARNING = "#566273", "#B3261E"
BUILT = datetime(2026, 11, 24, tzinfo=UTC)
PIXELS_PER_MM = 0.95 * 96 / 25.4
ROW_PIXELS_PER_MM = 18 / 4.2
DATE_FORMATS = {"$ym": '[$-411]ggge"年"m"月分"'}
PLAIN_DATE = '[$-411]ggge"年"m"月"d"日"'


class Builder:
    """Draws one layout on one worksheet."""

    def __init__(self, layout: Layout, path: Path) -> None:
        self.layout = layout
        self.last = len(layout.columns_mm) - 1
        # Drafts on the disk would have other line ends on Windows.
        self.book = xlsxwriter.Workbook(str(path), {"in_memory": True})
        self.book.set_properties({"title": layout.title, "created": BUILT})
        self.sheet = self.book.add_worksheet(layout.sheet)

    def draw(self) -> None:
        """The whole sheet."""
        self.page()
        self.heading()
        for table in self.layout.tables:
            self.table(table)
        for box in self.layout.boxes:
            self.box(box)
        for note in self.layout.notes:
            self.note(note)
        self.book.close()

    def style(self, **extra: object) -> Format:
        """A cell format in the form's font."""
        return self.book.add_format(
            {"font_name": FONT, "font_size": 8, "valign": "vcenter"} | extra
        )

    def framed(self, **extra: object) -> Format:
        """A cell format with a line around it."""
        return self.style(border=1, border_color=LINE, **extra)

    def page(self) -> None:
        """Paper, sizes and protection (without a password: only inputs are open)."""
        sheet, layout = self.sheet, self.layout
        for column, width in enumerate(layout.columns_mm):
            sheet.set_column_pixels(column, column, round(width * PIXELS_PER_MM))
        height = round(layout.row_mm * ROW_PIXELS_PER_MM)
        for row in range(HEAD_ROWS + layout.body_rows):
            sheet.set_row_pixels(row, height if row >= HEAD_ROWS else (30, 18, 22, 6)[row])
        if layout.landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.3)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 1 + len(layout.breaks))
        if layout.breaks:
            sheet.set_h_pagebreaks([HEAD_ROWS + row for row in layout.breaks])
        sheet.print_area(0, 0, HEAD_ROWS + layout.body_rows - 1, self.last)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_cells": True, "select_locked_cells": True})

    def merged(self, row: int, left: int, right: int, text: str, style: Format) -> None:
        """Words over some columns of a row."""
        if left == right:
            self.sheet.write_string(row, left, text, style)
        else:
            self.sheet.merge_range(row, left, row, right, text, style)

    def blank(self, row: int, left: int, right: int, style: Format) -> None:
        """An input over some columns of a row."""
        if left == right:
            self.sheet.write_blank(row, left, None, style)
        else:
            self.sheet.merge_range(row, left, row, right, "", style)

    def heading(self) -> None:
        """Title, the line that says whose form this is, and the header values."""
        title = self.style(bold=True, font_size=14, align="center")
        practice = self.style(bold=True, font_color=WARNING, align="right", locked=False)
        left = self.layout.practice_left
        self.merged(0, 0, self.last, self.layout.title, title)
        whose = self.style(font_color=MUTED, shrink=True)
        self.merged(1, 0, left - 2 if left > 1 else 0, self.layout.line, whose)
        self.blank(1, left, self.last, practice)
        for heading in self.layout.headings:
            self.labelled(heading)

    def labelled(self, heading: Heading) -> None:
        """One header value with its label."""
        label = self.framed(bg_color=GROUND, align="center")
        kind = format_of(heading.figure)
        field = self.framed(locked=False, align="center", shrink=True)
        if kind is ValueFormat.DATE:
            number = DATE_FORMATS.get(heading.figure, PLAIN_DATE)
            field = self.framed(locked=False, num_format=number, align="center")
        value = heading.left + heading.label_columns
        self.merged(2, heading.left, value - 1, heading.label, label)
        self.blank(2, value, value + heading.value_columns - 1, field)

    def table(self, table: Table) -> None:
        """One table: title, header, lines, totals as formulas."""
        if table.title:
            place = HEAD_ROWS + table.top
            self.sheet.write_string(place, table.left, table.title, self.style(bold=True))
        head = self.framed(bg_color=GROUND, align="center", text_wrap=True, font_size=7)
        top = HEAD_ROWS + table.header_top
        bottom = top + table.header_rows - 1
        spans = [(table.left, table.column_at(-1), table.corner)]
        spans += [(table.column_at(at),) * 2 + (text,) for at, text in enumerate(table.columns)]
        for left, right, text in spans:
            if (top, left) == (bottom, right):
                self.sheet.write_string(top, left, text, head)
            else:
                self.sheet.merge_range(top, left, bottom, right, text, head)
        for at in range(len(table.rows)):
            self.line(table, at)

    def line(self, table: Table, at: int) -> None:
        """One line of a table."""
        row = table.rows[at]
        place = HEAD_ROWS + table.body_top + at
        bold = {"bold": row.total}
        label = self.framed(bg_color=GROUND, indent=1, **bold)
        number = self.framed(num_format="#,##0_ ", shrink=True, locked=False, **bold)
        words = self.framed(shrink=True, locked=False, **bold)
        total = self.framed(num_format="#,##0_ ", shrink=True, bg_color=TOTAL, bold=True)
        nothing = self.framed(align="center", font_color=MUTED)
        fixed = self.framed(shrink=True, **bold)
        self.merged(place, table.left, table.column_at(-1), row.label, label)
        for column, cell in enumerate(row.cells):
            spot = table.column_at(column)
            if cell is None:
                self.sheet.write_string(place, spot, NOT_APPLICABLE, nothing)
            elif isinstance(cell, Words):
                self.sheet.write_string(place, spot, cell.text, fixed)
            elif isinstance(cell, Computed):
                self.sheet.write_formula(place, spot, formula(table, cell), total)
            else:
                counted = format_of(cell) is ValueFormat.NUMBER
                self.sheet.write_blank(place, spot, None, number if counted else words)

    def box(self, box: Box) -> None:
        """A box for typed words."""
        top = HEAD_ROWS + box.top
        self.sheet.write_string(top, box.left, box.title, self.style(bold=True))
        style = self.framed(locked=False, text_wrap=True, valign="top")
        right = box.left + box.columns - 1
        self.sheet.merge_range(top + 1, box.left, top + box.rows, right, "", style)

    def note(self, note: Note) -> None:
        """Small words."""
        for at, line in enumerate(note.lines):
            style = self.style(font_size=7, font_color=MUTED, bold=at == 0)
            self.sheet.write_string(HEAD_ROWS + note.top + at, note.left, line, style)


def formula(table: Table, cell: Computed) -> str:
    """The formula of a total: a range where it is one, single cells otherwise."""

    def at(spot: tuple[int, int]) -> str:
        return xl_rowcol_to_cell(HEAD_ROWS + table.body_top + spot[0], table.column_at(spot[1]))

    rows = {row for row, _ in cell.plus}
    columns = {column for _, column in cell.plus}
    stretch = len(cell.plus) == max(
        max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    ) and 1 in (len(rows), len(columns))
    if len(cell.plus) > 2 and not cell.minus and stretch:
        return f"=SUM({at(cell.plus[0])}:{at(cell.plus[-1])})"
    return "=" + "+".join(map(at, cell.plus)) + "".join(f"-{at(spot)}" for spot in cell.minus)


def toml(layout: Layout) -> str:
    """The text of form.toml."""
    inputs = tuple(
        Input(entry.name, xl_rowcol_to_cell(*entry.spot), entry.figure, entry.format)
        for entry in layout.inputs()
    )
    form = Form(
        id=layout.id,
        title=layout.listed,
        edition=layout.edition,
        period=layout.period,
        sheet=layout.sheet,
        official=False,
        template=b"",
        inputs=inputs,
    )
    return form_toml(
        form,
        (
            "forms/build.py が app/reports/forms/layouts から書いたもの。",
            "@rest は、この様式に欄のないすべての区分の合計。",
        ),
    )


def source_note(layout: Layout) -> str:
    """The text of SOURCE.md."""
    return (
        f"# {layout.id}\n"
        f"{layout.title}. NOT an official form of the state or of a prefecture (none was found); line 2 of the sheet\n"
        "says so. The layout is data in `app/reports/forms/layouts` (the PDF is drawn from the same data);\n"
        "`python -m forms.build` writes `template.xlsx` and `form.toml` from it and is run by hand after a change.\n"
        "The workbook's author is blank. Sheet protection has no password.\n"
    )


def build(layout: Layout, folder: Path) -> None:
    """Write the files of one form into `folder`."""
    Builder(layout, folder / "template.xlsx").draw()
    (folder / "form.toml").write_text(toml(layout), encoding="utf-8", newline="\n")
    (folder / "SOURCE.md").write_text(source_note(layout), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for each in LAYOUTS:
        (FOLDER / each.id).mkdir(exist_ok=True)
        build(each, FOLDER / each.id)
