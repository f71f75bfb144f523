"""A window before anybody is signed in: one way back, one way on, and what went wrong in between."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import Tone
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.paragraph import Paragraph


class BeforeSignIn(QWidget):
    """`left` goes back, `gone` was closed; a subclass gives the button that leads on its words."""

    left = Signal()
    gone = Signal()

    def __init__(self, on: str) -> None:
        super().__init__()
        self._done = False
        self.problem = Paragraph(tone=Tone.ERROR)
        self.back_button = Button("戻る")
        self.back_button.clicked.connect(self.go_back)
        self.next_button = primary_button(on)
        self.next_button.clicked.connect(self.go_on)

    def go_on(self) -> None:
        """Whatever the window is there for."""
        raise NotImplementedError

    def go_back(self) -> None:
        """Out, nothing done."""
        self._done = True
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, as 戻る does."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_button.click()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window leaves the program."""
        event.accept()
        if not self._done:
            self.gone.emit()

    def _say(self, message: str) -> None:
        self.problem.set_words(message)
        self.problem.setVisible(bool(message))
