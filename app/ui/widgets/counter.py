"""Counters: a big number under its name."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.theme import Tone, lay
from app.ui.widgets.labels import PlainLabel


class BigNumber(PlainLabel):
    """One of the few large numbers of a page."""

    def __init__(
        self, text: str = "", *, tone: Tone = Tone.TEXT, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, tone=tone, size="big", strong=True, parent=parent)


class Counter(QFrame):
    """A card with a name and a number; with `opens` a click or Enter shows what was counted."""

    spoken_role = QAccessible.Role.Button

    opened = Signal()

    def __init__(
        self,
        name: str,
        number: str = "",
        tone: Tone = Tone.TEXT,
        *,
        opens: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self._opens = opens
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        lay(column, gap=0, margins=(3.5, 2, 3.5, 1.5))
        self._name = PlainLabel(name, tone=Tone.MUTED, size="caption")
        self._number = BigNumber()
        column.addWidget(self._name)
        column.addWidget(self._number)
        self.set_number(number, tone)

    def set_number(self, number: str, tone: Tone) -> None:
        """Show another number."""
        self._number.setText(number)
        self._number.set_tone(tone)
        self.setAccessibleName(f"{self._name.words} {number}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open what was counted."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._opens and event.key() in keys:
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens what was counted."""
        if self._opens and self.rect().contains(event.position().toPoint()):
            self.opened.emit()
