"""Words that are offered while somebody types: Enter takes one and goes on to the next field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QListView, QWidget

from app.ui.theme import theme
from app.ui.widgets.editors import TextEditor

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterGoesOn(QObject):
    """Enter in the list of offered words takes the lit one and is an Enter of `field` as well.

    The list would keep it to itself, and who types on would find the next words in this line.
    `take` is given the lit line, which may be none, and says whether to go on.
    """

    def __init__(
        self, completer: QCompleter, field: QWidget, take: Callable[[QModelIndex], bool]
    ) -> None:
        super().__init__(field)
        self.list, self._field, self._take = QListView(), field, take
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        completer.setPopup(self.list)
        self.list.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter; and the list is as wide as its words."""
        if event.type() == QEvent.Type.Show:
            self._widen()
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or not isinstance(event, QKeyEvent) or event.key() not in _ENTER:
            return super().eventFilter(watched, event)
        if self._take(self._lit()):
            self.list.hide()
            again = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
            QApplication.sendEvent(self._field, again)
        return True

    def _lit(self) -> QModelIndex:
        """The completer makes a line current that nobody sees lit."""
        here = self.list.currentIndex()
        return here if self.list.selectionModel().isSelected(here) else QModelIndex()

    def _widen(self) -> None:
        wanted = self.list.sizeHintForColumn(0) + 2 * self.list.frameWidth() + theme().gap(4)
        right = self.list.screen().availableGeometry().right()
        self.list.setMinimumWidth(min(wanted, max(0, right - self.list.x())))


def into(line: QLineEdit) -> Callable[[QModelIndex], bool]:
    """Put the lit words into a line, and go on in any case."""

    def take(lit: QModelIndex) -> bool:
        if lit.isValid():
            line.setText(str(lit.data()))
        return True

    return take


def offering(editor: TextEditor, words: Sequence[str]) -> TextEditor:
    """The same line of text, which offers usual words while it is typed into."""
    completer = QCompleter(list(words), editor.line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    editor.line.setCompleter(completer)
    EnterGoesOn(completer, editor.line, into(editor.line))
    return editor
