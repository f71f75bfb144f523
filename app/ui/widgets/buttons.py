"""Buttons: one primary per screen; a refused one says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.icons import icon, icon_on_accent
from app.ui.widgets.labels import KeyCap, as_caption, as_tooltip

Kind = Literal["secondary", "primary", "danger", "link", "plain"]


class Button(QPushButton):
    """A button that can be refused with a reason; Enter presses it as Space does."""

    def __init__(
        self,
        text: str,
        *,
        kind: Kind = "secondary",
        icon_name: str = "",
        key_cap: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(as_caption(text), parent)
        self._words = text
        self.setProperty("part", kind)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._kind, self._icon_name, self._hint = kind, icon_name, ""
        self._reason = ""
        self._cap = _KeyCapInside(self, key_cap) if key_cap else None
        self._draw_icon()
        theme().changed.connect(self._draw_icon)

    @property
    def reason(self) -> str:
        """Why the button is refused; empty while it may be pressed."""
        return self._reason

    def refuse(self, reason: str) -> None:
        """Disable the button and say why, in the tooltip and to screen readers."""
        self._reason = reason
        self.setEnabled(False)
        self.setToolTip(as_tooltip(reason))
        self.setAccessibleDescription(reason)

    def allow(self) -> None:
        """Let the button be pressed again."""
        self._reason = ""
        self.setEnabled(True)
        self.setToolTip(as_tooltip(self._hint))
        self.setAccessibleDescription(self._hint)

    def set_hint(self, hint: str) -> None:
        """What the button does, shown while it may be pressed."""
        self._hint = hint
        if not self._reason:
            self.allow()

    def set_words(self, text: str) -> None:
        """Show other words on the button."""
        self._words = text
        self.retell()

    def retell(self) -> None:
        """Say the words anew: what may be seen of them has changed."""
        self.setText(as_caption(self._words))

    def sizeHint(self) -> QSize:
        """Wide enough for the words and the key cap."""
        hint = super().sizeHint()
        if self._cap is None:
            return hint
        return hint + QSize(self._cap.sizeHint().width(), 0)

    def minimumSizeHint(self) -> QSize:
        """Words on a button are never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isEnabled():
            self.click()
            return
        super().keyPressEvent(event)

    def _draw_icon(self) -> None:
        self.setIconSize(QSize(theme().px(Size.ICON), theme().px(Size.ICON)))
        if self._icon_name:
            primary = self._kind == "primary"
            name = self._icon_name
            self.setIcon(icon_on_accent(name) if primary else icon(name, Tone.TEXT))


class _KeyCapInside(QWidget):
    """The key cap at the right end of a button."""

    def __init__(self, button: QPushButton, keys: str) -> None:
        super().__init__(button)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        lay(layout, gap=0, margins=(0, 0, 2, 0))
        layout.addWidget(KeyCap(keys))
        outer = QHBoxLayout(button)
        lay(outer, gap=0)
        outer.addStretch(1)
        outer.addWidget(self)
        button.setProperty("capped", True)


class MenuButton(Button):
    """A button that opens a short menu; `chosen` carries the key of the entry."""

    chosen = Signal(str)

    def __init__(
        self,
        text: str,
        entries: Sequence[tuple[str, str]],
        *,
        kind: Kind = "secondary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, kind=kind, icon_name="chevron-down", parent=parent)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Offer other entries, as (key, words)."""
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for key, words in entries:
            action = menu.addAction(as_caption(words))
            action.setData(key)
        menu.triggered.connect(lambda action: self.chosen.emit(str(action.data())))
        old = self.menu()
        self.setMenu(menu)
        if old is not None:
            old.deleteLater()


def primary_button(text: str, *, icon_name: str = "") -> Button:
    """The one button of a screen that carries the work on."""
    return Button(text, kind="primary", icon_name=icon_name)


def secondary_button(text: str, *, icon_name: str = "") -> Button:
    """Any other button."""
    return Button(text, icon_name=icon_name)


def danger_button(text: str) -> Button:
    """A button whose act cannot easily be undone; ask before doing it."""
    return Button(text, kind="danger")


def link_button(text: str) -> Button:
    """A quiet button inside text and cards."""
    return Button(text, kind="link")


def step_button(to: Literal["left", "right"], words: str) -> Button:
    """A small arrow beside a period, to the one before or after it; what it does stands in its hint.

    Drawn, not written: a letter that the type brought along lacks would be an empty box on some PCs.
    """
    button = Button("", icon_name=to)
    button.setProperty("part", "chip")
    button.setAccessibleName(words)
    button.set_hint(words)
    return button


def let_press(button: Button, reason: str) -> None:
    """Let a button be pressed, unless there is a reason against it, which it then says."""
    if reason:
        button.refuse(reason)
    else:
        button.allow()
