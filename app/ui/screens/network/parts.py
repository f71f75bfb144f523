"""Small parts of the pages beside the lists: a title with its buttons, facts, entries."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import Tag

_LABEL_WIDTH = 92


class RecordHead(QWidget):
    """What the record is called, its tags, and what can be done with it."""

    def __init__(
        self,
        title: str,
        caption: str,
        tags: Sequence[tuple[str, Tone]],
        buttons: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        lay(column, gap=1)
        if caption:
            column.addWidget(PlainLabel(caption, tone=Tone.MUTED, size="caption", elide=True))
        head = QHBoxLayout()
        lay(head, gap=2)
        head.addWidget(Paragraph(title, size=Size.TITLE, strong=True), 1)
        for button in buttons:
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        line = QWidget()
        flow = FlowLayout(line, gap=1.5)
        for words, tone in tags:
            flow.addWidget(Tag(words, tone))
        column.addWidget(line)
        self.setAccessibleName(title)


class FactLines(QWidget):
    """Labels and what is known, one under another; what is not known is left out."""

    def __init__(self, facts: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        lay(self._grid, gap=1)
        for line, (label, words) in enumerate(one for one in facts if one[1]):
            name = PlainLabel(label, tone=Tone.MUTED, size="caption")
            self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Paragraph(words), line, 1)
        self._grid.setColumnStretch(1, 1)
        self._fit()
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme().px(_LABEL_WIDTH))


class LinkLine(QWidget):
    """A record somewhere else: a button that goes there, and muted words beside it."""

    def __init__(self, words: str, beside: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        lay(row, gap=2)
        self.button = Button(words, kind="link")
        row.addWidget(self.button)
        row.addWidget(PlainLabel(beside, tone=Tone.MUTED, size="caption", elide=True), 1)


def allowed(button: Button, refusal: str) -> Button:
    """The same button, which says why it is refused."""
    if refusal:
        button.refuse(refusal)
    return button
