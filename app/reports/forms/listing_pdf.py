"""The PDF of a form that somebody else drew: every cell that is filled, with its value."""

from __future__ import annotations

from collections.abc import Mapping

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.reports.forms.drawing import LABEL_GROUND, MUTED, WARNING, Pen
from app.reports.forms.form import PRACTICE_LINE, Form, Input, Value
from app.reports.forms.layout_pdf import words_of

NOTE = "様式に書き込む値の一覧です。様式そのものはExcelのファイルにあります。"
_LEFT, _TOP, _ROW = 15.0, 32.0, 5.5
_WIDTHS = (78.0, 18.0, 84.0)
_ROWS = 45


def draw_listing(
    canvas: Canvas, form: Form, values: Mapping[str, Value], period: str, *, practice: bool
) -> None:
    """Name, address and value of every input, 45 to a page."""
    pen = Pen(canvas, A4)
    pages = range(0, len(form.inputs), _ROWS)
    for number, first in enumerate(pages, 1):
        pen.begin_page()
        if practice:
            pen.watermark()
        _heading(pen, form, period, f"{number}／{len(pages)}", practice=practice)
        _line(pen, _TOP, ("欄", "番地", "値"), head=True)
        for at, entry in enumerate(form.inputs[first : first + _ROWS]):
            _, _, below, _, _ = cell_on_paper(at, 0)
            _entry(pen, below, entry, values.get(entry.name))
        if number == len(pages):
            pen.end()
        canvas.showPage()


def cell_on_paper(at: int, column: int) -> tuple[int, float, float, float, float]:
    """Where column 0, 1 or 2 of an input is drawn: its page, then mm from the top left."""
    page, line = divmod(at, _ROWS)
    left = _LEFT + sum(_WIDTHS[:column])
    return page, left, _TOP + _ROW * (line + 1), _WIDTHS[column], _ROW


def _heading(pen: Pen, form: Form, period: str, page: str, *, practice: bool) -> None:
    whole = sum(_WIDTHS)
    pen.text(form.title, _LEFT, 8.0, whole, 8.0, bold=True, size=12.0)
    pen.text(f"{period}　{form.edition}　シート「{form.sheet}」", _LEFT, 16.5, whole, 5.0)
    pen.text(page, _LEFT, 16.5, whole, 5.0, align="right")
    pen.text(NOTE, _LEFT, 22.0, whole, 5.0, ink=MUTED)
    if practice:
        pen.text(PRACTICE_LINE, _LEFT, 27.0, whole, 5.0, bold=True, ink=WARNING)


def _entry(pen: Pen, top: float, entry: Input, value: Value) -> None:
    words = words_of(value, entry.figure).replace("\n", " ")
    _line(pen, top, (entry.name, entry.cell, words), number=isinstance(value, int))


def _line(
    pen: Pen, top: float, words: tuple[str, str, str], *, head: bool = False, number: bool = False
) -> None:
    left = _LEFT
    for at, (text, width) in enumerate(zip(words, _WIDTHS, strict=True)):
        align = "center" if head else "right" if number and at == 2 else "left"
        ground = LABEL_GROUND if head else None
        pen.box(
            text.replace("\n", " "), left, top, width, _ROW, align=align, ground=ground, bold=head
        )
        left += width
