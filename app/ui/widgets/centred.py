"""One card in the middle of a window, that scrolls where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.theme import lay, theme
from app.ui.widgets.page import Scrolled


class CentredCard(Scrolled):
    """`inside` takes the parts of the card; width and least height are lengths of `Size`."""

    def __init__(self, width: int, least_height: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._width, self._least_height = width, least_height
        lay(self.column, gap=0, margins=(2, 2, 2, 2))
        self.card = QFrame()
        self.card.setProperty("part", "card")
        self.inside = QVBoxLayout(self.card)
        lay(self.inside, gap=4, margins=(8, 7, 8, 6))
        self.column.addStretch(1)
        self.column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)
        self._fit()
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self.card.setFixedWidth(theme().px(self._width))
        self.card.setMinimumHeight(theme().px(self._least_height) if self._least_height else 0)
