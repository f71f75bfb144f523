"""Small windows for one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, Kind
from app.ui.widgets.field_row import FieldRow, secret_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph


@dataclass(frozen=True)
class Choice:
    """One answer; the safe one is the default and what Esc gives."""

    key: str
    words: str
    kind: Kind = "secondary"
    safe: bool = False


def show_on_screen(view: QWidget, width: int = 0, height: int = 0) -> None:
    """Show a window, in the middle where it has a size of its own, as large as the screen at most."""
    room = view.screen().availableGeometry()
    if width:
        view.resize(width, height)
        view.move(room.center() - view.rect().center())
    if view.width() > room.width() or view.height() > room.height():
        view.resize(view.size().boundedTo(room.size()))
        view.setWindowState(view.windowState() | Qt.WindowState.WindowMaximized)
    view.show()


def resize_within(window: QWidget, width: float, height: float) -> None:
    """As large as these lengths of `Size`, and no larger than the window it stands above."""
    wanted, below = QSize(theme().px(width), theme().px(height)), window.parentWidget()
    window.resize(wanted if below is None else wanted.boundedTo(below.window().size()))


class LongPart(Scrolled):
    """What may be higher than the screen: as high as it needs where there is room, else it scrolls."""

    def sizeHint(self) -> QSize:
        """As high as what is in it."""
        return QSize(super().sizeHint().width(), self.inner.minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another height inside is another height here."""
        if watched is self.inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width words have another height."""
        super().resizeEvent(event)
        self.updateGeometry()


class Dialog(QDialog):
    """Title, words and the answers; `answer` is the key of the one given."""

    def __init__(
        self,
        title: str,
        message: str,
        choices: Sequence[Choice],
        *,
        detail: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("定着")  # seen in the taskbar too: what is asked stands inside
        self.setModal(True)
        self.answer = next(choice.key for choice in choices if choice.safe)
        self._safe = self.answer
        self.body = QVBoxLayout()
        lay(self.body, gap=2)
        self.body.addWidget(PlainLabel(title, size="title", strong=True))
        if message:
            self.body.addWidget(Paragraph(message))
        if detail:
            self.body.addWidget(Paragraph(detail, tone=Tone.MUTED, size=Size.CAPTION))
        self.buttons = {choice.key: self._button(choice) for choice in choices}
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addStretch(1)
        for button in self.buttons.values():
            foot.addWidget(button)
        column = QVBoxLayout(self)
        lay(column, gap=5, margins=(6, 5, 6, 5))
        column.addLayout(self.body)
        column.addStretch(1)
        column.addLayout(foot)
        self.setFixedWidth(theme().px(Size.DIALOG_WIDTH))
        self.setAccessibleName(title)
        self.setAccessibleDescription(message)
        self.buttons[self._safe].setFocus()

    def give(self, key: str) -> None:
        """Answer and close."""
        self.answer = key
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the wrapped words need."""
        super().showEvent(event)
        self._be_high(self._asks())

    def event(self, event: QEvent) -> bool:
        """What was said under the fields since has its place too."""
        heard = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return heard

    def _grow(self) -> None:
        """As high as is needed now, and no lower than the screen ends."""
        long = self.findChild(LongPart) is not None
        asks = self._asks(least=not long)
        if asks > self.height():
            self._be_high(asks)

    def _asks(self, *, least: bool = False) -> int:
        """The height that everything likes to have in this width, or the least it can do with."""
        layout, width = self.layout(), self.width()
        if layout is None:
            return self.height()
        if not layout.hasHeightForWidth():
            return (layout.totalMinimumSize() if least else layout.totalSizeHint()).height()
        return (
            layout.totalMinimumHeightForWidth(width) if least else layout.totalHeightForWidth(width)
        )

    def _be_high(self, height: int) -> None:
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        around = frame.height() - self.height()
        self.resize(self.width(), min(height, room.height() - around))
        below = self.frameGeometry().bottom() - room.bottom()
        if below > 0:
            self.move(self.x(), max(room.top(), frame.top() - below))

    def reject(self) -> None:
        """Esc and the window's cross give the safe answer."""
        self.answer = self._safe
        super().reject()

    def _button(self, choice: Choice) -> Button:
        button = Button(choice.words, kind=choice.kind)
        button.setDefault(choice.safe)
        button.clicked.connect(lambda _=False: self.give(choice.key))
        return button


class TextDialog(Dialog):
    """Asks for one line; Enter in the field answers."""

    def __init__(
        self,
        title: str,
        label: str,
        *,
        value: str = "",
        secret: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        choices = (Choice("no", "やめる", safe=True), Choice("ok", "決める", kind="primary"))
        super().__init__(title, "", choices, parent=parent)
        row: FieldRow = secret_field("text", label) if secret else text_field("text", label)
        row.set_value(value)
        self._row = row
        form = Form()
        form.add(row)
        form.finished.connect(lambda: self.give("ok"))
        self.body.addWidget(form)
        row.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def text(self) -> str:
        """What was typed."""
        return str(self._row.value())
