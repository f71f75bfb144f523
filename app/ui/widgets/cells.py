"""Draws the cells of a list: tags, one or two lines, tabular numbers, the current cell's ring."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from app.ui.presenting import shown
from app.ui.tables import CELL_ROLE, Align, Cell, Column, Kind
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.labels import as_tooltip
from app.ui.widgets.tag import paint_tag, tag_size

Index = QModelIndex | QPersistentModelIndex
_FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
}


def draw_tabular(painter: QPainter, room: QRectF, text: str, font: QFont) -> None:
    """Draw a number to the right end of `room`, every digit equally wide; … where it has no room.

    The type has a narrow 1 and no tabular figures of its own.
    """
    signs = _tabular(text, font)
    if sum(width for _, width in signs) > room.width() + 1:
        # a number that runs into its neighbour, or lacks its first digit, would be another number
        signs = [("…", QFontMetricsF(font).horizontalAdvance("…"))]
    right = room.right()
    painter.setFont(font)
    for char, width in signs:
        area = QRectF(right - width, room.top(), width, room.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), char)
        right -= width


def _tabular(text: str, font: QFont) -> list[tuple[str, float]]:
    """The signs of a number from its end, each with its width."""
    metrics = QFontMetricsF(font)
    digit = max(metrics.horizontalAdvance(char) for char in "0123456789")
    return [
        (char, digit if char.isascii() and char.isdigit() else metrics.horizontalAdvance(char))
        for char in reversed(text)
    ]


class CellDelegate(QStyledItemDelegate):
    """One delegate for all columns of a list."""

    def __init__(
        self,
        columns: tuple[Column, ...],
        *,
        edge: bool,
        cell_cursor: bool,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns, self._edge, self._cell_cursor = columns, edge, cell_cursor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as everything in the cell."""
        cell = index.data(CELL_ROLE)
        width = self._needed(cell, self._columns[index.column()]) if cell else 0
        left, right = self._padding(index.column())
        return QSize(ceil(width) + left + right, theme().row_height(bool(cell and cell.second)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, line, words and ring."""
        column = self._columns[index.column()]
        rect = QRectF(option.rect)
        painter.save()
        chosen = option.state & QStyle.StateFlag.State_Selected or self._has_keyboard(index)
        if chosen and self._shows_choice():
            painter.fillRect(rect, QColor(theme().colors.selection))
        painter.fillRect(
            QRectF(rect.left(), rect.bottom() - Size.LINE, rect.width(), Size.LINE),
            QColor(theme().colors.line),
        )
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            left, right = self._padding(index.column())
            self._paint_cell(painter, cell, column, rect.adjusted(left, 0, -right, -Size.LINE))
        self._paint_cursor(painter, option, index, rect)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Tell the words of a cell that is too narrow for them."""
        cell = index.data(CELL_ROLE)
        if event.type() == QEvent.Type.ToolTip and isinstance(cell, Cell) and not cell.hint:
            cut = option.rect.width() < self.sizeHint(option, index).width()
            QToolTip.showText(event.globalPos(), as_tooltip(cell.words if cut else ""), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _has_keyboard(self, index: Index) -> bool:
        """Whether the keyboard is on this row, which Tab makes the current one without choosing it."""
        view = self.parent()
        if self._cell_cursor or not isinstance(view, QAbstractItemView):
            return False
        return view.hasFocus() and view.currentIndex().row() == index.row()

    def _shows_choice(self) -> bool:
        """Whether what is chosen has a ground: a single cell has its ring instead."""
        view = self.parent()
        if not self._cell_cursor or not isinstance(view, QAbstractItemView):
            return not self._cell_cursor
        return len(view.selectionModel().selectedIndexes()) > 1

    def _padding(self, column: int) -> tuple[int, int]:
        inner, outer = theme().px(Size.CELL_PADDING), theme().px(Size.CARD_PADDING)
        first, last = column == 0, column == len(self._columns) - 1
        return (
            outer if self._edge and first else inner,
            outer if self._edge and last else inner,
        )

    def _needed(self, cell: Cell, column: Column) -> float:
        tags = sum(tag_size(word).width() + theme().gap(1) for word, _ in cell.tags)
        font = self._font(cell, column)
        first = QFontMetricsF(font).horizontalAdvance(cell.text)
        if column.kind is Kind.NUMBER:
            first = sum(width for _, width in _tabular(cell.text, font))
        second = QFontMetricsF(theme().font(Size.CAPTION)).horizontalAdvance(cell.second)
        return max(tags + first, second)

    def _font(self, cell: Cell, column: Column) -> QFont:
        caption = column.kind is Kind.TAG
        strong = cell.strong or column.kind is Kind.STRONG
        return theme().font(Size.CAPTION if caption else Size.BODY, strong)

    def _tone(self, cell: Cell, column: Column) -> Tone:
        if cell.tone is not None:
            return cell.tone
        return Tone.MUTED if column.kind in (Kind.MUTED, Kind.TAG) else Tone.TEXT

    def _paint_cell(self, painter: QPainter, cell: Cell, column: Column, room: QRectF) -> None:
        first = QRectF(room)
        if cell.second:
            middle = room.center().y()
            first.setBottom(middle)
            line = theme().px(Size.BODY * Size.LINE_HEIGHT)
            first.setTop(middle - line)
            below = QRectF(room.left(), middle, room.width(), line - theme().gap(0.5))
            font = theme().font(Size.CAPTION)
            self._words(painter, below, cell.second, font, Tone.MUTED, column.alignment)
        first = self._paint_tags(painter, cell, column, first)
        if not cell.text:
            return
        font, tone = self._font(cell, column), self._tone(cell, column)
        if column.kind is Kind.NUMBER:
            painter.setPen(theme().color(tone))
            draw_tabular(painter, first, shown(cell.text), font)
        elif not column.wraps or not self._wrapped(painter, first, shown(cell.text), font, tone):
            self._words(painter, first, cell.text, font, tone, column.alignment)

    def _paint_tags(self, painter: QPainter, cell: Cell, column: Column, room: QRectF) -> QRectF:
        left = room.left()
        if column.alignment is Align.RIGHT and not cell.text:
            wide = sum(tag_size(word).width() + theme().gap(1) for word, _ in cell.tags)
            left = max(left, room.right() - wide + theme().gap(1))
        for word, tone in cell.tags:
            size = tag_size(word)
            width = min(size.width(), room.right() - left)
            if width <= 0:
                break
            top = room.center().y() - size.height() / 2
            paint_tag(painter, QRectF(round(left), round(top), width, size.height()), word, tone)
            left += width + theme().gap(1)
        return QRectF(left, room.top(), max(0.0, room.right() - left), room.height())

    def _wrapped(self, painter: QPainter, room: QRectF, text: str, font: QFont, tone: Tone) -> bool:
        """Draw words that are too wide in small lines; says whether they are and have room so."""
        small = theme().font(Size.CAPTION, font.bold())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        needed = QFontMetricsF(small).boundingRect(room, flags, text)
        if QFontMetricsF(font).horizontalAdvance(text) <= room.width() or not room.contains(needed):
            return False
        painter.setFont(small)
        painter.setPen(theme().color(tone))
        painter.drawText(room, flags, text)
        return True

    def _words(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        font: QFont,
        tone: Tone,
        align: Align,
    ) -> None:
        right = Qt.TextElideMode.ElideRight
        cut = QFontMetricsF(font).elidedText(shown(text), right, room.width() + 1)
        painter.setFont(font)
        painter.setPen(theme().color(tone))
        flags = _FLAGS[align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, int(flags), cut)

    def _paint_cursor(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, rect: QRectF
    ) -> None:
        view = self.parent()
        if not isinstance(view, QAbstractItemView):
            return
        current = view.currentIndex()
        ring = theme().px(Size.RING)
        accent = theme().color(Tone.ACCENT)
        if self._cell_cursor:
            if current != index:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # while the keyboard is elsewhere the ring is thin: the number stays the chosen one
            ring = ring if view.hasFocus() else theme().px(Size.LINE)
            painter.setPen(QPen(accent, ring))
            half = ring / 2
            radius = theme().px(Size.RADIUS_SMALL) / 2
            painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
        elif view.hasFocus() and current.row() == index.row() and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), ring, rect.height()), accent)
