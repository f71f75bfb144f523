"""What the search found, below the search box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.list_table import ListTable

_MOST, _LEAST = 17, 3
_NOTHING = "見つかりません。かな・番号・氏名の一部でも探せます。"
_LOOKING_ON = "氏名・番号にはありません。記録の中を探しています。"


@dataclass(frozen=True)
class Hit:
    """One thing found: what to open, its name, what it is, and a tag."""

    key: str
    title: str
    caption: str = ""
    tag: str = ""
    tone: Tone = Tone.MUTED


class SearchResults(QFrame):
    """A list under the search box; never takes the keyboard, the box steers it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        columns = (
            Column("", "title", stretch=True),
            Column("", "caption", Kind.MUTED, width=180),
            Column("", "tag", Kind.TAG, width=216, cell=_tag_cell),
        )
        self._model = ListModel(columns, parent=self)
        self._made: ListTable | None = None
        self._column = QVBoxLayout(self)
        lay(self._column, gap=0, margins=(0.25, 1, 0.25, 1))
        self._column.addStretch(1)
        self.hide()

    @property
    def _table(self) -> ListTable:
        """Made when something is looked for."""
        if self._made is None:
            self._made = table = ListTable(self._model, header=False, fit=True, parent=self)
            table.setFocusPolicy(table.focusPolicy().NoFocus)
            table.clicked.connect(lambda index: self._choose(index.row()))
            table.set_empty_hint(_NOTHING)
            self._column.insertWidget(0, table)
        return self._made

    def show_hits(self, hits: Sequence[Hit], *, looking_on: bool = False) -> None:
        """Show what was found, the first of them ready for Enter; more may come."""
        self._table.set_empty_hint(_LOOKING_ON if looking_on else _NOTHING)
        self._model.show_rows(tuple(hits)[:_MOST])
        if self._model.rowCount():
            self._table.choose_row(0)
        self.show()
        self.raise_()

    def add_hits(self, hits: Sequence[Hit]) -> None:
        """Add what was found later at the end; the lit one stays lit."""
        self._table.set_empty_hint(_NOTHING)
        lit = max(0, self._table.currentIndex().row())
        before = [self._model.row(number) for number in range(self._model.rowCount())]
        self._model.show_rows((*before, *hits)[:_MOST])
        if self._model.rowCount():
            self._table.choose_row(lit)

    def step(self, steps: int) -> None:
        """Go up or down."""
        last = self._model.rowCount() - 1
        if last >= 0:
            self._table.choose_row(max(0, min(self._table.currentIndex().row() + steps, last)))

    def choose_current(self) -> None:
        """Take the one that is lit."""
        if self.isVisible() and self._model.rowCount():
            self._choose(self._table.currentIndex().row())

    def place(self, left: int, top: int, width: int) -> None:
        """Stand below the search box."""
        rows = max(_LEAST, self._model.rowCount())
        height = rows * theme().px(Size.ROW) + theme().gap(3)
        if self._made is not None:
            # without a row the table would have no height to say so in
            lacking = 0 if self._model.rowCount() else height - theme().gap(2.5)
            self._made.setMinimumHeight(lacking)
        self.setGeometry(left, top, width, height)

    def _choose(self, number: int) -> None:
        row = self._model.row(number)
        if isinstance(row, Hit):
            self.hide()
            self.chosen.emit(row.key)


def _tag_cell(hit: Hit) -> Cell:
    return Cell(tags=((hit.tag, hit.tone),)) if hit.tag else Cell()
