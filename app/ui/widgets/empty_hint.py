"""Empty hints: what to do first where there is nothing yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.paragraph import Paragraph


class EmptyHint(QWidget):
    """A sentence in the middle of an empty place, and perhaps the button that fills it."""

    acted = Signal()

    def __init__(self, text: str = "", button: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(4, 4, 4, 4))
        self._text = Paragraph(tone=Tone.MUTED, middle=True)
        self._button = Button("")
        self._button.clicked.connect(self.acted)
        column.addStretch(1)
        middle = QHBoxLayout()  # an alignment would measure the height for a width it does not give
        lay(middle, gap=0)
        middle.addStretch(1)
        middle.addWidget(self._text)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.set_hint(text, button)

    @property
    def button(self) -> Button:
        """The button, which may be hidden."""
        return self._button

    @property
    def words(self) -> str:
        """The sentence shown."""
        return self._text.words

    def set_hint(self, text: str, button: str = "") -> None:
        """Show another sentence and button."""
        self._text.set_words(text)
        self._button.set_words(button)
        self._button.setVisible(bool(button))

    def focus_button(self) -> None:
        """Go to the button, as where a screen begins.

        The hint itself never passes the keyboard on: it lies over a list whose stops come before
        the button, and Tab would go past them.
        """
        if not self._button.isHidden():
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)
