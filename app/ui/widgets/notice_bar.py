"""Notice bars: something on this page wants attention, and the button that goes there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.head_layout import FILLER, HeadLayout
from app.ui.widgets.paragraph import Paragraph, Run

_WORDS_LEAST = 160


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
        row = HeadLayout(self, gap=3, least=_WORDS_LEAST, margins=(3.5, 2, 3.5, 2))
        self._both = ""
        # in one paragraph, so that a narrow bar wraps them together
        self._said = Paragraph(centered=True)
        self._button = Button(button)
        row.put(self._said, FILLER)
        row.put(self._button)
        self._button.clicked.connect(self.acted)
        self.set_notice(marked, text, button)

    @property
    def words(self) -> str:
        """Everything the bar says."""
        return self._both

    @property
    def has_button(self) -> bool:
        """Whether the bar offers something to do."""
        return bool(self._button.text())

    def take_keyboard(self) -> None:
        """Put the keyboard on the button."""
        self._button.setFocus()

    def set_notice(self, marked: str, text: str, button: str = "") -> None:
        """Show other words; without any the bar goes away."""
        self._both = f"{marked} {text}".strip()
        runs = [Run(marked, Tone.WARNING, strong=True)] if marked else []
        gap = "　" if marked and text else ""
        self._said.set_words([*runs, Run(f"{gap}{text}")])
        self._button.set_words(button)
        self._button.setVisible(bool(button))
        self.setVisible(bool(marked or text))
        self.setAccessibleName(self._both)
