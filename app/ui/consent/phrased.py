"""A line of text with the centre's phrases under it: one press puts one in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import Editor, TextEditor
from app.ui.widgets.flow import FlowLayout


class PhrasedEditor(Editor):
    """The value is the text of the line; `phrases` are (word on the button, text)."""

    def __init__(self, phrases: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        lay(column, gap=0.5)
        self.text = TextEditor()
        self.text.changed.connect(self.changed)
        self.text.left.connect(self.left)
        column.addWidget(self.text)
        holder = QWidget(self)  # shown without a parent it would be a window of its own
        flow = FlowLayout(holder, gap=2)
        self.buttons: list[Button] = []
        for word, text in phrases:
            button = Button(word, kind="link")
            button.setAccessibleName(f"文例「{word}」を入れる")
            button.clicked.connect(lambda _=False, text=text: self._put(text))
            self.buttons.append(button)
            flow.addWidget(button)
        holder.setVisible(bool(phrases))
        column.addWidget(holder)
        self.begin_at(self.text)

    def value(self) -> str:
        """The text."""
        return self.text.value()

    def set_value(self, value: Any) -> None:
        """Put text into the line."""
        self.text.set_value(value)

    def fields(self) -> tuple[QWidget, ...]:
        """The line: Enter in it goes on to the next field, Tab passes the phrases."""
        return self.text.fields()

    def set_read_only(self, read_only: bool) -> None:
        """Let the text be read but not changed."""
        super().set_read_only(read_only)
        for button in self.buttons:
            button.setEnabled(not read_only)

    def _put(self, text: str) -> None:
        """Take the phrase; what stands there already is kept before it."""
        before = self.text.value()
        self.text.set_value(text if not before or before == text else f"{before}、{text}")
        self.text.setFocus()
