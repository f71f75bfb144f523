"""Words on the screen: always plain text, never markup."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.presenting import shown, tooltip_of
from app.ui.theme import Tone, repolish


def as_tooltip(text: str) -> str:
    """The words of a tooltip, made safe: Qt would read tags in them otherwise."""
    return tooltip_of(shown(text))


def as_caption(text: str) -> str:
    """The words of a button or menu entry, on one line: an ampersand stays an ampersand.

    Behind a tab Qt would look for a shortcut.
    """
    return " ".join(re.split("[\t\n]", shown(text))).replace("&", "&&")


def as_title(text: str) -> str:
    """The words of a window's title: Qt takes a single [*] for its mark of what was changed."""
    return shown(text).replace("[*]", "[*][*]")


class PlainLabel(QLabel):
    """One line of words; `size` is body, caption, title or big."""

    def __init__(
        self,
        text: str = "",
        *,
        tone: Tone = Tone.TEXT,
        size: str = "body",
        strong: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._elide = elide
        self._full = text
        self.setProperty("tone", tone.value)
        self.setProperty("textSize", size)
        self.setProperty("strong", strong)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        super().setText(shown(text))

    @property
    def words(self) -> str:
        """The whole text, also where it is shown cut."""
        return self._full

    def setText(self, text: str) -> None:
        """Show other words."""
        self._full = text
        self.retell()

    def retell(self) -> None:
        """Say the words anew: what may be seen of them has changed."""
        super().setText(shown(self._full))
        self._cut()

    def set_tone(self, tone: Tone) -> None:
        """Show the words in another colour."""
        self.setProperty("tone", tone.value)
        repolish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words again to the new width."""
        super().resizeEvent(event)
        self._cut()

    def minimumSizeHint(self) -> QSize:
        """Cut words may shrink to nothing."""
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def _cut(self) -> None:
        if not self._elide:
            return
        room = self.contentsRect().width()
        whole = shown(self._full)
        cut = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
        super().setText(cut)
        self.setToolTip(as_tooltip(self._full) if cut != whole else "")


class KeyCap(PlainLabel):
    """The name of a key in a small frame, like Ctrl K."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(keys, size="key", parent=parent)
        self.setProperty("part", "keycap")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Rule(QWidget):
    """A thin line between two things."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "rule")
