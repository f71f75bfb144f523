"""発表モード: while others look at the screen, whatever names people is hidden by one function.

Every widget that shows words shows `shown(words)`; what it holds stays as it is.
"""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from app.people.hiding.rules import Mask

COVERED = "発表モードのため隠しています"
_OPENED, _CLOSED, _LINE, _BREAK = "<qt>", "</qt>", "\n", "<br>"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs without a picture that turn the order of all that follows, be it theirs or not."""


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
        told = words_of_tooltip(watched.toolTip()) if isinstance(watched, QWidget) else ""
        hidden = self.shown(told)
        if hidden == told:
            return False
        QToolTip.showText(event.globalPos(), tooltip_of(hidden))
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
    return _TURNING.sub(_named, presenting().shown(words))


def tooltip_of(words: str) -> str:
    """Words in the only form in which Qt surely takes them for words."""
    if not words:
        return ""
    return f"{_OPENED}{html.escape(words).replace(_LINE, _BREAK)}{_CLOSED}"


def words_of_tooltip(told: str) -> str:
    """The words that were given to `tooltip_of`."""
    if not told.startswith(_OPENED):
        return told
    return html.unescape(told.removeprefix(_OPENED).removesuffix(_CLOSED).replace(_BREAK, _LINE))


def _named(found: re.Match[str]) -> str:
    """The number of a sign instead of what it does, as 〔U+202E〕."""
    return f"〔U+{ord(found[0]):04X}〕"
