"""A card of a meeting: it stays while the meeting is read again, with the form that is open in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import MeetingPane, Whole


class MeetingCard(Card):
    """A subclass gives `title`, `kinds` of its forms, `empty`, and `fill(data)` into `content`.

    `fill` says whether there is anything to show.
    """

    title: ClassVar[str] = ""
    kinds: ClassVar[tuple[str, ...]] = ()
    empty: ClassVar[str] = ""
    many_buttons: ClassVar[bool] = False
    """Whether the buttons stand on a line of their own, which wraps where it is narrow."""

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(self.title, parent=parent)
        self.pane = pane
        self.buttons: dict[str, Button] = {}
        self._top: list[Button] = []
        self.form_place = QVBoxLayout()
        lay(self.form_place, gap=2)
        self._hint = Paragraph(self.empty, tone=Tone.MUTED, size=Size.CAPTION)
        self._place = QVBoxLayout()
        lay(self._place, gap=0)
        self._holder = QWidget()
        self.content = QVBoxLayout(self._holder)
        self._place.addWidget(self._holder)
        line = QWidget()
        self._line = FlowLayout(line, gap=1)
        line.setVisible(self.many_buttons)
        self.add(line)
        self.add(self.form_place)
        self.add(self._place)
        self.add(self._hint)
        self._hint.hide()

    def fill(self, data: Whole) -> bool:
        """Show what there is of the meeting; says whether there is anything."""
        raise NotImplementedError

    def show_data(self, data: Whole) -> None:
        """Show the meeting as it is now."""
        old, self._holder = self._holder, QWidget()
        self.content = QVBoxLayout(self._holder)
        lay(self.content, gap=1)
        self._place.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        filled = self.fill(data)
        self._hint.setVisible(bool(self.empty) and not filled)

    def head_button(self, kind: str, words: str, *, icon_name: str = "plus") -> Button:
        """A button at the right of the title, which opens a form of this kind."""
        button = Button(words, kind="plain", icon_name=icon_name)
        button.clicked.connect(lambda: self.pane.edit(kind))
        self.buttons[kind] = button
        self.add_button(button)
        return button

    def add_button(self, button: Button) -> None:
        """Put a button to the others at the top of the card."""
        self._top.append(button)
        if self.many_buttons:
            self._line.addWidget(button)
        else:
            self.add_to_head(button)

    def first_button(self, kind: str) -> QWidget:
        """Where the keyboard goes when a form of this kind is left."""
        button = self.buttons.get(kind) or next(iter(self.buttons.values()), None)
        return button if button is not None else self

    def tab_stops(self, form: Sequence[QWidget] = ()) -> tuple[QWidget, ...]:
        """What Tab comes to in this card, as the eye does; `form` is what it comes to in a form."""
        return (*self._top, *form, *self._holder.findChildren(Button))

    def focus(self, kind: str) -> None:
        """Put the keyboard to where the form was opened."""
        self.first_button(kind).setFocus(Qt.FocusReason.OtherFocusReason)


class Beside(QWidget):
    """Words on the left and buttons on the right, or below them where there is no room."""

    def __init__(self, words: QWidget, buttons: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._buttons = words, buttons
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        lay(self._box, gap=1)
        self._box.addWidget(words, 1)
        self._box.addWidget(buttons, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of both."""
        sizes = (self._words.minimumSizeHint(), self._buttons.minimumSizeHint())
        width = max(size.width() for size in sizes)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the width is not enough for both."""
        super().resizeEvent(event)
        needed = self._words.minimumSizeHint().width() + self._buttons.sizeHint().width()
        fits = needed + theme().gap(1) <= self.width()
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if fits else way.TopToBottom)


def let(button: Button, refusal: str) -> Button:
    """Allow or refuse a button that stays."""
    if refusal:
        button.refuse(refusal)
    else:
        button.allow()
    return button
