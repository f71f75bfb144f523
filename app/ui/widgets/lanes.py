"""The lane diagram: what went to and fro between two sides, one arrow under the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from app.ui.presenting import shown
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.labels import as_tooltip

_ROW, _HEAD, _FOOT = 44, 30, 4
_BAR, _ARROW = 6, 8
_SIDE = 0.13
"""Of the width, between the edge and a lifeline."""
_LEAST_WIDTH = 320


class Line(StrEnum):
    """How a row is drawn."""

    LETTER = "letter"
    GAP = "gap"
    """Something is missing here: an interrupted line without an arrow."""
    WAITS = "waits"
    """Something is waited for: a dashed arrow."""


@dataclass(frozen=True)
class LaneRow:
    """One arrow: day, kind and words above it, what became of it below."""

    key: str
    day: str
    kind: str
    words: str
    below: str = ""
    from_left: bool = True
    tone: Tone = Tone.ACCENT
    below_tone: Tone = Tone.MUTED
    line: Line = Line.LETTER

    @property
    def said(self) -> str:
        """Everything of the row, to be read out."""
        return "　".join(part for part in (self.day, self.kind, self.words, self.below) if part)


@dataclass(frozen=True)
class Lanes:
    """Both sides by name, which of them leads ('left', 'right' or ''), and the rows."""

    left: str
    right: str
    rows: tuple[LaneRow, ...] = ()
    lead: str = ""

    def said(self, row: LaneRow) -> str:
        """A row with who wrote to whom."""
        sides = (self.left, self.right) if row.from_left else (self.right, self.left)
        whom = f"{sides[0]}から" if row.line is Line.WAITS else f"{sides[0]}から{sides[1]}へ"
        return row.said if row.line is Line.GAP else f"{whom}　{row.said}"


class LaneDiagram(QWidget):
    """Draws `Lanes`; arrows go from row to row, a click or Enter sends its key with `opened`."""

    spoken_role = QAccessible.Role.List

    opened = Signal(str)

    def __init__(self, lanes: Lanes | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes = lanes or Lanes("", "")
        self._at = -1
        self._chosen = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_lanes(self.lanes)
        theme().changed.connect(self.updateGeometry)

    @property
    def current(self) -> LaneRow | None:
        """The row the keyboard is at."""
        return self.lanes.rows[self._at] if 0 <= self._at < len(self.lanes.rows) else None

    def set_lanes(self, lanes: Lanes, chosen: str = "") -> None:
        """Show other lanes; `chosen` is the key of the row that is open beside."""
        self.lanes, self._chosen = lanes, chosen
        keys = [row.key for row in lanes.rows]
        self._at = keys.index(chosen) if chosen and chosen in keys else len(keys) - 1
        rows = "\n".join(lanes.said(row) for row in lanes.rows)
        lead = {"left": lanes.left, "right": lanes.right}.get(lanes.lead, "")
        self.setAccessibleName(f"{lanes.left}と{lanes.right}のやりとり　{len(keys)}行")
        self.setAccessibleDescription(f"主担当は{lead}\n{rows}" if lead else rows)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A row for each arrow below the names."""
        t = theme()
        height = t.px(_HEAD) + t.px(_ROW) * max(1, len(self.lanes.rows)) + t.px(_FOOT)
        return QSize(t.px(_LEAST_WIDTH), height)

    def minimumSizeHint(self) -> QSize:
        """As high as the hint: a letter is never hidden."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from row to row, Home and End to the first and last, Enter opens."""
        last = len(self.lanes.rows) - 1
        steps = {
            Qt.Key.Key_Down: min(self._at + 1, last),
            Qt.Key.Key_Up: max(self._at - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            self._go(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self._at)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the row under it."""
        self._open(self._row_at(event.position().y()))

    def event(self, event: QEvent) -> bool:
        """Tell the whole row under the mouse, for where it is cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._row_at(event.pos().y())
            rows = self.lanes.rows
            words = self.lanes.said(rows[at]) if 0 <= at < len(rows) else ""
            QToolTip.showText(event.globalPos(), as_tooltip(words), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the two lifelines, then the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_sides(painter)
        for at, row in enumerate(self.lanes.rows):
            self._paint_row(painter, at, row)

    def _go(self, at: int) -> None:
        self._at = at
        row = self.current
        if row is not None:
            self.setAccessibleName(self.lanes.said(row))
        holder = self.parentWidget()
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        inner = holder.widget() if isinstance(holder, QScrollArea) else None
        if isinstance(holder, QScrollArea) and inner is not None:
            middle = self._top(at) + theme().px(_ROW) // 2
            spot = self.mapTo(inner, self.rect().topLeft())
            holder.ensureVisible(spot.x(), spot.y() + middle, 0, theme().px(_ROW))
        self.update()

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.lanes.rows):
            self._at = at
            self.update()
            if self.lanes.rows[at].line is Line.LETTER:
                self.opened.emit(self.lanes.rows[at].key)

    def _row_at(self, y: float) -> int:
        return int((y - theme().px(_HEAD)) // theme().px(_ROW))

    def _top(self, at: int) -> int:
        return theme().px(_HEAD) + at * theme().px(_ROW)

    def _x(self, left: bool) -> float:
        side = self.width() * _SIDE
        return side if left else self.width() - side

    def _paint_sides(self, painter: QPainter) -> None:
        t = theme()
        head, width = t.px(_HEAD), t.px(_BAR)
        for left, name in ((True, self.lanes.left), (False, self.lanes.right)):
            leads = self.lanes.lead == ("left" if left else "right")
            x = self._x(left)
            color = t.color(Tone.ACCENT) if leads else t.color(Tone.MUTED)
            color.setAlphaF(0.4 if leads else 0.25)
            bar = QRectF(x - width / 2, head, width, self.height() - head)
            painter.fillRect(bar, color)
            font = t.font(Size.CAPTION, True)
            room = min(x, self.width() - x) * 2
            self._words(painter, QRectF(x - room / 2, 0, room, head), name, font, Tone.TEXT)
            if leads and self.lanes.rows:
                edge = QRectF(0, 0, x - width, self._top(1))
                if not left:
                    edge = QRectF(x + width, 0, self.width() - x - width, self._top(1))
                spot = edge.adjusted(0, head, 0, 0)
                self._words(painter, spot, "主担当", t.font(Size.CAPTION), Tone.ACCENT)

    def _words(self, painter: QPainter, room: QRectF, text: str, font: QFont, tone: Tone) -> None:
        painter.setFont(font)
        painter.setPen(theme().color(tone))
        metrics = QFontMetrics(font)
        cut = metrics.elidedText(shown(text), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), cut)

    def _paint_row(self, painter: QPainter, at: int, row: LaneRow) -> None:
        t = theme()
        gap = t.gap(2)
        room = QRectF(
            self._x(True) + gap, self._top(at), self._x(False) - self._x(True) - 2 * gap, t.px(_ROW)
        )
        if row.key and row.key == self._chosen:
            painter.fillRect(room, t.colors.selection)
        if self.hasFocus() and at == self._at:
            painter.setPen(QPen(t.color(Tone.ACCENT), t.px(Size.RING)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(1, 1, -1, -1))
        line = t.px(Size.CAPTION * Size.LINE_HEIGHT)
        middle = room.top() + line + t.gap(1.5)
        self._paint_arrow(painter, row, room, middle)
        above = QRectF(room.left(), middle - line - t.gap(0.5), room.width(), line)
        self._paint_above(painter, row, above)
        below = QRectF(room.left(), middle + t.gap(0.25), room.width(), line)
        self._words(painter, below, row.below, t.font(Size.CAPTION), row.below_tone)

    def _paint_above(self, painter: QPainter, row: LaneRow, room: QRectF) -> None:
        t = theme()
        plain, strong = t.font(Size.CAPTION), t.font(Size.CAPTION, True)
        gap = t.gap(2)
        parts = [(row.day, plain, Tone.MUTED), (row.kind, strong, Tone.TEXT)]
        if row.line is not Line.LETTER:
            parts = [(row.day, plain, row.tone), (row.kind, plain, row.tone)]
        parts = [part for part in parts if part[0]]
        used = sum(QFontMetrics(font).horizontalAdvance(text) + gap for text, font, _ in parts)
        left = max(0, int(room.width()) - used - gap)
        words = QFontMetrics(plain).elidedText(shown(row.words), Qt.TextElideMode.ElideRight, left)
        if words:
            parts.append((words, plain, Tone.TEXT if row.line is Line.LETTER else row.tone))
            used += QFontMetrics(plain).horizontalAdvance(words) + gap
        x = room.left() + max(0.0, (room.width() - used + gap) / 2)
        for text, font, tone in parts:
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(t.color(tone))
            area = QRectF(x, room.top(), width + 1, room.height())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)
            x += width + gap

    def _paint_arrow(self, painter: QPainter, row: LaneRow, room: QRectF, y: float) -> None:
        t = theme()
        color = t.color(row.tone)
        pen = QPen(color, t.px(Size.LINE) * (1.5 if row.line is Line.LETTER else 1))
        if row.line is not Line.LETTER:
            pen.setStyle(Qt.PenStyle.DotLine if row.line is Line.GAP else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        start, end = room.left(), room.right()
        painter.drawLine(QPointF(start, y), QPointF(end, y))
        if row.line is Line.GAP:
            return
        tip, back = (end, -1) if row.from_left else (start, 1)
        length = t.px(_ARROW)
        head = QPolygonF(
            [
                QPointF(tip, y),
                QPointF(tip + back * length, y - length / 2),
                QPointF(tip + back * length, y + length / 2),
            ]
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(head)
