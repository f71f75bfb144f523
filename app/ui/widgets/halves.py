"""Two columns beside each other, or one under the other where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Size, lay, theme


class Halves(QWidget):
    """`left` takes what room `right` leaves; put parts with their `addWidget`."""

    def __init__(self, shares: tuple[int, int] = (2, 1), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        lay(self._row, gap=3.5)
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        for column, share in zip((self.left, self.right), shares, strict=True):
            lay(column, gap=3)
            holder = QWidget()
            outer = QVBoxLayout(holder)
            lay(outer, gap=0)
            outer.addLayout(column)
            outer.addStretch(1)
            self._row.addWidget(holder, share)
            self._row.setAlignment(holder, Qt.AlignmentFlag(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One under the other where it is narrow."""
        super().resizeEvent(event)
        wide = self.width() >= theme().px(Size.TWO_HALVES) * 0.9
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        if self._row.direction() != (right if wide else down):
            self._row.setDirection(right if wide else down)
