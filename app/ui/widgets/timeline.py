"""Timeline entries: what was done for a person, when and how."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.clips import Clips, clip_words
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph


class TimelineEntry(QWidget):
    """Date and kind on the left, who and what on the right; Enter or a double click opens it.

    `column` is how wide the left side is at scale 1, for words instead of a date; `clips` how
    many files belong to the entry.
    """

    spoken_role = QAccessible.Role.ListItem

    opened = Signal()

    def __init__(
        self,
        when: str,
        kind: str,
        caption: str,
        text: str,
        *,
        tone: Tone = Tone.TEXT,
        kind_tone: Tone = Tone.MUTED,
        text_tone: Tone = Tone.TEXT,
        column: int = Size.DATE_COLUMN,
        clips: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{when} {kind} {caption} {clip_words(clips)}".rstrip())
        self.setAccessibleDescription(text)
        grid = QGridLayout(self)
        lay(grid, gap=0, margins=(1, 1.5, 0, 2.5))  # the ring stands off the words
        grid.setHorizontalSpacing(0)
        top_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        grid.addWidget(PlainLabel(when, strong=True, tone=tone), 0, 0, top_left)
        grid.addWidget(PlainLabel(kind, tone=kind_tone, size="caption"), 1, 0, top_left)
        if caption:
            said = PlainLabel(caption, tone=Tone.MUTED, size="caption", elide=True)
            grid.addWidget(said, 0, 1)
        if clips:
            grid.addWidget(Clips(clips), 0, 2, Qt.AlignmentFlag.AlignRight)
        words, above = Paragraph(text, tone=text_tone), 1 if caption or clips else 0
        grid.addWidget(words, above, 1, 3 - above, 2)
        self._below = QVBoxLayout()
        lay(self._below, gap=0)
        grid.addLayout(self._below, 3, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self._grid, self._column = grid, column
        self._place_columns()
        theme().changed.connect(self._place_columns)

    def add_below(self, part: QWidget) -> None:
        """Put what may be done with it under the words, above the line."""
        self._below.addWidget(part)

    def add_note(self, words: str, tone: Tone = Tone.MUTED) -> None:
        """Say something small below the text."""
        self._below.addWidget(Paragraph(words, tone=tone, size=Size.CAPTION))

    def add_folded(self, words: str, lines: Sequence[str]) -> Button:
        """Lines that a small button below the text shows and hides; gives back the button."""
        button = Button(words, kind="link")
        folded = Paragraph("\n".join(lines), tone=Tone.MUTED, size=Size.CAPTION, parent=self)
        folded.hide()
        button.setCheckable(True)
        button.toggled.connect(folded.setVisible)
        self._below.addWidget(button)
        self._below.addWidget(folded)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the entry."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens the entry."""
        self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line below, and the ring while the keyboard is here."""
        painter = QPainter(self)
        painter.setPen(QPen(theme().colors.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self.hasFocus():
            painter.setPen(QPen(theme().color(Tone.ACCENT), theme().px(Size.LINE)))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _place_columns(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme().px(self._column) + theme().gap(1))
