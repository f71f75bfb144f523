"""Enter moves to the next field of a form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget


class EnterMoves(QObject):
    """Event filter for the fields of one form; several lines need Ctrl+Enter to leave.

    `finished` is sent when Enter leaves the last field that was added.
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields: list[QWidget] = []

    def add(self, field: QWidget) -> None:
        """Let Enter move on from this field to the one added next."""
        self._fields.append(field)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch Enter in a field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(watched, QPlainTextEdit) and not control:
            return False
        if not isinstance(watched, (QLineEdit, QComboBox, QCheckBox, QPlainTextEdit)):
            return False
        self._move_on(watched)
        return True

    def _move_on(self, field: QWidget) -> None:
        place = self._fields.index(field)
        for following in self._fields[place + 1 :]:
            if following.isVisible() and following.isEnabled():
                following.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.finished.emit()
