"""Which columns a list shows, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.reports.lists.vocabulary import COLUMN, COLUMNS
from app.ui.dialogs import Choice, Dialog
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import ReasonLine

_ABOUT = "Spaceで出す・出さないを、Alt＋↑↓で順を変えます。"
_NAMED = "氏名入りで書き出すときだけ"
_ROWS_SHOWN = 11


@dataclass(frozen=True)
class _Line:
    """One column and whether it is shown."""

    key: str
    shown: bool


class _Lines(ListTable):
    """Space switches a column on or off, Alt with an arrow moves it."""

    switched = Signal()
    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the list come before those of every table."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self.switched.emit()
        elif alt and key in steps:
            self.moved.emit(steps[key])
        else:
            super().keyPressEvent(event)


class ColumnsDialog(Dialog):
    """`columns` holds the keys of the columns chosen, in order."""

    def __init__(self, shown: Sequence[str], parent: QWidget | None = None) -> None:
        choices = (Choice("no", "やめる", safe=True), Choice("ok", "決める", kind="primary"))
        super().__init__("列を選ぶ", _ABOUT, choices, parent=parent)
        self.columns = tuple(shown)
        rest = [column.key for column in COLUMNS if column.key not in shown]
        self.lines = [_Line(key, True) for key in shown] + [_Line(key, False) for key in rest]
        model = ListModel(_columns(), parent=self)
        self.table = _Lines(model, edge=False)
        self.table.setAccessibleName("列")
        self.table.setFixedHeight(theme().row_height() * _ROWS_SHOWN + theme().px(Size.HEADER))
        self.up, self.down = Button("上へ"), Button("下へ")
        self.switch = Button("出す・出さない")
        self.said = ReasonLine()
        row = QHBoxLayout()
        lay(row, gap=2)
        for button in (self.switch, self.up, self.down):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addWidget(self.table)
        self.body.addLayout(row)
        self.body.addWidget(self.said)
        self._show(0)
        self.table.switched.connect(self.toggle)
        self.table.moved.connect(self.move_line)
        self.table.clicked.connect(self._clicked)
        self.table.row_opened.connect(lambda _: self.toggle())
        self.switch.clicked.connect(self.toggle)
        self.up.clicked.connect(lambda: self.move_line(-1))
        self.down.clicked.connect(lambda: self.move_line(1))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def give(self, key: str) -> None:
        """Take the columns; at least one is needed."""
        found = tuple(line.key for line in self.lines if line.shown)
        if key == "ok" and not found:
            self.said.set_words("列を一つ以上選んでください。")
            return
        self.columns = found
        super().give(key)

    def toggle(self) -> None:
        """Show the lit column, or show it no more."""
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.lines):
            self.lines[at] = replace(self.lines[at], shown=not self.lines[at].shown)
            self._show(at)

    def move_line(self, step: int) -> None:
        """Let the lit column change places with its neighbour."""
        at = self.table.currentIndex().row()
        to = at + step
        if 0 <= at < len(self.lines) and 0 <= to < len(self.lines):
            self.lines[at], self.lines[to] = self.lines[to], self.lines[at]
            self._show(to)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.toggle()

    def _show(self, at: int) -> None:
        self.table.rows.show_rows(self.lines)
        self.table.choose_row(at)


def _columns() -> tuple[Column, ...]:
    def mark(line: _Line) -> Cell:
        return Cell("✓" if line.shown else "－", tone=None if line.shown else Tone.MUTED)

    def name(line: _Line) -> Cell:
        return Cell(COLUMN[line.key].label, tone=None if line.shown else Tone.MUTED)

    def about(line: _Line) -> Cell:
        return Cell(_NAMED if COLUMN[line.key].named else "", tone=Tone.MUTED)

    return (
        Column("出す", "mark", width=48, cell=mark, sortable=False),
        Column("列", "name", width=130, cell=name, sortable=False),
        Column("", "about", Kind.MUTED, width=120, stretch=True, cell=about, sortable=False),
    )
