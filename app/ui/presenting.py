"""発表モード: while others look at the screen, whatever names people is hidden by one function.

Every widget that shows words shows `shown(words)`; what it holds stays as it is.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from app.people.hiding.rules import Mask

COVERED = "発表モードのため隠しています"


class Presenting(QObject):
    """Whether the screen is shown to others, and what is hidden then."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mask = Mask()
        self.on = False

    def begin(self, mask: Mask) -> None:
        """Hide what the mask knows, at once and everywhere."""
        self._mask = mask
        self._turn(True)

    def end(self) -> None:
        """Show everything again, and forget the names."""
        self._mask = Mask()
        if self.on:
            self._turn(False)

    def shown(self, words: str) -> str:
        """The words as they may be seen now."""
        return self._mask.hide(words) if self.on else words

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tooltips that were set before are hidden too."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        told = watched.toolTip() if isinstance(watched, QWidget) else ""
        hidden = self.shown(told)
        if hidden == told:
            return False
        QToolTip.showText(event.globalPos(), hidden)
        return True

    def _turn(self, on: bool) -> None:
        self.on = on
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
            if on:
                app.installEventFilter(self)
        for widget in QApplication.allWidgets():
            retell = getattr(widget, "retell", None)
            if retell is not None:
                retell()
            widget.update()
        self.changed.emit()


_one: list[Presenting] = []


def presenting() -> Presenting:
    """The one of this program."""
    if not _one:
        _one.append(Presenting())
    return _one[0]


def shown(words: str) -> str:
    """The words as they may be seen now: the one function through which names reach the screen."""
    return presenting().shown(words)
