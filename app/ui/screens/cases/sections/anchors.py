"""The line of anchors above a case's page: every section by its word, one key press away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.standing import let_stand


class AnchorBar(QWidget):
    """`wanted` carries the key of the section to go to."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("この画面の見出し")
        self._line = FlowLayout(self, gap=1)
        self._titles: dict[str, str] = {}
        self.buttons: dict[str, Button] = {}

    def add(self, key: str, title: str) -> None:
        """An anchor behind the others."""
        button = Button(title, kind="link", parent=self)
        button.clicked.connect(lambda: self.wanted.emit(key))
        self._titles[key] = title
        self.buttons[key] = button
        self._line.addWidget(button)

    def tell(self, key: str, words: str) -> None:
        """Say beside an anchor how things stand there."""
        title = self._titles[key]
        self.buttons[key].set_words(f"{title} {words}" if words else title)
        self.updateGeometry()

    def show_anchor(self, key: str, shown: bool) -> None:
        """Leave out the anchor of a section that this 業務 does not have."""
        let_stand(self.buttons[key], shown)
