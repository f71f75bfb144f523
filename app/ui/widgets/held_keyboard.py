"""The keyboard stays at the same button while the part around it is built anew."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.ui.widgets.tab_order import takes_tab


@dataclass(frozen=True)
class Held:
    """Which of the places where Tab stops has the keyboard: its words and its number."""

    words: str
    number: int

    def take_up(self, part: QWidget) -> bool:
        """Go to the place with the same words in what was built, the nearest of several; says whether there is one."""
        meant = [
            (abs(number - self.number), number, stop)
            for number, stop in enumerate(_stops(part))
            if _words(stop) == self.words
        ]
        if meant:
            min(meant, key=lambda one: one[:2])[2].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(meant)


def held_in(part: QWidget) -> Held | None:
    """The place inside of the part that has the keyboard; None where it is elsewhere."""
    here = QApplication.focusWidget()
    stops = _stops(part)
    return Held(_words(here), stops.index(here)) if here is not None and here in stops else None


def _stops(part: QWidget) -> list[QWidget]:
    return [one for one in part.findChildren(QWidget) if takes_tab(one)]


def _words(stop: QWidget) -> str:
    own = stop.text() if isinstance(stop, QPushButton) else ""
    return f"{type(stop).__name__} {stop.accessibleName() or own}"
