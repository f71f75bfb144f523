"""The widget that draws a plot of marks: every bar and dot can be reached, said and opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.reports.seeing.plot import Fill, Mark, Plot, Series, neighbour
from app.ui.presenting import shown
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.labels import as_tooltip

_HEIGHT, _LEAST_WIDTH = 188, 300
_NAMES_SHARE = 0.34
"""Of the width, what the names of an axis may take at most."""
_DOT = 3.5
_KEY = 10
_BRUSHES = {
    Fill.SOLID: Qt.BrushStyle.SolidPattern,
    Fill.SLANTED: Qt.BrushStyle.BDiagPattern,
    Fill.CROSSED: Qt.BrushStyle.DiagCrossPattern,
    Fill.HOLLOW: Qt.BrushStyle.NoBrush,
}
_STEPS = {
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class MarkPlot(QWidget):
    """Draws a `Plot`; arrows go from mark to mark, a click or Enter opens what it counts.

    `chosen` carries the mark the ring has come to, `opened` the one that Enter was pressed on.
    """

    spoken_role = QAccessible.Role.Chart

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, plot: Plot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = plot
        self.current: Mark | None = None
        self._measured: tuple[object, ...] = ()
        self._space = QRectF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_plot(plot)
        theme().changed.connect(self.updateGeometry)

    def set_plot(self, plot: Plot) -> None:
        """Show another plot; the ring stays at the mark of the same key."""
        kept = self.current.key if self.current is not None else None
        self.plot = plot
        self.current = next((mark for mark in plot.marks if mark.key == kept), None)
        self._say()
        self.update()

    def forget(self) -> None:
        """Take the ring away."""
        self.current = None
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        """The same height for every plot, so that they stand in rows."""
        return QSize(theme().px(_LEAST_WIDTH), theme().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """As the size hint: a plot is never squeezed."""
        return self.sizeHint()

    def place(self, mark: Mark) -> QRectF:
        """Where a mark is drawn."""
        if mark.is_dot:
            radius = theme().px(_DOT)
            return QRectF(self._x(mark.x0), self._y(mark.y0), 0, 0).adjusted(
                -radius, -radius, radius, radius
            )
        top, bottom = self._y(mark.y1), self._y(mark.y0)
        return QRectF(self._x(mark.x0), top, self._x(mark.x1) - self._x(mark.x0), bottom - top)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go on to the next mark, Home and End to the first and last, Enter opens."""
        marks, key = self.plot.marks, Qt.Key(event.key())
        if key in _STEPS and marks:
            at = self.current
            self.choose(marks[-1] if at is None else neighbour(marks, at, *_STEPS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and marks:
            self.choose(marks[0] if key == Qt.Key.Key_Home else marks[-1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard arrives at a mark: the newest one, where none was chosen."""
        super().focusInEvent(event)
        keyboard = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self.current is None and self.plot.marks and event.reason() in keyboard:
            self.choose(self.plot.marks[-1])
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring is thinner without the keyboard."""
        super().focusOutEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses the mark under it."""
        mark = self.mark_at(event.position())
        if mark is not None:
            self.choose(mark)

    def event(self, event: QEvent) -> bool:
        """Tell the mark under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self.mark_at(QPointF(event.pos()))
            said = mark.said if mark is not None else ""
            QToolTip.showText(event.globalPos(), as_tooltip(said), self)
            return True
        return super().event(event)

    def mark_at(self, point: QPointF) -> Mark | None:
        """The mark under a point; near a dot is enough."""
        reach = theme().gap(1)
        found = None
        for mark in self.plot.marks:
            room = self.place(mark)
            if mark.is_dot:
                room = room.adjusted(-reach, -reach, reach, reach)
            if room.contains(point):
                found = mark
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the axes, the guides, the marks, the ring and the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.plot.marks:
            self._words(painter, QRectF(self.rect()), self.plot.empty, Qt.AlignmentFlag.AlignCenter)
            return
        self._paint_axes(painter)
        for guide in self.plot.guides:
            self._paint_band(painter, guide.low, guide.high)
        for mark in self.plot.marks:
            self._paint_mark(painter, self.plot.series_of(mark), self.place(mark), dot=mark.is_dot)
        for x, y, words in self.plot.sums():
            line = self._line()
            room = QRectF(self._x(x) + theme().gap(1), self._y(y) - line / 2, self.width(), line)
            self._words(painter, room, words, Qt.AlignmentFlag.AlignVCenter)
        if self.current is not None:
            self._paint_ring(painter, self.place(self.current))
        self._paint_legend(painter)

    def choose(self, mark: Mark) -> None:
        """Bring the ring to a mark."""
        if mark is self.current:
            return
        self.current = mark
        self._say()
        self.update()
        self.chosen.emit(mark)

    def _say(self) -> None:
        title = self.plot.title
        self.setAccessibleName(f"{title}　{self.current.said}" if self.current else title)
        self.setAccessibleDescription(
            f"印 {len(self.plot.marks):,}個。矢印キーで移り、Enterで件の一覧へ移ります。"
            if self.plot.marks
            else self.plot.empty
        )

    def _line(self) -> int:
        return theme().px(Size.CAPTION * Size.LINE_HEIGHT)

    def _area(self) -> QRectF:
        """Where marks are drawn, between the words; measured once for hundreds of marks."""
        measured = (self.width(), self.height(), theme().scale, id(self.plot))
        if measured != self._measured:
            self._measured, self._space = measured, self._measure()
        return self._space

    def _measure(self) -> QRectF:
        t, line = theme(), self._line()
        metrics = QFontMetrics(t.font(Size.CAPTION))
        widest = max(
            (metrics.horizontalAdvance(tick.label) for tick in self.plot.ys.ticks), default=0
        )
        left = min(widest, round(self.width() * _NAMES_SHARE)) + t.gap(2)
        top = self._keys()[1] * line + t.gap(2)
        right = t.gap(9 if self.plot.ys.names else 2)
        return QRectF(left, top, self.width() - left - right, self.height() - top - line - t.gap(1))

    def _x(self, value: float) -> float:
        area, axis = self._area(), self.plot.xs
        return area.left() + area.width() * (value - axis.first) / (axis.last - axis.first)

    def _y(self, value: float) -> float:
        area, axis = self._area(), self.plot.ys
        return area.bottom() - area.height() * (value - axis.first) / (axis.last - axis.first)

    def _paint_axes(self, painter: QPainter) -> None:
        t, area, line = theme(), self._area(), self._line()
        pen = QPen(QColor(t.colors.line), t.px(Size.LINE))
        flags = Qt.AlignmentFlag
        for tick in self.plot.ys.ticks:
            y = self._y(tick.at)
            if not self.plot.ys.names:
                painter.setPen(pen)
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            room = QRectF(0, y - line / 2, area.left() - t.gap(1.5), line)
            self._words(painter, room, tick.label, flags.AlignRight | flags.AlignVCenter)
        for tick in self.plot.xs.ticks:
            x = self._x(tick.at)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            wide = t.gap(14)
            left = max(0.0, min(x - wide / 2, self.width() - wide))
            room = QRectF(left, area.bottom() + t.gap(0.5), wide, line)
            self._words(painter, room, tick.label, flags.AlignHCenter | flags.AlignTop)

    def _paint_band(self, painter: QPainter, low: float, high: float) -> None:
        area, t = self._area(), theme()
        top, bottom = self._y(high), self._y(low)
        if low == high:
            painter.setPen(QPen(t.color(Tone.TEXT), t.px(Size.RING)))
            painter.drawLine(QPointF(area.left(), top), QPointF(area.right(), top))
            return
        painter.fillRect(
            QRectF(area.left(), top, area.width(), bottom - top), QColor(t.colors.selection)
        )

    def _paint_mark(self, painter: QPainter, series: Series, room: QRectF, *, dot: bool) -> None:
        t = theme()
        color = t.color(Tone(series.ink.value))
        painter.setPen(QPen(color, t.px(Size.LINE)))
        painter.setBrush(QBrush(QColor(t.colors.surface)))
        if dot:
            painter.drawEllipse(room)
            return
        painter.drawRect(room)
        painter.setBrush(QBrush(color, _BRUSHES[series.fill]))
        painter.drawRect(room)

    def _paint_ring(self, painter: QPainter, room: QRectF) -> None:
        t = theme()
        wide = t.px(Size.RING) * (1.5 if self.hasFocus() else 1)
        painter.setPen(QPen(t.color(Tone.TEXT), wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        gap = t.px(Size.RING)
        painter.drawRect(room.adjusted(-gap, -gap, gap, gap))

    def _keys(self) -> tuple[list[tuple[Series, QPointF]], int]:
        """Where the key of each series begins, in as many lines as they need; and how many."""
        t = theme()
        metrics = QFontMetrics(t.font(Size.CAPTION))
        found: list[tuple[Series, QPointF]] = []
        x, line = 0.0, 0
        for series in self.plot.shown_series if len(self.plot.series) > 1 else ():
            wide = t.px(_KEY) + t.gap(1) + metrics.horizontalAdvance(series.label) + 2
            if x and x + wide > self.width():
                x, line = 0.0, line + 1
            found.append((series, QPointF(x, line * self._line())))
            x += wide + t.gap(2.5)
        return found, line + 1

    def _paint_legend(self, painter: QPainter) -> None:
        """Key and words of each series, or the words of the guides."""
        t, line, key = theme(), self._line(), theme().px(_KEY)
        middle = Qt.AlignmentFlag.AlignVCenter
        for series, spot in self._keys()[0]:
            room = QRectF(spot.x() + 1, spot.y() + (line - key) / 2, key, key)
            self._paint_mark(painter, series, room, dot=False)
            beside = QRectF(room.right() + t.gap(1), spot.y(), self.width(), line)
            self._words(painter, beside, series.label, middle)
        words = "　".join(guide.label for guide in reversed(self.plot.guides))
        self._words(painter, QRectF(0, 0, self.width(), line), words, middle, Tone.TEXT)

    def _words(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        flags: Qt.AlignmentFlag,
        tone: Tone = Tone.MUTED,
    ) -> None:
        font = theme().font(Size.CAPTION)
        painter.setFont(font)
        painter.setPen(theme().color(tone))
        elide = Qt.TextElideMode.ElideRight
        cut = QFontMetrics(font).elidedText(shown(text), elide, int(room.width()))
        painter.drawText(room, int(flags), cut)
