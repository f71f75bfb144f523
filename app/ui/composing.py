"""変換中: while an input method composes words in a field, its keys are not keys of the form.

Enter then commits a conversion, Esc takes it back, Tab and the arrows choose among candidates. Where an
input method lets such a key through, nothing is saved, closed or left by it.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QMetaObject, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

_OF_THE_CONVERSION = frozenset(
    {
        *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape),
        *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab),
        *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    }
)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
_KEPT = "composing-guard"


class ComposingGuard(QObject):
    """Watches the field that has the keyboard, before the form it stands in."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._field: QObject | None = None
        self._tie = QMetaObject.Connection()
        self.composing = False
        """Whether words are being composed now."""
        app.focusObjectChanged.connect(self._watch)
        self._watch(app.focusObject())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the composition; keep its keys from whoever waits for them."""
        if isinstance(event, QInputMethodEvent):
            self.composing = bool(event.preeditString())
            return False
        if not self.composing or event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in _OF_THE_CONVERSION:
            return False
        event.accept()
        return True

    def _watch(self, field: QObject | None) -> None:
        if self._field is not None and shiboken6.isValid(self._field):
            self._field.removeEventFilter(self)
            QObject.disconnect(self._tie)  # by itself: where it is gone already, all is well
        self._field, self.composing = field, False
        if field is not None:
            field.installEventFilter(self)
            self._tie = field.destroyed.connect(self._gone)

    def _gone(self) -> None:
        self._field, self.composing = None, False


def guard_composing(app: QApplication) -> None:
    """Watch every field of the program; once is enough."""
    if app.property(_KEPT) is None:
        app.setProperty(_KEPT, ComposingGuard(app))
