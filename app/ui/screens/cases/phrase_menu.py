"""定型文: put into the text at the cursor, from the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from app.cases.phrases import queries
from app.cases.phrases.queries import PhraseFacts, Phrases
from app.ui.desk import Desk
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import Editor
from app.ui.widgets.labels import as_caption

_DIGITS = 9
_MANAGE = "定型文を整える"
_NONE = "定型文はまだありません"


class PhraseMenu(QObject):
    """A button and Ctrl+T: a menu at the cursor; the digits 1 to 9 choose."""

    manage_wanted = Signal()

    def __init__(self, desk: Desk, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._editor, self._parent = desk, editor, parent
        self.menu: QMenu | None = None
        self.button = Button("定型文", kind="link", key_cap="Ctrl T")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open)

    @property
    def box(self) -> QPlainTextEdit:
        """The text box that phrases go into."""
        (box,) = self._editor.fields()
        if not isinstance(box, QPlainTextEdit):
            raise TypeError("a phrase goes into several lines of text")
        return box

    def open(self) -> None:
        """Read the phrases and offer them."""
        if self.box.isReadOnly():
            return
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.desk.read(queries.phrases, self._offer, owner=self)

    def put(self, phrase: PhraseFacts) -> None:
        """Write a phrase where the cursor is, over what is selected."""
        box = self.box
        if not box.isReadOnly():
            box.insertPlainText(phrase.text)
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        box.ensureCursorVisible()

    def _offer(self, found: Phrases) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = menu = QMenu(self._parent)
        for number, phrase in enumerate(found.phrases, start=1):
            action = menu.addAction(
                f"&{number}　{as_caption(phrase.title)}"
                if number <= _DIGITS
                else f"　　{as_caption(phrase.title)}"
            )
            action.triggered.connect(lambda _=False, phrase=phrase: self.put(phrase))
        if not found.phrases:
            menu.addAction(_NONE).setEnabled(False)
        menu.addSeparator()
        manage = menu.addAction(f"{_MANAGE}（&E）")
        manage.triggered.connect(self.manage_wanted)
        if found.refusal:
            manage.setEnabled(False)
            manage.setText(f"{_MANAGE}（{as_caption(found.refusal)}）")
        menu.popup(self.box.mapToGlobal(self.box.cursorRect().bottomLeft()))
        first = next((action for action in menu.actions() if action.isEnabled()), None)
        if first is not None:
            menu.setActiveAction(first)
