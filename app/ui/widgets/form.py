"""Forms: field rows in one column, values as a mapping, errors at their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.theme import lay
from app.ui.widgets.block_paste import BlockPaste
from app.ui.widgets.enter_moves import EnterMoves
from app.ui.widgets.field_row import FieldRow
from app.ui.widgets.paragraph import ReasonLine


class Form(QWidget):
    """Rows added one under another, or `columns` beside each other; Enter moves on.

    `finished` is sent by Enter in the last field, `changed` by every change of a value.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._cells = 0
        self.rows: dict[str, FieldRow] = {}
        self._enter = EnterMoves(self)
        self._enter.finished.connect(self.finished)
        self._grid = QGridLayout(self)
        lay(self._grid, gap=3)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def add(self, row: FieldRow, *, wide: bool = False) -> FieldRow:
        """Put a row at the end; a wide one takes the whole width."""
        columns = self._columns
        if wide and self._cells % columns:
            self._cells += columns - self._cells % columns
        line, column = divmod(self._cells, columns)
        span = columns if wide else 1
        self._grid.addWidget(row, line, column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._cells += span
        self.rows[row.key] = row
        row.changed.connect(self.changed)
        self._enter.add(row.editor)
        return row

    def add_line(self, words: str) -> None:
        """Put a quiet line between the rows."""
        self._cells += -self._cells % self._columns
        line = self._cells // self._columns
        self._grid.addWidget(ReasonLine(words), line, 0, 1, self._columns)
        self._cells += self._columns

    def take_blocks(self, across: int = 1) -> None:
        """Let a block of a spreadsheet be pasted, its lines `across` fields wide."""
        BlockPaste(tuple(self.rows.values()), across, self)

    def values(self) -> dict[str, Any]:
        """Every value by the key of its row."""
        return {key: row.value() for key, row in self.rows.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fill the rows that are named and leave the others."""
        for key, value in values.items():
            self.rows[key].set_value(value)

    def check(self) -> bool:
        """Let every editor look at its value, and go to the first that cannot be read."""
        wrong = [row for row in self.rows.values() if not row.check()]
        if wrong:
            wrong[0].editor.at_fault().setFocus()
        return not wrong

    def show_problems(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Put sentences under the fields they name and go to the first; returns the rest."""
        for row in self.rows.values():
            row.clear_error()
        named = [row for key, row in self.rows.items() if key in problems]
        for row in named:
            row.show_error(problems[row.key])
        if named:
            named[0].setFocus()
        return {key: text for key, text in problems.items() if key not in self.rows}

    def set_read_only(self, read_only: bool) -> None:
        """Let the values be read but not changed, as while they are being saved."""
        for row in self.rows.values():
            row.editor.set_read_only(read_only)
