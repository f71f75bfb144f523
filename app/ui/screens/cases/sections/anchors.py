"""The line of anchors above a case's page: every section by its word, one key press away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.standing import let_stand


class AnchorBar(QWidget):
    """`wanted` carries the key of the section to go to."""

    wanted = Signal(str)

    def __init__(self, anchors: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("この画面の見出し")
        line = FlowLayout(self, gap=1)
        self._titles = dict(anchors)
        self.buttons: dict[str, Button] = {}
        for key, title in anchors:
            button = Button(title, kind="link")
            button.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))
            self.buttons[key] = button
            line.addWidget(button)

    def tell(self, key: str, words: str) -> None:
        """Say beside an anchor how things stand there."""
        title = self._titles[key]
        self.buttons[key].set_words(f"{title} {words}" if words else title)
        self.updateGeometry()

    def show_anchor(self, key: str, shown: bool) -> None:
        """Leave out the anchor of a section that this 業務 does not have."""
        let_stand(self.buttons[key], shown)
