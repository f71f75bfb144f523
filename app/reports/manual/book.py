"""手引き as one PDF: cover, contents with page numbers, every page with its pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

from app import __version__
from app.reports.manual.pages import Block, Grid, Heading, Link, Page, Picture, Words, pages
from app.reports.output import read_back_as, write_whole
from app.reports.papers import fonts

TITLE = "定着　手引き"
_MARGIN, _FOOT = 20 * mm, 12 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_PICTURE_WIDTH, _PICTURE_HIGH = 150 * mm, 105 * mm
_POINT = 72 / 96
"""Of a pixel of a picture that is smaller than its place."""
_INK, _MUTED, _LINE = HexColor("#1B2430"), HexColor("#566273"), HexColor("#D8DDE4")
_HEAD_GROUND = HexColor("#EEF1F5")
_INDENT = 7 * mm


def make_book(chosen: tuple[Page, ...] | None = None) -> bytes:
    """The whole 手引き as a PDF; the same pages always give the same bytes."""
    fonts.register()
    wanted = pages() if chosen is None else chosen
    # Where each title comes to stand is found with empty frames: a picture is packed in every pass.
    contents = _contents()
    for entry in _Book(io.BytesIO()).made(_flow(wanted, _contents(), pictures=False)):
        contents.addEntry(*entry)
    buffer = io.BytesIO()
    _Book(buffer).made(_flow(wanted, contents, pictures=True))
    return buffer.getvalue()


def write_book(out: Path) -> int:
    """Write it to `out`, whole or not at all; how many bytes it has. Raises FileProblem."""
    data = make_book()
    write_whole(out, data, read_back_as(data))
    return len(data)


class _Book(BaseDocTemplate):  # type: ignore[misc]
    """Notes where each title came to stand, for the contents and the outline."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, pagesize=A4, title=TITLE, author="", invariant=1)
        self._entries: list[tuple[int, str, int, str]] = []
        height = A4[1] - 2 * _MARGIN - _FOOT
        frame = Frame(_MARGIN, _MARGIN + _FOOT, _WIDTH, height, 0, 0, 0, 0)
        self.addPageTemplates([PageTemplate(frames=[frame], onPage=_foot)])

    def made(self, parts: list[Flowable]) -> list[tuple[int, str, int, str]]:
        """Build it until the contents are right; level, words, page and key of every title."""
        self.multiBuild(parts)
        return self._entries

    def beforeDocument(self) -> None:
        """Each pass begins anew."""
        self._entries = []

    def afterFlowable(self, flowable: Flowable) -> None:
        """A title: its line in the contents, and its place in the outline."""
        entry = getattr(flowable, "entry", None)
        if entry is None:
            return
        level, title, key = entry
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(title, key, level, closed=False)
        self._entries.append((level, escape(title), self.page, key))
        self.notify("TOCEntry", self._entries[-1])


def _flow(chosen: tuple[Page, ...], contents: TableOfContents, *, pictures: bool) -> list[Flowable]:
    """Everything in order; without `pictures` their frames are empty and as large."""
    parts: list[Flowable] = [
        Spacer(0, 60 * mm),
        _text(TITLE, 26, bold=True),
        Spacer(0, 6 * mm),
        _text("地域生活定着支援センターの相談員のために", 12, ink=_MUTED),
        _text(f"版 {__version__}", 10, ink=_MUTED),
        _text("画面の絵に出てくる人は、すべて架空です。", 10, ink=_MUTED),
        PageBreak(),
        _text("もくじ", 18, bold=True),
        Spacer(0, 4 * mm),
        contents,
    ]
    group = ""
    for one in chosen:
        parts.append(PageBreak())
        if one.group != group:
            group = one.group
            head = _text(group, 10, ink=_MUTED)
            head.entry = (0, group, f"group-{one.key}")
            parts.append(head)
        parts += _page(one, frozenset(other.key for other in chosen), pictures=pictures)
    return parts


def _contents() -> TableOfContents:
    contents = TableOfContents(dotsMinLevel=1)
    contents.levelStyles = [_style(11, bold=True), _style(10, left=_INDENT)]
    return contents


def _page(one: Page, there: frozenset[str], *, pictures: bool) -> list[Flowable]:
    title = _text(one.title, 18, bold=True)
    title.entry = (1, one.title, one.key)
    parts: list[Flowable] = [title, Spacer(0, 4 * mm)]
    for block in one.blocks:
        parts += [_drawn(block, there, pictures=pictures), Spacer(0, 2.2 * mm)]
    return parts


def _drawn(block: Block, there: frozenset[str], *, pictures: bool) -> Flowable:
    match block:
        case Heading(text):
            head = _text(text, 12.5, bold=True)
            head.keepWithNext = True
            return head
        case Words(text, mark):
            return _text(text, 10) if not mark else _marked(mark, text)
        case Picture():
            return _picture(block, drawn=pictures)
        case Link(title, key):
            words = f"→ {fonts.markup(title)}"
            if key in there:
                words = f'<a href="#{key}">{words}</a>'
            return Paragraph(words, _style(10, ink=HexColor("#1F5FBF")))
        case Grid(rows):
            return _grid(rows)


def _marked(mark: str, text: str) -> Flowable:
    table = Table(
        [[_text(mark, 10), _text(text, 10)]], colWidths=[_INDENT, _WIDTH - _INDENT], splitInRow=1
    )
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_no_padding()])
    return table


def _picture(block: Picture, *, drawn: bool) -> Flowable:
    size = ImageReader(str(block.path)).getSize()
    scale = min(_PICTURE_WIDTH / size[0], _PICTURE_HIGH / size[1], _POINT)
    wide, high = (one * scale for one in size)
    inside = Image(str(block.path), wide, high, hAlign="LEFT") if drawn else Spacer(wide, high)
    framed = Table([[inside]], colWidths=[wide], hAlign="LEFT")
    framed.setStyle([("BOX", (0, 0), (-1, -1), 0.5, _LINE), *_no_padding()])
    return KeepTogether([framed, Spacer(0, 1 * mm), _text(block.caption, 8.5, ink=_MUTED)])


def _grid(rows: tuple[tuple[str, ...], ...]) -> Flowable:
    count = len(rows[0])
    longest = [max(min(len(row[at]), 40) for row in rows) + 4 for at in range(count)]
    widths = [_WIDTH * one / sum(longest) for one in longest]
    cells = [[_text(cell, 9, bold=at == 0) for cell in row] for at, row in enumerate(rows)]
    table = Table(cells, colWidths=widths, repeatRows=1)
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.4, _LINE),
            ("BACKGROUND", (0, 0), (-1, 0), _HEAD_GROUND),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return table


def _text(text: str, size: float, *, bold: bool = False, ink: Any = _INK) -> Paragraph:
    return Paragraph(fonts.markup(text, bold=bold), _style(size, bold=bold, ink=ink))


def _style(size: float, *, bold: bool = False, ink: Any = _INK, left: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}{bold}{left}",
        fontName=fonts.BOLD if bold else fonts.REGULAR,
        fontSize=size,
        leading=size * 1.5,
        leftIndent=left,
        textColor=ink,
        wordWrap="CJK",
    )


def _no_padding() -> list[Any]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [(side, (0, 0), (-1, -1), 0) for side in sides]


def _foot(canvas: Canvas, _document: Any) -> None:
    number = canvas.getPageNumber()
    if number == 1:
        return
    canvas.saveState()
    canvas.setFillColor(_MUTED)
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawString(_MARGIN, _MARGIN, TITLE)
    canvas.drawRightString(A4[0] - _MARGIN, _MARGIN, str(number))
    canvas.restoreState()
