"""Enter moves to the next field of a form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from app.ui.widgets.editors import Editor

_LEFT_BY_ENTER = (QLineEdit, QComboBox, QCheckBox, QRadioButton, QPlainTextEdit)


class EnterMoves(QObject):
    """Event filter for the fields of one form; several lines need Ctrl+Enter to leave.

    An editor is asked for its fields each time: some come later, like the legal bases of a day.
    `finished` is sent when Enter leaves the last editor that was added.
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editors: list[Editor] = []

    def add(self, editor: Editor) -> None:
        """Let Enter move on from this editor to the one added next."""
        self._editors.append(editor)
        self._watch(editor)
        editor.fields_changed.connect(lambda: self._watch(editor))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch Enter in a field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(watched, QPlainTextEdit) and not control:
            return False
        if not isinstance(watched, _LEFT_BY_ENTER):
            return False
        self._move_on(watched)
        return True

    def _watch(self, editor: Editor) -> None:
        for field in editor.fields():
            field.installEventFilter(self)

    def _move_on(self, field: QWidget) -> None:
        place = next(at for at, one in enumerate(self._editors) if field in one.fields())
        beyond = (entry for one in self._editors[place + 1 :] for entry in one.entries())
        for following in (*self._editors[place].after(field), *beyond):
            if following.isVisible() and following.isEnabled():
                following.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.finished.emit()
