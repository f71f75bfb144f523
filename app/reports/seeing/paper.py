"""動き on paper: every plot on one A4 landscape page, in ink and patterns, without a name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.reports.papers import fonts
from app.reports.seeing.plot import Fill, Ink, Mark, Plot, Series, Tick

TITLE = "動き（24か月）"
_PAGE = landscape(A4)
_MARGIN, _GAP, _HEAD = 12 * mm, 7 * mm, 13 * mm
_COLUMNS, _ROWS = 2, 3
_TEXT, _SMALL, _TITLE_SIZE = HexColor("#1B2430"), 6.6, 14
_MUTED, _LINE, _BAND = HexColor("#566273"), HexColor("#C6CDD6"), HexColor("#E5EEFA")
_WATERMARK = HexColor("#F6E3E1")
_INKS = {
    Ink.COORDINATION: HexColor("#2F6DB5"),
    Ink.FOLLOW_UP: HexColor("#2A7353"),
    Ink.CONSULTATION: HexColor("#7A4FB0"),
    Ink.SUSPECT: HexColor("#A44A20"),
    Ink.ACCENT: HexColor("#1F5FBF"),
    Ink.GOOD: HexColor("#1E6B43"),
    Ink.WARNING: HexColor("#8A5A00"),
    Ink.ERROR: HexColor("#B3261E"),
    Ink.MUTED: _MUTED,
}
_NAMES = "担当者の氏名は印刷しません（番号は画面の並びと同じ順です）。"
_STROKE, _HATCH, _DOT = 0.5, 2.2, 1.3


def draw(plots: tuple[Plot, ...], *, office: str, until: str, made: str, practice: bool) -> bytes:
    """The page as a PDF; the same plots always give the same bytes."""
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=_PAGE, initialFontName=fonts.REGULAR, invariant=1)
    canvas.setTitle(f"{TITLE} {until}まで")
    canvas.setAuthor("")
    canvas.setCreator("")
    width, height = _PAGE
    if practice:
        _watermark(canvas)
    _words(canvas, _MARGIN, height - _MARGIN - _TITLE_SIZE, TITLE, _TITLE_SIZE, bold=True)
    line = f"{office}　{until}まで　作成 {made}" + ("　【練習用】" if practice else "")
    _words(canvas, _MARGIN + 60 * mm, height - _MARGIN - _TITLE_SIZE, line, 8.5, _MUTED)
    wide = (width - 2 * _MARGIN - _GAP * (_COLUMNS - 1)) / _COLUMNS
    high = (height - 2 * _MARGIN - _HEAD - _GAP * (_ROWS - 1)) / _ROWS
    for at, plot in enumerate(plots):
        left = _MARGIN + (at % _COLUMNS) * (wide + _GAP)
        top = height - _MARGIN - _HEAD - (at // _COLUMNS) * (high + _GAP)
        _Drawn(canvas, plot, left, top - high, wide, high).draw()
    below = fonts.unprinted([line, *(words for plot in plots for words in _words_of(plot))])
    _words(canvas, _MARGIN, _MARGIN / 2, below, 5, _MUTED)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _words_of(plot: Plot) -> Iterator[str]:
    ticks = (*(plot.without_names or plot.ys.ticks), *plot.xs.ticks)
    yield from (plot.title, plot.caption, plot.note, plot.empty)
    yield from (tick.label for tick in ticks)
    yield from (series.label for series in plot.series)
    yield from (guide.label for guide in plot.guides)


class _Drawn:
    """One plot in its place on the page."""

    def __init__(
        self, canvas: Any, plot: Plot, left: float, bottom: float, width: float, height: float
    ) -> None:
        self._canvas, self._plot = canvas, plot
        self._left, self._top, self._right = left, bottom + height, left + width
        self._x0: float
        self._x1: float
        self._y0: float
        self._y1: float
        self._names = plot.without_names or plot.ys.ticks
        widest = max((fonts.width(tick.label, _SMALL) for tick in self._names), default=0)
        self._x0, self._x1 = left + min(widest, width * 0.34) + 2 * mm, left + width - 6 * mm
        self._y0, self._y1 = bottom + 7.5 * mm, bottom + height - 9.5 * mm

    def draw(self) -> None:
        """Title, legend, axes, guides, marks, note."""
        plot, canvas = self._plot, self._canvas
        _words(canvas, self._left, self._top - 8, plot.title, 8.5, bold=True)
        beside = self._left + fonts.width(plot.title, 8.5, bold=True) + 3 * mm
        _words(canvas, beside, self._top - 8, plot.caption, _SMALL, _MUTED)
        note = "　".join(part for part in (plot.note, _NAMES if plot.without_names else "") if part)
        _words(
            canvas, self._left, self._y0 - 7 * mm, _cut(note, self._right - self._left), 6, _MUTED
        )
        if not plot.marks:
            _words(canvas, self._x0, (self._y0 + self._y1) / 2, plot.empty, 8, _MUTED)
            return
        self._axes()
        for guide in plot.guides:
            self._guide(guide.low, guide.high)
        for mark in plot.marks:
            self._mark(mark)
        for x, y, words in plot.sums():
            _words(canvas, self._x(x) + 2, self._y(y) - 2.2, words, _SMALL)
        self._legend()

    def _x(self, value: float) -> float:
        axis = self._plot.xs
        return self._x0 + (self._x1 - self._x0) * (value - axis.first) / (axis.last - axis.first)

    def _y(self, value: float) -> float:
        axis = self._plot.ys
        return self._y0 + (self._y1 - self._y0) * (value - axis.first) / (axis.last - axis.first)

    def _axes(self) -> None:
        canvas, plot = self._canvas, self._plot
        canvas.setStrokeColor(_LINE)
        canvas.setLineWidth(0.3)
        for tick in self._names:
            y = self._y(tick.at)
            if not plot.ys.names:
                canvas.line(self._x0, y, self._x1, y)
            self._named(tick, y)
        for tick in plot.xs.ticks:
            x = self._x(tick.at)
            canvas.line(x, self._y0, x, self._y1)
            wide = fonts.width(tick.label, _SMALL)
            _words(canvas, x - wide / 2, self._y0 - 8, tick.label, _SMALL, _MUTED)

    def _named(self, tick: Tick, y: float) -> None:
        words = _cut(tick.label, self._x0 - self._left - 1.5 * mm)
        wide = fonts.width(words, _SMALL)
        _words(self._canvas, self._x0 - 1.2 * mm - wide, y - 2.2, words, _SMALL, _MUTED)

    def _guide(self, low: float, high: float) -> None:
        canvas, y = self._canvas, self._y(low)
        if low == high:
            canvas.setStrokeColor(_TEXT)
            canvas.setLineWidth(1)
            canvas.line(self._x0, y, self._x1, y)
            return
        canvas.setFillColor(_BAND)
        canvas.rect(self._x0, y, self._x1 - self._x0, self._y(high) - y, stroke=0, fill=1)

    def _mark(self, mark: Mark) -> None:
        series = self._plot.series_of(mark)
        x, y = self._x(mark.x0), self._y(mark.y0)
        if mark.is_dot:
            self._canvas.setStrokeColor(_INKS[series.ink])
            self._canvas.setLineWidth(_STROKE)
            self._canvas.circle(x, y, _DOT, stroke=1, fill=0)
            return
        self._box(series, x, y, self._x(mark.x1) - x, self._y(mark.y1) - y)

    def _box(self, series: Series, x: float, y: float, width: float, height: float) -> None:
        canvas, ink = self._canvas, _INKS[series.ink]
        canvas.setStrokeColor(ink)
        canvas.setFillColor(ink)
        canvas.setLineWidth(_STROKE)
        canvas.rect(x, y, width, height, stroke=1, fill=int(series.fill is Fill.SOLID))
        slants = {Fill.SLANTED: (1,), Fill.CROSSED: (1, -1)}.get(series.fill, ())
        if not slants:
            return
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, y, width, height)
        canvas.clipPath(clip, stroke=0)
        for slant in slants:
            at = x - height
            while at < x + width:
                low, high = (y, y + height) if slant > 0 else (y + height, y)
                canvas.line(at, low, at + height, high)
                at += _HATCH
        canvas.restoreState()

    def _legend(self) -> None:
        x, y = self._left, self._top - 8 - 4 * mm
        if len(self._plot.series) > 1:
            for series in self._plot.shown_series:
                self._box(series, x, y - 0.5, 2 * mm, 2 * mm)
                _words(self._canvas, x + 3 * mm, y, series.label, _SMALL)
                x += 6.5 * mm + fonts.width(series.label, _SMALL)
        words = "　".join(guide.label for guide in reversed(self._plot.guides))
        _words(self._canvas, x, y, words, _SMALL)


def _words(
    canvas: Any, x: float, y: float, text: str, size: float, ink: Any = _TEXT, *, bold: bool = False
) -> None:
    canvas.setFillColor(ink)
    for font, piece in fonts.runs(text, bold=bold):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece, font, size)


def _cut(text: str, width: float) -> str:
    while text and fonts.width(text, _SMALL) > width:
        text = text[:-2] + "…" if len(text) > 1 else ""
    return text


def _watermark(canvas: Any) -> None:
    canvas.saveState()
    canvas.setFillColor(_WATERMARK)
    canvas.setFont(fonts.BOLD, 110)
    canvas.translate(_PAGE[0] / 2, _PAGE[1] / 2)
    canvas.rotate(30)
    canvas.drawCentredString(0, -40, "練習用")
    canvas.restoreState()
