"""The text of one item: what is selected can be blackened, what is proposed is underlined."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.subject_access.marking.rules import Span
from app.ui.presenting import COVERED, presenting
from app.ui.theme import Tone, theme


class ItemText(QPlainTextEdit):
    """Read-only, with a cursor for the keyboard; places count characters of the item's text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("項目の本文")
        self._text = ""
        self._black: tuple[Span, ...] = ()
        self._proposed: tuple[Span, ...] = ()

    def show_item(self, text: str, black: Iterable[Span], proposed: Iterable[Span]) -> None:
        """Show a text with what is blackened and what is proposed."""
        black, proposed = tuple(black), tuple(proposed)
        if text != self._text:
            self._text = text
            self.retell()
        self._black, self._proposed = black, proposed
        self._paint_spans()

    def retell(self) -> None:
        """Nothing is readable while the screen is shown to others."""
        self.setPlainText(COVERED if presenting().on and self._text else self._text)
        self._paint_spans()

    def selected(self) -> Span | None:
        """What is selected; None for nothing."""
        cursor = self.textCursor()
        if presenting().on or not cursor.hasSelection():
            return None
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        return Span(_characters(self._text, start), _characters(self._text, end))

    def select(self, span: Span) -> None:
        """Select a part of the text."""
        cursor = self.textCursor()
        cursor.setPosition(_units(self._text, span.start))
        cursor.setPosition(_units(self._text, span.end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def unselect(self) -> None:
        """The cursor stays where it is."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def _paint_spans(self) -> None:
        if presenting().on:
            self.setExtraSelections([])
            return
        black, proposed = QTextCharFormat(), QTextCharFormat()
        black.setBackground(theme().color(Tone.TEXT))
        black.setForeground(QColor(theme().colors.surface))
        proposed.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        proposed.setUnderlineColor(theme().color(Tone.WARNING))
        proposed.setBackground(QColor(theme().colors.warning_ground))
        proposed.setForeground(theme().color(Tone.TEXT))
        marked = [*((span, proposed) for span in self._proposed)]
        marked += [(span, black) for span in self._black]
        self.setExtraSelections([self._extra(span, look) for span, look in marked])

    def _extra(self, span: Span, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        extra = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(self._text, span.start))
        cursor.setPosition(_units(self._text, span.end), QTextCursor.MoveMode.KeepAnchor)
        extra.cursor = cursor
        extra.format = look
        return extra


def _units(text: str, characters: int) -> int:
    """Qt counts UTF-16: a rare character is two."""
    return len(text[:characters].encode("utf-16-le")) // 2


def _characters(text: str, units: int) -> int:
    return len(text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))
