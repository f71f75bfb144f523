"""The built-in monthly report as a PDF: one A4 landscape page, drawn string by string.

Text is only ever drawn, never read as markup.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.errors import FieldProblem, FileProblem, InvalidInput
from app.reports.forms import monthly_layout as layout
from app.reports.output import write_whole
from app.reports.papers import fonts

_PAGE = landscape(A4)
_LEFT = 10.5
_BODY_TOP = 26.0
_SIZE, _SMALL, _LEAST = 7.5, 6.5, 4.0
_INK, _MUTED, _LINE = HexColor("#1B2430"), HexColor("#566273"), HexColor("#7A8696")
_LABEL_GROUND, _TOTAL_GROUND = HexColor("#EEF1F5"), HexColor("#F5F6F8")
_WARNING, _WATERMARK = HexColor("#B3261E"), HexColor("#F6E3E1")


def write_monthly_pdf(
    path: Path,
    *,
    office_name: str,
    period_label: str,
    figures: Mapping[str, object],
    practice: bool,
    reporter: str = "",
    remarks: str = "",
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Write the monthly report of one period; a practice report is marked across the page."""
    if path.suffix.lower() != ".pdf":
        raise FileProblem(
            f"「{path.name}」には書き出せません。何も書き出していません。"
            "名前の終わりを .pdf にしてください。",
            where=path.name,
        )
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=_PAGE, initialFontName=fonts.REGULAR)
    canvas.setTitle(f"{layout.TITLE} {period_label}")
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setSubject(layout.OWN_FORM_LINE)
    page = _Page(canvas)
    page.heading(office_name, period_label, reporter, practice=practice)
    for table in layout.tables():
        page.table(table, figures)
    page.remarks(remarks)
    canvas.showPage()
    canvas.save()
    write_whole(path, buffer.getvalue(), _complete, pause=pause)


class _Page:
    """Draws boxes and single lines of text on the layout's grid (mm from the top left)."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        canvas.setLineWidth(0.4)
        canvas.setStrokeColor(_LINE)

    def heading(self, office: str, period: str, reporter: str, *, practice: bool) -> None:
        """Title, whose form it is, month, office and reporter."""
        whole = sum(layout.COLUMNS_MM)
        if practice:
            self._watermark()
            note = layout.PRACTICE_LINE
            self._text(note, _LEFT, 14.0, whole, 5.0, bold=True, align="right", ink=_WARNING)
        self._text(layout.TITLE, _LEFT, 6.5, whole, 8.0, bold=True, size=14.0, align="center")
        self._text(layout.OWN_FORM_LINE, _LEFT, 14.0, 120.0, 5.0, ink=_MUTED)
        left = _LEFT
        for label, value, width in (
            ("報告年月", period, 44.0),
            ("センター名", office, 99.0),
            ("作成者", reporter, whole - 3 * 22.0 - 44.0 - 99.0),
        ):
            self._box(label, left, 19.0, 22.0, 5.5, ground=_LABEL_GROUND, align="center")
            self._box(_printable(value), left + 22.0, 19.0, width, 5.5, align="center")
            left += 22.0 + width

    def table(self, table: layout.Table, figures: Mapping[str, object]) -> None:
        """One table with its title and header."""
        if table.title:
            left, top = _corner(table.top, table.left)
            self._text(table.title, left, top, 150.0, layout.ROW_MM, bold=True, size=8.0)
        for at, text in enumerate((table.corner, *table.columns)):
            left, top = _corner(table.header_top, table.left + at)
            width = layout.COLUMNS_MM[table.left + at]
            height = layout.ROW_MM * table.header_rows
            self._box(
                text, left, top, width, height, ground=_LABEL_GROUND, align="center", size=_SMALL
            )
        for at in range(len(table.rows)):
            self._line(table, at, figures)

    def remarks(self, remarks: str) -> None:
        """The box for remarks and the notes on counting."""
        left, top = _corner(layout.REMARKS_TOP, layout.LEFT)
        row = layout.ROW_MM
        self._text(layout.REMARKS_TITLE, left, top, 150.0, row, bold=True, size=8.0)
        width = sum(layout.COLUMNS_MM[:13])
        lines = layout.BODY_ROWS - layout.REMARKS_TOP - 1
        self._box("", left, top + row, width, row * lines)
        for at, text in enumerate(_wrapped(remarks, width - 3.0, lines)):
            self._text(text, left, top + row * (1 + at), width, row)
        for at, note in enumerate(layout.NOTES):
            left, top = _corner(layout.NOTES_TOP + at, layout.MIDDLE)
            self._text(note, left, top, 67.0, row, bold=at == 0, size=_SMALL, ink=_MUTED)

    def _line(self, table: layout.Table, at: int, figures: Mapping[str, object]) -> None:
        row = table.rows[at]
        left, top = _corner(table.body_top + at, table.left)
        height = layout.ROW_MM
        width = layout.COLUMNS_MM[table.left]
        self._box(row.label, left, top, width, height, bold=row.total, ground=_LABEL_GROUND)
        for column, cell in enumerate(row.cells):
            spot = table.left + 1 + column
            left, top = _corner(table.body_top + at, spot)
            width = layout.COLUMNS_MM[spot]
            number = table.number(at, column, figures)
            total = isinstance(cell, layout.Computed)
            self._box(
                layout.NOT_APPLICABLE if number is None else f"{number:,}",
                left,
                top,
                width,
                height,
                bold=row.total or total,
                align="center" if number is None else "right",
                ground=_TOTAL_GROUND if total else None,
            )

    def _box(
        self,
        text: str,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        bold: bool = False,
        align: str = "left",
        ground: Color | None = None,
        size: float = _SIZE,
    ) -> None:
        bottom = _PAGE[1] - (top + height) * mm
        if ground is not None:
            self._canvas.setFillColor(ground)
        filled = 0 if ground is None else 1
        self._canvas.rect(left * mm, bottom, width * mm, height * mm, stroke=1, fill=filled)
        lines = text.split("\n")
        gap = 2.7
        first = top + (height - gap * len(lines)) / 2
        for at, line in enumerate(lines):
            self._text(line, left, first + at * gap, width, gap, bold=bold, align=align, size=size)

    def _text(
        self,
        text: str,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        bold: bool = False,
        size: float = _SIZE,
        align: str = "left",
        ink: Color = _INK,
    ) -> None:
        if not text:
            return
        shown, size = _fitted(text, size, (width - 1.8) * mm, bold=bold)
        self._canvas.setFillColor(ink)
        base = _PAGE[1] - (top + height / 2) * mm - size * 0.36
        taken = fonts.width(shown, size, bold=bold)
        at = (left + 1.2) * mm
        if align == "center":
            at = (left + width / 2) * mm - taken / 2
        elif align == "right":
            at = (left + width - 1.2) * mm - taken
        for font, piece in fonts.runs(shown, bold=bold):
            self._canvas.setFont(font, size)
            self._canvas.drawString(at, base, piece)
            at += self._canvas.stringWidth(piece, font, size)

    def _watermark(self) -> None:
        self._canvas.saveState()
        self._canvas.setFillColor(_WATERMARK)
        self._canvas.setFont(fonts.BOLD, 120)
        self._canvas.translate(_PAGE[0] / 2, _PAGE[1] / 2)
        self._canvas.rotate(25)
        self._canvas.drawCentredString(0, -50, "練習用")
        self._canvas.restoreState()


def _corner(row: int, column: int) -> tuple[float, float]:
    """Left and top of a grid cell in mm."""
    return _LEFT + sum(layout.COLUMNS_MM[:column]), _BODY_TOP + row * layout.ROW_MM


def _printable(text: str) -> str:
    """Text on one line: breaks and tabs become spaces."""
    return "".join(
        " " if char.isspace() and char != "\u3000" else char for char in fonts.printable(text)
    )


def _fitted(text: str, size: float, width: float, *, bold: bool) -> tuple[str, float]:
    """The text and the size at which it fits; below the least size it is cut with …."""
    shown = _printable(text)
    natural = fonts.width(shown, size, bold=bold)
    if natural <= width:
        return shown, size
    smaller = max(_LEAST, size * width / natural)
    while shown and fonts.width(f"{shown}…", smaller, bold=bold) > width:
        if fonts.width(shown, smaller, bold=bold) <= width * 1.0001:
            return shown, smaller
        shown = shown[:-1]
    return (f"{shown}…", smaller)


def _wrapped(text: str, width: float, most: int) -> list[str]:
    """The remarks in lines of `width` mm; more than `most` lines are refused, never cut."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for char in _printable(paragraph):
            if fonts.width(line + char, _SIZE) > width * mm:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    if len(lines) > most:
        reason = f"特記事項が長く、{most}行の欄に収まりません。短くしてください。"
        raise InvalidInput((FieldProblem("特記事項", reason),))
    return lines


def _complete(draft: Path) -> None:
    written = draft.read_bytes()
    if not written.startswith(b"%PDF-") or b"%%EOF" not in written[-64:]:
        raise OSError(f"incomplete PDF of {len(written)} bytes")
