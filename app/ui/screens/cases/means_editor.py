"""手段: all of them in sight, chosen by the keys 1 to 7."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.chips import ChipFilter
from app.ui.widgets.editors import Editor
from app.ui.widgets.flow import FlowLayout


class MeansEditor(Editor):
    """Chips with their digit; the arrow keys and the digits choose, Enter moves on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = [code for code, _ in codes.table("means").choices()]
        self.keys = _Keys(codes.table("means").choices())
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self.keys)
        self.setFocusProxy(self.keys)
        self.keys.chosen.connect(lambda _: self.changed.emit())

    def value(self) -> str:
        """The code chosen."""
        return self.keys.code

    def set_value(self, value: Any) -> None:
        """Choose a code without telling about it."""
        self.keys.show_code(str(value or ""))

    def fields(self) -> tuple[QWidget, ...]:
        """The line of chips."""
        return (self.keys,)


class _Keys(QWidget):
    spoken_role = QAccessible.Role.List
    chosen = Signal(str)

    def __init__(self, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.code = ""
        self._codes = [code for code, _ in choices]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        flow = FlowLayout(self, gap=1.5)
        lay(flow, gap=1.5, margins=(0, 1, 0, 2))
        self.chips: dict[str, ChipFilter] = {}
        for number, (code, words) in enumerate(choices, start=1):
            chip = ChipFilter(f"{number} {words}")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(lambda _=False, code=code: self._choose(code))
            self.chips[code] = chip
            flow.addWidget(chip)

    def show_code(self, code: str) -> None:
        """Light up one chip, or none."""
        self.code = code
        for key, chip in self.chips.items():
            chip.setChecked(key == code)
        chosen = self.chips.get(code)
        self.setAccessibleDescription(chosen.text() if chosen is not None else "選ばれていません")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows go to the next, Enter moves on."""
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < len(self._codes):
            self._choose(self._codes[digit])
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            place = self._codes.index(self.code) + step if self.code else 0
            self._choose(self._codes[place % len(self._codes)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line below the chips while the keyboard is here or the value is wrong."""
        wrong = bool(self.property("wrong"))
        if not self.hasFocus() and not wrong:
            return
        painter = QPainter(self)
        tone = Tone.ERROR if wrong else Tone.ACCENT
        painter.setPen(QPen(theme().color(tone), theme().px(Size.RING)))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _choose(self, code: str) -> None:
        self.show_code(code)
        self.chosen.emit(code)
