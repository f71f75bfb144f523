"""Boxes and lines of text on a PDF page, in mm from its top left; text is drawn, never read as markup."""

from __future__ import annotations

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.errors import FieldProblem, InvalidInput
from app.reports.papers import fonts

SIZE, SMALL, LEAST = 7.5, 6.5, 4.0
INK, MUTED, LINE = HexColor("#1B2430"), HexColor("#566273"), HexColor("#7A8696")
LABEL_GROUND, TOTAL_GROUND = HexColor("#EEF1F5"), HexColor("#F5F6F8")
WARNING, WATERMARK = HexColor("#B3261E"), HexColor("#F6E3E1")


class Pen:
    """Draws on one canvas of a page `width` by `height` points."""

    def __init__(self, canvas: Canvas, size: tuple[float, float]) -> None:
        self.canvas = canvas
        self.width, self.height = size
        self._texts: list[str] = []
        self.begin_page()

    def begin_page(self) -> None:
        """Thin grey lines from here on."""
        self.canvas.setLineWidth(0.4)
        self.canvas.setStrokeColor(LINE)

    def box(
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
        size: float = SIZE,
    ) -> None:
        """Words in a framed box; a line break begins a new line."""
        bottom = self.height - (top + height) * mm
        if ground is not None:
            self.canvas.setFillColor(ground)
        filled = 0 if ground is None else 1
        self.canvas.rect(left * mm, bottom, width * mm, height * mm, stroke=1, fill=filled)
        lines = text.split("\n")
        gap = 2.7
        first = top + (height - gap * len(lines)) / 2
        for at, line in enumerate(lines):
            self.text(line, left, first + at * gap, width, gap, bold=bold, align=align, size=size)

    def text(
        self,
        text: str,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        bold: bool = False,
        size: float = SIZE,
        align: str = "left",
        ink: Color = INK,
    ) -> None:
        """One line of words, made smaller or cut with … where it does not fit."""
        if not text:
            return
        self._texts.append(text)
        shown, size = fitted(text, size, (width - 1.8) * mm, bold=bold)
        self.canvas.setFillColor(ink)
        base = self.height - (top + height / 2) * mm - size * 0.36
        taken = fonts.width(shown, size, bold=bold)
        at = (left + 1.2) * mm
        if align == "center":
            at = (left + width / 2) * mm - taken / 2
        elif align == "right":
            at = (left + width - 1.2) * mm - taken
        for font, piece in fonts.runs(shown, bold=bold):
            self.canvas.setFont(font, size)
            self.canvas.drawString(at, base, piece)
            at += self.canvas.stringWidth(piece, font, size)

    def heard(self, text: str) -> None:
        """A text whose lines are drawn one by one."""
        self._texts.append(text)

    def end(self) -> None:
        """At the foot of the last page: which characters are not shown as they were typed."""
        words = fonts.unprinted(self._texts)
        whole = self.width / mm
        self.text(words, 10.0, self.height / mm - 8.0, whole - 20.0, 4.0, size=LEAST + 1, ink=MUTED)

    def watermark(self) -> None:
        """The word for practice across the page."""
        self.canvas.saveState()
        self.canvas.setFillColor(WATERMARK)
        self.canvas.setFont(fonts.BOLD, 120)
        self.canvas.translate(self.width / 2, self.height / 2)
        self.canvas.rotate(25)
        self.canvas.drawCentredString(0, -50, "練習用")
        self.canvas.restoreState()


def printable(text: str) -> str:
    """Text on one line: breaks and tabs become spaces."""
    return "".join(
        " " if char.isspace() and char != "\u3000" else char for char in fonts.printable(text)
    )


def fitted(text: str, size: float, width: float, *, bold: bool) -> tuple[str, float]:
    """The text and the size at which it fits; below the least size it is cut with …."""
    shown = printable(text)
    natural = fonts.width(shown, size, bold=bold)
    if natural <= width:
        return shown, size
    smaller = max(LEAST, size * width / natural)
    while shown and fonts.width(f"{shown}…", smaller, bold=bold) > width:
        if fonts.width(shown, smaller, bold=bold) <= width * 1.0001:
            return shown, smaller
        shown = shown[:-1]
    return (f"{shown}…", smaller)


def wrapped(name: str, text: str, width: float, most: int) -> list[str]:
    """A typed text in lines of `width` mm; more than `most` lines are refused, never cut."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for char in printable(paragraph):
            if fonts.width(line + char, SIZE) > width * mm:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    if len(lines) > most:
        reason = f"{name}が長く、{most}行の欄に収まりません。短くしてください。"
        raise InvalidInput((FieldProblem(name, reason),))
    return lines
