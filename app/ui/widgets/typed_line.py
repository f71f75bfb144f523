"""Fields that people type into: what they hold is not what is seen while the screen is shown to others."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionFrame,
    QStylePainter,
)

from app.ui.presenting import COVERED, shown
from app.ui.theme import Tone, theme
from app.ui.widgets.wheel import leave_to_window


class TypedLine(QLineEdit):
    """One line."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field; names in it are hidden."""
        told = self.displayText()
        hidden = shown(told)
        if hidden == told:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option)
        element = QStyle.SubElement.SE_LineEditContents
        room = self.style().subElementRect(element, option, self)
        _say(painter, room, hidden, Qt.AlignmentFlag.AlignVCenter)


class TypedBox(QPlainTextEdit):
    """Several lines; Ctrl+wheel is left to the window."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not leave_to_window(event):
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines; a text with names is covered as a whole."""
        told = self.toPlainText()
        if shown(told) == told:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        _say(painter, self.viewport().rect(), COVERED, Qt.AlignmentFlag.AlignTop)


def _say(painter: QPainter, room: QRect, words: str, where: Qt.AlignmentFlag) -> None:
    painter.setPen(theme().color(Tone.MUTED))
    left = room.adjusted(theme().gap(0.5), 0, 0, 0)
    painter.drawText(left, int(where | Qt.AlignmentFlag.AlignLeft), words)
