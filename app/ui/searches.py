"""Searches go into the history: when something found is opened, or after a pause; never each key."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.history.viewing import of_search
from app.ui.desk import Desk

PAUSE_MS = 1500
"""Results that stand this long were looked at."""


class Searches(QObject):
    """Tells the history of one search box what was found; `place` is how the box is called."""

    def __init__(self, desk: Desk, place: str, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._place = desk, place
        self._found: tuple[str, int] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.looked)

    def shown(self, words: str, found: int) -> None:
        """Results of these words are on the screen; others may follow at the next key."""
        typed = words.strip()
        self._found = (typed, found) if typed else None
        self._pause.start() if typed else self._pause.stop()

    def left(self) -> None:
        """The words were taken away before anything was looked at."""
        self._found = None
        self._pause.stop()

    def looked(self) -> None:
        """The results were looked at: the pause is over, or one of them is opened."""
        self._pause.stop()
        found, self._found = self._found, None
        if found is not None:
            words, many = found
            key = self._desk.office.print_of(words)
            self._desk.saw(of_search(self._place, key, many), owner=self)
