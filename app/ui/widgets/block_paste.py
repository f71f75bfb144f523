"""A block of a spreadsheet pasted into a form: its cells go to the fields, one cell each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from app.ui.clipboard import pasted
from app.ui.table_clipboard import cells_of
from app.ui.widgets.field_row import FieldRow

_TOO_LARGE = "貼り付ける表（縦{0}・横{1}）は、ここから下の欄に収まりません。何も変えていません。"


class BlockPaste(QObject):
    """Event filter for fields that stand like a table, `across` of them beside each other.

    All of a block is pasted or nothing; Ctrl+Z takes it back field by field. A single cell, and
    words without tabs and line breaks, are pasted as ever.
    """

    def __init__(self, rows: Sequence[FieldRow], across: int, parent: QObject) -> None:
        super().__init__(parent)
        self._across = across
        self._fields = {
            field: row
            for row in rows
            for field in row.editor.fields()
            if isinstance(field, QLineEdit)
        }
        for field in self._fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch Ctrl+V where more than one cell would be pasted."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Paste) or not isinstance(watched, QLineEdit):
            return False
        block = cells_of(pasted())
        if watched.isReadOnly() or sum(map(len, block)) < 2:
            return False
        self._paste(watched, block)
        return True

    def _paste(self, first: QLineEdit, block: list[list[str]]) -> None:
        fields = list(self._fields)
        place, wide = fields.index(first), max(map(len, block))
        last = place + (len(block) - 1) * self._across + wide
        if place % self._across + wide > self._across or last > len(fields):
            self._fields[first].show_error(_TOO_LARGE.format(len(block), wide))
            return
        for down, line in enumerate(block):
            for beside, words in enumerate(line):
                field = fields[place + down * self._across + beside]
                field.selectAll()
                field.insert(words.strip())
        fields[last - 1].setFocus()
