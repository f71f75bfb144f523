"""The parts of a board with hours: the words above the columns, and the hours behind the boxes."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.ui.presenting import shown
from app.ui.screens.schedule.strips import Strip
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.labels import as_tooltip
from app.ui.widgets.wheel import leave_to_window

_HEAD = 40


class Columns(Protocol):
    """What the parts ask of their board."""

    strips: tuple[Strip, ...]
    hours: tuple[int, int]
    day_wanted: SignalInstance
    slot_wanted: SignalInstance

    @property
    def empty_words(self) -> str:
        """What is said where nothing stands on it; '' where something does."""
        ...

    def edges(self) -> list[float]:
        """The left edges of the columns, and the right edge of the last."""
        ...

    def hour_height(self) -> float:
        """Pixels of an hour."""
        ...

    def column_at(self, x: float) -> int:
        """The column under a place, -1 for none."""
        ...

    def hasFocus(self) -> bool:
        """Whether the board itself has the keyboard."""
        ...


class HourScroll(QScrollArea):
    """What scrolls of a board; the head above stays."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The board gives everything its place again."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key belongs to the board and the screen."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl the window changes the scale."""
        if not leave_to_window(event):
            super().wheelEvent(event)


class ColumnHead(QWidget):
    """The words above the columns; a click on a day opens it."""

    def __init__(self, board: Columns) -> None:
        super().__init__()
        self._board = board
        self.setMouseTracking(True)
        self._fit()
        theme().changed.connect(self._fit)

    def tell(self, strips: tuple[Strip, ...]) -> None:
        """Say the columns to a screen reader."""
        self.setAccessibleName("、".join(f"{s.title} {s.caption}".strip() for s in strips))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The whole words of a column that is too narrow for them."""
        at = self._board.column_at(event.position().x())
        strip = self._board.strips[at] if at >= 0 else None
        words = f"{strip.title} {strip.caption}".strip() if strip else ""
        self.setToolTip(as_tooltip(words))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the day."""
        at = self._board.column_at(event.position().x())
        if at >= 0:
            self._board.day_wanted.emit(self._board.strips[at].day)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title and caption of every column."""
        t, edges = theme(), self._board.edges()
        painter = QPainter(self)
        for at, strip in enumerate(self._board.strips):
            left, width = edges[at] + t.gap(1), edges[at + 1] - edges[at] - t.gap(1)
            half = self.height() / 2
            tone = Tone.ACCENT if strip.is_today else Tone.TEXT
            draw_words(painter, QRectF(left, 0, width, half), strip.title, Size.BODY, tone, True)
            below = QRectF(left, half, width, half)
            draw_words(painter, below, strip.caption, Size.CAPTION, Tone.MUTED, False)

    def _fit(self) -> None:
        self.setFixedHeight(theme().px(_HEAD))


class HourGrid(QWidget):
    """The hours behind the boxes."""

    def __init__(self, board: Columns) -> None:
        super().__init__()
        self._board = board

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A free place: a new 予定 begins there."""
        board = self._board
        at = board.column_at(event.position().x())
        if at >= 0:
            half_hours = int(event.position().y() / board.hour_height() * 2)
            strip = board.strips[at]
            board.slot_wanted.emit(strip.day, board.hours[0] * 60 + half_hours * 30, strip.whose)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Closed days, lines, hours, and what to do where nothing is planned."""
        t, board = theme(), self._board
        painter = QPainter(self)
        edges, hour = board.edges(), board.hour_height()
        for at, strip in enumerate(board.strips):
            room = QRectF(edges[at], 0, edges[at + 1] - edges[at], self.height())
            ground = t.colors.ground if strip.closed else t.colors.surface
            painter.fillRect(room, QColor(ground))
        painter.setPen(QPen(QColor(t.colors.line), Size.LINE))
        for number in range(board.hours[1] - board.hours[0] + 1):
            y = round(number * hour)
            painter.drawLine(round(edges[0]), y, self.width(), y)
            area = QRectF(0, y + 1, edges[0] - t.gap(1), t.px(Size.CAPTION * Size.LINE_HEIGHT))
            label = f"{board.hours[0] + number}"
            painter.save()
            draw_words(painter, area, label, Size.CAPTION, Tone.MUTED, False, right=True)
            painter.restore()
        for edge in edges[:-1]:
            painter.drawLine(round(edge), 0, round(edge), self.height())
        if board.empty_words:
            tone = Tone.ACCENT if board.hasFocus() else Tone.MUTED
            area = QRectF(self.rect()).adjusted(edges[0], 0, 0, 0)
            area.setHeight(min(area.height(), 3 * hour))
            painter.setPen(t.color(tone))
            painter.setFont(t.font())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), board.empty_words)


def draw_words(
    painter: QPainter, room: QRectF, text: str, size: float, tone: Tone, strong: bool,
    *, right: bool = False,
) -> float:  # fmt: skip
    """Draw one line, cut to the room; gives the width it took."""
    font = theme().font(size, strong)
    painter.setFont(font)
    painter.setPen(theme().color(tone))
    metrics = QFontMetricsF(font)
    cut = metrics.elidedText(shown(text), Qt.TextElideMode.ElideRight, room.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), cut)
    return metrics.horizontalAdvance(cut)
