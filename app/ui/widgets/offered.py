"""Words that are offered while somebody types: Enter takes one and goes on to the next field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QListView, QWidget

from app.ui.widgets.editors import TextEditor

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterGoesOn(QObject):
    """Enter in the list of offered words takes the lit one and is an Enter of `field` as well.

    The list would keep it to itself, and who types on would find the next words in this line.
    """

    def __init__(self, completer: QCompleter, line: QLineEdit, field: QWidget) -> None:
        super().__init__(line)
        self._list, self._line, self._field = QListView(), line, field
        completer.setPopup(self._list)
        self._list.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only Enter, and only in the list."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or not isinstance(event, QKeyEvent) or event.key() not in _ENTER:
            return super().eventFilter(watched, event)
        lit = self._list.currentIndex()
        if lit.isValid():
            self._line.setText(str(lit.data()))
        self._list.hide()
        again = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
        QApplication.sendEvent(self._field, again)
        return True


def offering(editor: TextEditor, words: Sequence[str]) -> TextEditor:
    """The same line of text, which offers usual words while it is typed into."""
    completer = QCompleter(list(words), editor.line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    editor.line.setCompleter(completer)
    EnterGoesOn(completer, editor.line, editor.line)
    return editor
