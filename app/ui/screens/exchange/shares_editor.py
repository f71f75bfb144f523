"""Our own column of 分担: for each task how far it is and in a few words how."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app import codes
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.editors import ChoiceEditor, Editor
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.typed_line import TypedLine

_BESIDE, _CELLS = 2, 3
_LARGE = 1.25
"""A scale above which tasks stand one under the other."""
_STATE_LENGTH = 6


class SharesEditor(Editor):
    """The value is a list of (task, state, words) of the tasks where something is said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.states: dict[str, ChoiceEditor] = {}
        self.lines: dict[str, QLineEdit] = {}
        grid = QGridLayout(self)
        lay(grid, gap=1)
        beside = _BESIDE if theme().scale <= _LARGE else 1
        for side in range(beside):
            grid.setColumnStretch(side * (_CELLS + 1) + _CELLS - 1, 1)
        if beside > 1:
            grid.setColumnMinimumWidth(_CELLS, theme().gap(3))
        choices = (("", "—"), *codes.table("share_state").choices())
        for line, (task, label) in enumerate(codes.table("handoff_task").choices()):
            state, words = ChoiceEditor(choices), TypedLine()
            state.combo.setAccessibleName(f"{label}　どこまで")
            words.setAccessibleName(f"{label}　こちらですること")
            state.combo.setMinimumContentsLength(_STATE_LENGTH)
            row, first = line // beside, line % beside * (_CELLS + 1)
            name = PlainLabel(label, tone=Tone.MUTED)
            grid.addWidget(name, row, first, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(state, row, first + 1)
            grid.addWidget(words, row, first + 2)
            state.changed.connect(self.changed)
            words.textChanged.connect(self.changed)
            words.editingFinished.connect(self.left)
            self.states[task], self.lines[task] = state, words
        self.begin_at(next(iter(self.states.values())))

    def value(self) -> list[list[str]]:
        """The tasks where something is said."""
        found = []
        for task, state in self.states.items():
            words = self.lines[task].text().strip()
            if state.value() or words:
                found.append([task, state.value(), words])
        return found

    def set_value(self, value: Any) -> None:
        """Fill the column."""
        given = {row[0]: row for row in value or ()}
        for task, state in self.states.items():
            row = given.get(task, (task, "", ""))
            state.set_value(row[1])
            self.lines[task].setText(row[2])

    def fields(self) -> tuple[QWidget, ...]:
        """Row by row: how far, how."""
        return tuple(
            field
            for task in self.states
            for field in (*self.states[task].fields(), self.lines[task])
        )
