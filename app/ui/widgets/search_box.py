"""The one search at the top of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme import Size, lay, repolish, theme
from app.ui.widgets.labels import KeyCap
from app.ui.widgets.typed_line import TypedLine

_BY_KEYS_OR_MOUSE = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.MouseFocusReason,
)


class SearchBox(QFrame):
    """A field with the key that leads to it at its right end.

    `changed` follows every keystroke, `submitted` Enter, `stepped` (+1, -1) the arrow keys,
    `left` Esc, `deserted` the keyboard that went elsewhere in the window.
    """

    changed = Signal(str)
    submitted = Signal(str)
    stepped = Signal(int)
    left = Signal()
    deserted = Signal()

    def __init__(
        self, placeholder: str, key_cap: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "search")
        row = QHBoxLayout(self)
        lay(row, gap=1, margins=(0.5, 0, 2.5, 0))
        self.field = TypedLine()
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self.field.setClearButtonEnabled(False)
        self.field.textChanged.connect(self.changed)
        self.field.installEventFilter(self)
        row.addWidget(self.field, 1)
        if key_cap:
            row.addWidget(KeyCap(key_cap), 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.field)
        self._fit()
        theme().changed.connect(self._fit)

    @property
    def text(self) -> str:
        """The words typed."""
        return self.field.text()

    def focus(self) -> None:
        """Go to the field with all of its words selected."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus and the keys of the field."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            repolish(self)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._went(event.reason())
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _went(self, reason: Qt.FocusReason) -> None:
        if reason in _BY_KEYS_OR_MOUSE:
            self.deserted.emit()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit(self.text)
        elif key == Qt.Key.Key_Down:
            self.stepped.emit(1)
        elif key == Qt.Key.Key_Up:
            self.stepped.emit(-1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def _fit(self) -> None:
        self.setFixedHeight(theme().px(Size.CONTROL))
