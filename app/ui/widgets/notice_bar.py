"""Notice bars: something on this page wants attention, and the button that goes there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph


class NoticeBar(QFrame):
    """Marked words, a sentence and perhaps a button, on the ground of a warning."""

    acted = Signal()

    def __init__(
        self,
        marked: str = "",
        text: str = "",
        button: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "notice")
        row = QHBoxLayout(self)
        lay(row, gap=3, margins=(3.5, 2, 3.5, 2))
        self._marked = PlainLabel(tone=Tone.WARNING, strong=True)
        self._text = Paragraph(centered=True)
        self._button = Button(button)
        row.addWidget(self._marked)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self._button.clicked.connect(self.acted)
        self.set_notice(marked, text, button)

    @property
    def words(self) -> str:
        """Everything the bar says."""
        return f"{self._marked.words} {self._text.words}".strip()

    @property
    def has_button(self) -> bool:
        """Whether the bar offers something to do."""
        return bool(self._button.text())

    def set_notice(self, marked: str, text: str, button: str = "") -> None:
        """Show other words; without any the bar goes away."""
        self._marked.setText(marked)
        self._marked.setVisible(bool(marked))
        self._text.set_words(text)
        self._button.set_words(button)
        self._button.setVisible(bool(button))
        self.setVisible(bool(marked or text))
        self.setAccessibleName(f"{marked} {text}".strip())
