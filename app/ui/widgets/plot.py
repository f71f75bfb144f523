"""The plot of days ahead: one line per person from today to a day."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.presenting import shown
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.labels import as_tooltip


@dataclass(frozen=True)
class PlotRow:
    """A name, the day it leads to (0 is today), and what stands at the marker."""

    name: str
    day: int
    label: str
    filled: bool = False
    tone: Tone = Tone.COORDINATION
    key: str = ""


@dataclass(frozen=True)
class PlotBand:
    """Days shaded from first to last, with words above."""

    first: int
    last: int
    caption: str


@dataclass(frozen=True)
class PlotTick:
    """An upright line at a day, with words below."""

    day: int
    label: str


@dataclass(frozen=True)
class Plot:
    """Everything one plot shows."""

    days: int = 90
    rows: tuple[PlotRow, ...] = ()
    bands: tuple[PlotBand, ...] = ()
    ticks: tuple[PlotTick, ...] = ()


class PlotAxis(QWidget):
    """Draws a `Plot`; a click, or arrow keys and Enter, send the key of a row."""

    spoken_role = QAccessible.Role.Chart

    row_chosen = Signal(str)

    def __init__(self, plot: Plot | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = plot or Plot()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_plot(self._plot)
        theme().changed.connect(self.updateGeometry)

    def set_plot(self, plot: Plot) -> None:
        """Show another plot."""
        self._plot = plot
        self._at = 0
        self.setAccessibleName(f"{plot.days}日の図")
        self.setAccessibleDescription(
            "、".join(f"{row.name} {row.day}日後 {row.label}" for row in plot.rows)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row for each person, a line above and one below."""
        t = theme()
        return QSize(t.px(Size.FIELD_WIDTH), self._top() * 2 + self._rows_height())

    def minimumSizeHint(self) -> QSize:
        """As the size hint: the plot is never squeezed."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bands, upright lines, then the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for band in self._plot.bands:
            self._paint_band(painter, band)
        for tick in self._plot.ticks:
            self._paint_tick(painter, tick)
        for index, row in enumerate(self._plot.rows):
            self._paint_row(painter, index, row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from row to row, Enter chooses."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self._plot.rows:
            self._at = max(0, min(self._at + steps[key], len(self._plot.rows) - 1))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses the row under it."""
        self._choose(self._row_at(event.position()))

    def event(self, event: QEvent) -> bool:
        """Tell name and label of the row under the mouse, for where they are cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._row_at(QPointF(event.pos()))
            rows = self._plot.rows
            words = f"{rows[index].name} {rows[index].label}" if 0 <= index < len(rows) else ""
            QToolTip.showText(event.globalPos(), as_tooltip(words), self)
            return True
        return super().event(event)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._plot.rows):
            self.row_chosen.emit(self._plot.rows[index].key)

    def _row_at(self, point: QPointF) -> int:
        return int((point.y() - self._top()) // theme().px(Size.PLOT_ROW))

    def _top(self) -> int:
        return theme().px(Size.CAPTION * Size.LINE_HEIGHT) + theme().gap(1)

    def _rows_height(self) -> int:
        return theme().px(Size.PLOT_ROW) * max(1, len(self._plot.rows))

    def _x(self, day: float) -> float:
        left = theme().px(Size.PLOT_NAME)
        right = theme().gap(10)
        return left + (self.width() - left - right) * day / max(1, self._plot.days)

    def _paint_band(self, painter: QPainter, band: PlotBand) -> None:
        left, right = self._x(band.first), self._x(band.last + 1)
        painter.fillRect(
            QRectF(left, self._top(), right - left, self._rows_height()),
            QColor(theme().colors.warning_ground),
        )
        self._words(painter, (left + right) / 2, 0, band.caption, Tone.WARNING)

    def _paint_tick(self, painter: QPainter, tick: PlotTick) -> None:
        x, bottom = self._x(tick.day), self._top() + self._rows_height()
        painter.setPen(QPen(QColor(theme().colors.line), theme().px(Size.LINE)))
        painter.drawLine(QPointF(x, self._top()), QPointF(x, bottom))
        self._words(painter, x, bottom + theme().gap(1), tick.label, Tone.MUTED)

    def _words(self, painter: QPainter, x: float, top: float, text: str, tone: Tone) -> None:
        font = theme().font(Size.CAPTION)
        width = QFontMetrics(font).horizontalAdvance(text) + 2
        left = max(0.0, min(x - width / 2, self.width() - width))
        painter.setFont(font)
        painter.setPen(theme().color(tone))
        height = theme().px(Size.CAPTION * Size.LINE_HEIGHT)
        area = QRectF(left, top, width, height)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_row(self, painter: QPainter, index: int, row: PlotRow) -> None:
        t = theme()
        height = t.px(Size.PLOT_ROW)
        room = QRectF(0, self._top() + index * height, self.width(), height)
        if self.hasFocus() and index == self._at:
            painter.setPen(QPen(t.color(Tone.ACCENT), t.px(Size.LINE)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))
        font = t.font(Size.CAPTION)
        painter.setFont(font)
        painter.setPen(t.color(Tone.TEXT))
        cut = QFontMetrics(font).elidedText(
            shown(row.name), Qt.TextElideMode.ElideRight, t.px(Size.PLOT_NAME) - t.gap(2)
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), cut)
        self._paint_line(painter, row, room)

    def _paint_line(self, painter: QPainter, row: PlotRow, room: QRectF) -> None:
        t = theme()
        color, middle = t.color(row.tone), room.center().y()
        x = self._x(max(0, min(row.day, self._plot.days)))
        radius = t.px(Size.MARKER)
        painter.setPen(QPen(color, t.px(Size.LINE)))
        painter.drawLine(QPointF(self._x(0), middle), QPointF(x, middle))
        painter.setPen(QPen(color, t.px(Size.RING)))
        painter.setBrush(color if row.filled else QColor(t.colors.surface))
        painter.drawEllipse(QPointF(x, middle), radius, radius)
        self._paint_label(painter, row.label, x + radius, room)

    def _paint_label(self, painter: QPainter, label: str, x: float, room: QRectF) -> None:
        t = theme()
        label = shown(label)
        metrics = QFontMetrics(t.font(Size.CAPTION))
        width, gap = metrics.horizontalAdvance(label) + 1, t.gap(1.5)
        painter.setPen(t.color(Tone.MUTED))
        if x + gap + width <= self.width():
            area = QRectF(x + gap, room.top(), width, room.height())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), label)
            return
        right = x - 2 * t.px(Size.MARKER) - gap
        area = QRectF(0, room.top() - t.gap(0.75), right, room.height() / 2)  # clear of the line
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(area, int(place), label)
