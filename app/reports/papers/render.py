"""Drawing a paper as a PDF: A4, embedded fonts, page numbers, the practice mark."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from app.reports.papers import fonts
from app.reports.papers.paper import Block, Fields, Grid, Heading, Notice, Paper, Printed, Words

_INK, _MUTED, _LINE = HexColor("#1B2430"), HexColor("#566273"), HexColor("#7A8696")
_LABEL_GROUND, _WATERMARK, _WARNING = HexColor("#EEF1F5"), HexColor("#F6E3E1"), HexColor("#B3261E")
_MARGIN, _HEAD, _FOOT = 15 * mm, 14 * mm, 10 * mm
_SIZE, _LABEL, _SMALL, _TITLE = 9.5, 8.5, 7.0, 16.0
_LEADING = 1.45
_PAD = 1.6 * mm
_SEAL = 17 * mm
_LABEL_MM = 26 * mm
_WRITING_LINE = 8 * mm

_RULED = [
    ("GRID", (0, 0), (-1, -1), 0.4, _LINE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
    ("TOPPADDING", (0, 0), (-1, -1), 0.8 * mm),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2 * mm),
]


def render(paper: Paper) -> Printed:
    """The paper as a PDF; the same paper always gives the same bytes."""
    fonts.register()
    buffer = io.BytesIO()
    size = landscape(A4) if paper.landscape else A4
    document = BaseDocTemplate(buffer, pagesize=size, title=paper.title, author="", invariant=1)
    width, height = size[0] - 2 * _MARGIN, size[1] - 2 * _MARGIN - _HEAD - _FOOT
    frame = Frame(
        _MARGIN,
        _MARGIN + _FOOT,
        width,
        height,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    template = PageTemplate(frames=[frame], onPage=_page_marks(paper, size))
    document.addPageTemplates([template])
    document.build(_flow(paper, width, height), canvasmaker=_numbered(paper))
    missing = frozenset().union(*(fonts.missing(text) for text in paper.texts()))
    plainer = frozenset().union(*(fonts.plainer(text) for text in paper.texts()))
    return Printed(buffer.getvalue(), document.page, missing, plainer)


def _flow(paper: Paper, width: float, height: float) -> list[Flowable]:
    parts: list[Flowable] = [_heading(paper, width), Spacer(0, 3 * mm)]
    for block in paper.blocks:
        parts += [*_drawn(block, width, height), Spacer(0, 3 * mm)]
    if paper.signatures:
        lines = [[_text(label, _LABEL), ""] for label in paper.signatures]
        table = Table(lines, colWidths=[45 * mm, 90 * mm], rowHeights=11 * mm, hAlign="RIGHT")
        table.setStyle(
            [("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), ("VALIGN", (0, 0), (-1, -1), "BOTTOM")]
        )
        parts.append(KeepTogether([table]))
    below = fonts.unprinted(paper.texts())
    if below:
        parts += [Spacer(0, 2 * mm), _text(below, _SMALL, ink=_MUTED)]
    return parts


def _heading(paper: Paper, width: float) -> Table:
    left = [
        _text(paper.title, _TITLE, bold=True),
        Spacer(0, 1.5 * mm),
        _text(f"{paper.office}　作成 {paper.made}", _LABEL, ink=_MUTED),
    ]
    seals = _seals(paper.seals)
    taken = _SEAL * len(paper.seals)
    table = Table([[left, seals]], colWidths=[width - taken, taken] if taken else [width, 0])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_no_padding()])
    return table


def _seals(names: tuple[str, ...]) -> Flowable | str:
    if not names:
        return ""
    heads = [_text(name, 7.0, align=TA_CENTER) for name in names]
    table = Table([heads, [""] * len(names)], colWidths=_SEAL, rowHeights=[5 * mm, 14 * mm])
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.4, _LINE), *_no_padding()])
    return table


def _drawn(block: Block, width: float, height: float) -> list[Flowable]:
    match block:
        case Fields():
            return _titled(block.title, _fields(block, width))
        case Words():
            return _titled(block.title, _words(block, width))
        case Grid():
            return _titled(block.title, _grid(block, width, height))
        case Notice():
            table = Table([[_text(block.text, _SIZE, bold=True, ink=_WARNING)]], colWidths=[width])
            table.setStyle([("BOX", (0, 0), (-1, -1), 0.8, _WARNING), *_RULED[2:]])
            return [table]
        case Heading():
            head = _text(block.text, _SIZE + 3, bold=True)
            head.keepWithNext = True
            return [head]


def _titled(title: str, table: Table) -> list[Flowable]:
    if not title:
        return [table]
    head = _text(title, _SIZE + 0.5, bold=True)
    head.keepWithNext = True
    return [head, Spacer(0, 1 * mm), table]


def _fields(block: Fields, width: float) -> Table:
    count = block.columns
    pairs = list(block.pairs)
    pairs += [("", "")] * (-len(pairs) % count)
    rows = []
    for at in range(0, len(pairs), count):
        row: list[Any] = []
        for label, value in pairs[at : at + count]:
            row += [_text(label, _LABEL, ink=_MUTED), _text(value, _SIZE)]
        rows.append(row)
    value_width = width / count - _LABEL_MM
    table = Table(rows, colWidths=[_LABEL_MM, value_width] * count, splitInRow=1)
    grounds = [("BACKGROUND", (2 * at, 0), (2 * at, -1), _LABEL_GROUND) for at in range(count)]
    table.setStyle([*_RULED, *grounds])
    return table


def _words(block: Words, width: float) -> Table:
    lines = block.text.split("\n") if block.text.strip() else [""] * max(block.lines, 1)
    # a row for each line of the text, so that a long one goes on over the page
    rows = [[_text(line, _SIZE)] for line in lines]
    heights = None if block.text.strip() else _WRITING_LINE
    table = Table(rows, colWidths=[width], rowHeights=heights, splitInRow=1)
    inner = [("LINEBELOW", (0, 0), (-1, -2), 0.2, _LINE)] if not block.text.strip() else []
    table.setStyle([("BOX", (0, 0), (-1, -1), 0.4, _LINE), *_RULED[1:], *inner])
    return table


def _grid(block: Grid, width: float, height: float) -> Table:
    whole = sum(column.share for column in block.columns)
    widths = [width * column.share / whole for column in block.columns]
    head = [_text(column.title, _LABEL, ink=_MUTED) for column in block.columns]
    rows: list[list[Any]] = [
        [
            _text(cell, _SIZE - 0.5, align=TA_RIGHT if column.number else 0)
            for cell, column in zip(row, block.columns, strict=True)
        ]
        for row in block.rows
    ]
    style: list[Any] = [*_RULED, ("BACKGROUND", (0, 0), (-1, 0), _LABEL_GROUND)]
    blank = [[""] * len(block.columns) for _ in range(block.blank_rows)]
    if not rows and not blank:
        rows = [[_text(block.empty, _SIZE - 0.5, ink=_MUTED), *[""] * (len(block.columns) - 1)]]
        style.append(("SPAN", (0, 1), (-1, 1)))
    heights = [None] * (len(rows) + 1) + [_WRITING_LINE] * len(blank)
    table = _Rows([head, *rows, *blank], colWidths=widths, rowHeights=heights, repeatRows=1)
    table.page_height = height
    table.setStyle(style)
    return table


class _Rows(Table):  # type: ignore[misc]
    """A table whose rows stay whole; only one that no page holds goes on over the next."""

    page_height = 0.0

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits here, and the rest."""
        parts: list[Flowable] = super().split(width, height)
        if not parts and sum(self._rowHeights[:2]) > self.page_height:
            self.splitInRow = 1
            parts = super().split(width, height)
        for part in parts:
            part.page_height, part.splitInRow = self.page_height, 0
        return parts


def _text(
    text: str, size: float, *, bold: bool = False, ink: Any = _INK, align: int = 0
) -> Paragraph:
    style = ParagraphStyle(
        "words",
        fontName=fonts.BOLD if bold else fonts.REGULAR,
        fontSize=size,
        leading=size * _LEADING,
        textColor=ink,
        alignment=align,
        wordWrap="CJK",
        splitLongWords=True,
    )
    return Paragraph(fonts.markup(text, bold=bold), style)


def _no_padding() -> list[Any]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [(side, (0, 0), (-1, -1), 0) for side in sides]


def _page_marks(paper: Paper, size: tuple[float, float]) -> Callable[[Canvas, Any], None]:
    def draw(canvas: Canvas, _document: Any) -> None:
        canvas.saveState()
        if paper.practice:
            canvas.setFillColor(_WATERMARK)
            canvas.setFont(fonts.BOLD, 110)
            canvas.translate(size[0] / 2, size[1] / 2)
            canvas.rotate(30)
            canvas.drawCentredString(0, -40, "練習用")
            canvas.rotate(-30)
            canvas.translate(-size[0] / 2, -size[1] / 2)
        _line_of(canvas, paper.subject, _MARGIN, size[1] - _MARGIN)
        _line_of(canvas, paper.source, _MARGIN, _MARGIN)
        canvas.restoreState()

    return draw


def _line_of(canvas: Canvas, text: str, left: float, base: float) -> None:
    canvas.setFillColor(_MUTED)
    for font, piece in fonts.runs(text.replace("\n", " ")):
        canvas.setFont(font, 8)
        canvas.drawString(left, base, piece)
        left += canvas.stringWidth(piece, font, 8)


def _numbered(paper: Paper) -> type[Canvas]:
    """A canvas that writes 1 / 3 at the foot once it knows how many pages there are."""

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "invariant": 1})
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self.setFillColor(_MUTED)
                self.setFont(fonts.REGULAR, 8)
                right = self._pagesize[0] - _MARGIN
                self.drawRightString(right, _MARGIN, f"{number} / {len(self._pages)}")
                super().showPage()
            super().save()

    return Numbered
