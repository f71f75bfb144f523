"""Several editors in one row of a form: one value of several parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import lay
from app.ui.widgets.editors import Editor, TextEditor


@dataclass(frozen=True)
class Part:
    """One editor, what it is called, its share of the width, and on which line it stands."""

    editor: Editor
    name: str
    share: int = 1
    line: int = 0


class JoinedEditor(Editor):
    """Editors beside and below each other; the value is the tuple of theirs."""

    def __init__(self, parts: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = tuple(part.editor for part in parts)
        column = QVBoxLayout(self)
        lay(column, gap=1)
        lines: dict[int, QHBoxLayout] = {}
        for part in parts:
            if part.line not in lines:
                lines[part.line] = QHBoxLayout()
                lay(lines[part.line], gap=2)
                column.addLayout(lines[part.line])
            lines[part.line].addWidget(part.editor, part.share, Qt.AlignmentFlag.AlignTop)
            part.editor.changed.connect(self.changed)
            part.editor.left.connect(self.left)
            for field in part.editor.fields():
                field.setAccessibleName(part.name)
        self.setFocusProxy(self.parts[0])

    def value(self) -> tuple[Any, ...]:
        """The values of the parts, in their order."""
        return tuple(part.value() for part in self.parts)

    def set_value(self, value: Any) -> None:
        """Put a value into every part; nothing empties them."""
        values = tuple(value or ()) or ("",) * len(self.parts)
        for part, one in zip(self.parts, values, strict=True):
            part.set_value(one)

    def fields(self) -> tuple[QWidget, ...]:
        """The fields of all parts."""
        return tuple(field for part in self.parts for field in part.fields())

    def complaint(self) -> str:
        """What the first part that cannot be read says."""
        return next((words for part in self.parts if (words := part.complaint())), "")

    def set_read_only(self, read_only: bool) -> None:
        """Let the values be read but not changed."""
        for part in self.parts:
            part.set_read_only(read_only)

    def mark_wrong(self, wrong: bool) -> None:
        """Mark the parts that cannot be read, or all where each can."""
        guilty = [part for part in self.parts if part.complaint()] or list(self.parts)
        for part in self.parts:
            part.mark_wrong(wrong and part in guilty)


class _EnterGoesOn(QObject):
    """Enter in the list of offered words takes the lit one and is an Enter of the line as well.

    The list would keep it to itself, and who types on would find the next words in this line.
    """

    def __init__(self, completer: QCompleter, line: QLineEdit) -> None:
        super().__init__(line)
        self._list, self._line = QListView(), line
        completer.setPopup(self._list)
        self._list.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only Enter, and only in the list."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or not isinstance(event, QKeyEvent) or event.key() not in enter:
            return super().eventFilter(watched, event)
        lit = self._list.currentIndex()
        if lit.isValid():
            self._line.setText(str(lit.data()))
        self._list.hide()
        again = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
        QApplication.sendEvent(self._line, again)
        return True


def offering(editor: TextEditor, words: Sequence[str]) -> TextEditor:
    """The same line of text, which offers usual words while it is typed into."""
    completer = QCompleter(list(words), editor.line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    editor.line.setCompleter(completer)
    _EnterGoesOn(completer, editor.line)
    return editor
