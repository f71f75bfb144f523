"""Write template.xlsx and form.toml of the built-in monthly form (run by hand after a change).

python -m forms.monthly_builtin.build_template     (from the project root)
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from app.reports.forms import monthly_layout as layout
from app.reports.forms.form import PRACTICE

FOLDER = Path(__file__).resolve().parent
SHEET = "月次実績報告"
BODY = 4
LAST = len(layout.COLUMNS_MM) - 1
FONT = "BIZ UDPゴシック"
HEADERS = (
    ("報告年月", (2, 1), "$ym", "date"),
    ("センター名", (2, 7), "$center", "text"),
    ("作成者", (2, 17), "$reporter", "text"),
    ("練習用", (1, 14), PRACTICE, "text"),
)
EDITION = "2026年版"
BUILT = datetime(2026, 11, 24, tzinfo=UTC)
PIXELS_PER_MM = 0.95 * 96 / 25.4


class Builder:
    """Draws the layout's tables on one worksheet and notes the inputs."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path))
        self.book.set_properties({"title": layout.TITLE, "created": BUILT})
        self.sheet = self.book.add_worksheet(SHEET)
        self.inputs: list[tuple[str, str, str, str]] = []

    def style(self, **extra: object) -> Format:
        """A cell format in the form's font."""
        return self.book.add_format(
            {"font_name": FONT, "font_size": 8, "valign": "vcenter"} | extra
        )

    def page(self) -> None:
        """Paper, sizes and protection (without a password: only inputs are open)."""
        sheet = self.sheet
        for column, width in enumerate(layout.COLUMNS_MM):
            sheet.set_column_pixels(column, column, round(width * PIXELS_PER_MM))
        for row in range(BODY + layout.BODY_ROWS):
            sheet.set_row_pixels(row, 18 if row >= BODY else (30, 18, 22, 6)[row])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.3)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 1)
        sheet.print_area(0, 0, BODY + layout.BODY_ROWS - 1, LAST)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_cells": True, "select_locked_cells": True})

    def heading(self) -> None:
        """Title, the line that says whose form this is, and the header values."""
        sheet = self.sheet
        title = self.style(bold=True, font_size=14, align="center")
        sheet.merge_range(0, 0, 0, LAST, layout.TITLE, title)
        sheet.merge_range(1, 0, 1, 12, layout.OWN_FORM_LINE, self.style(font_color="#566273"))
        practice = self.style(bold=True, font_color="#B3261E", align="right", locked=False)
        sheet.merge_range(1, 14, 1, LAST, "", practice)
        label = self.style(border=1, border_color="#7A8696", bg_color="#EEF1F5", align="center")
        field = self.style(
            border=1, border_color="#7A8696", locked=False, align="center", shrink=True
        )
        month = self.style(
            border=1,
            border_color="#7A8696",
            locked=False,
            num_format='[$-411]ggge"年"m"月分"',
            align="center",
        )
        sheet.write_string(2, 0, "報告年月", label)
        sheet.merge_range(2, 1, 2, 4, "", month)
        sheet.merge_range(2, 5, 2, 6, "センター名", label)
        sheet.merge_range(2, 7, 2, 15, "", field)
        sheet.write_string(2, 16, "作成者", label)
        sheet.merge_range(2, 17, 2, LAST, "", field)
        for name, (row, column), figure, kind in HEADERS:
            self.inputs.append((name, xl_rowcol_to_cell(row, column), figure, kind))

    def table(self, table: layout.Table) -> None:
        """One table: title, header, lines, totals as formulas."""
        sheet = self.sheet
        if table.title:
            sheet.write_string(BODY + table.top, table.left, table.title, self.style(bold=True))
        head = self.style(
            border=1,
            border_color="#7A8696",
            bg_color="#EEF1F5",
            align="center",
            text_wrap=True,
            font_size=7,
        )
        top = BODY + table.header_top
        for at, text in enumerate((table.corner, *table.columns)):
            column = table.left + at
            if table.header_rows == 1:
                sheet.write_string(top, column, text, head)
            else:
                sheet.merge_range(top, column, top + 1, column, text, head)
        for at in range(len(table.rows)):
            self.line(table, at)

    def line(self, table: layout.Table, at: int) -> None:
        """One line of a table."""
        row = table.rows[at]
        place = BODY + table.body_top + at
        bold = {"bold": row.total}
        label = self.style(border=1, border_color="#7A8696", bg_color="#EEF1F5", indent=1, **bold)
        number = self.style(
            border=1,
            border_color="#7A8696",
            num_format="#,##0_ ",
            shrink=True,
            locked=False,
            **bold,
        )
        total = self.style(
            border=1,
            border_color="#7A8696",
            num_format="#,##0_ ",
            shrink=True,
            bg_color="#F5F6F8",
            bold=True,
        )
        nothing = self.style(border=1, border_color="#7A8696", align="center", font_color="#566273")
        self.sheet.write_string(place, table.left, row.label, label)
        for column, cell in enumerate(row.cells):
            spot = table.left + 1 + column
            if cell is None:
                self.sheet.write_string(place, spot, layout.NOT_APPLICABLE, nothing)
            elif isinstance(cell, layout.Computed):
                self.sheet.write_formula(place, spot, self.formula(table, cell), total)
            else:
                self.sheet.write_blank(place, spot, None, number)
                row = table.rows[at].label
                name = f"{table.key}_{row}_{table.columns[column]}".replace("\n", "")
                self.inputs.append((name, xl_rowcol_to_cell(place, spot), cell, "number"))

    def formula(self, table: layout.Table, cell: layout.Computed) -> str:
        """The formula of a total: a range where it is one, single cells otherwise."""

        def at(spot: tuple[int, int]) -> str:
            return xl_rowcol_to_cell(BODY + table.body_top + spot[0], table.left + 1 + spot[1])

        if len(cell.plus) > 2 and not cell.minus:
            return f"=SUM({at(cell.plus[0])}:{at(cell.plus[-1])})"
        return "=" + "+".join(map(at, cell.plus)) + "".join(f"-{at(spot)}" for spot in cell.minus)

    def remarks(self) -> None:
        """The box for remarks and the notes on counting."""
        top = BODY + layout.REMARKS_TOP
        self.sheet.write_string(top, 0, layout.REMARKS_TITLE, self.style(bold=True))
        box = self.style(
            border=1, border_color="#7A8696", locked=False, text_wrap=True, valign="top"
        )
        self.sheet.merge_range(top + 1, 0, BODY + layout.BODY_ROWS - 1, 12, "", box)
        self.inputs.append(("特記事項", xl_rowcol_to_cell(top + 1, 0), "$free", "text"))
        for at, note in enumerate(layout.NOTES):
            style = self.style(font_size=7, font_color="#566273", bold=at == 0)
            self.sheet.write_string(BODY + layout.NOTES_TOP + at, layout.MIDDLE, note, style)


def toml(inputs: list[tuple[str, str, str, str]]) -> str:
    """The text of form.toml."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = [
        "# 組込みの月次様式。build_template.py が app/reports/forms/monthly_layout.py から書いたもの。",
        "# @rest は、この様式に欄のないすべての区分の合計。",
        "",
        'id = "monthly_builtin"',
        f"title = {quoted(layout.TITLE + '（独自様式）')}",
        f"edition = {quoted(EDITION)}",
        'period = "month"',
        f"sheet = {quoted(SHEET)}",
        "official = false",
    ]
    for name, cell, figure, kind in inputs:
        lines += ["", "[[input]]", f"name = {quoted(name)}", f"cell = {quoted(cell)}"]
        lines += [f"figure = {quoted(figure)}", f"format = {quoted(kind)}"]
    return "\n".join(lines) + "\n"


def build(folder: Path) -> None:
    """Write both files into `folder`."""
    builder = Builder(folder / "template.xlsx")
    builder.page()
    builder.heading()
    for table in layout.tables():
        builder.table(table)
    builder.remarks()
    builder.book.close()
    (folder / "form.toml").write_text(toml(builder.inputs), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(FOLDER)
