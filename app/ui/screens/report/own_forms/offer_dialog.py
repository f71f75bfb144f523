"""What goes into a cell: found by typing in one list, or pointed at in the tables of 集計."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.people.names import search_folded
from app.reports.counting.figure_set import FigureSet, numbers_of
from app.reports.forms.catalogue import Offer
from app.ui.dialogs import resize_within
from app.ui.screens.report.figure_table import SheetCard
from app.ui.screens.report.sheets import Spot, sheets
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import primary_button, secondary_button
from app.ui.widgets.chips import ChipChoice
from app.ui.widgets.labels import PlainLabel, as_title
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import ReasonLine
from app.ui.widgets.typed_line import TypedLine

_WIDTH, _HEIGHT = 820, 560
_LIST, _TABLES = "list", "tables"
_HINT = "言葉をいくつか入力すると絞り込めます（例 相談 新規、受入先 病院、予算 旅費）。"


class OfferDialog(QDialog):
    """`taken` carries the figure or field that was chosen."""

    taken = Signal(str)

    def __init__(
        self,
        offers: Sequence[Offer],
        figures: FigureSet,
        cell: str,
        figure: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(as_title(f"{cell} に入れるもの"))
        self.setModal(True)
        self._offers = tuple(offers)
        self._folded = [search_folded(f"{one.title} {one.sentence}") for one in self._offers]
        self._sentences = {one.figure: one.sentence for one in self._offers}
        self.figure = ""
        self.chips = ChipChoice([(_LIST, "探す"), (_TABLES, "集計の表から")], _LIST)
        self.search = TypedLine()
        self.search.setPlaceholderText(_HINT)
        self.search.setAccessibleName("入れるものを探す")
        self.found = ListTable(ListModel(_columns()), header=False, two_lines=True)
        self.found.rows.setParent(self.found)
        self.found.setAccessibleName("見つかったもの")
        self.found.set_empty_hint("見つかりません。言葉を減らすか、別の言い方で探してください。")
        self.tables = Scrolled()
        self._stack = QStackedWidget()
        self._figures = figures
        self.sentence = ReasonLine()
        self.take = primary_button("このセルに入れる")
        self.leave = secondary_button("やめる")
        self._arrange()
        self._connect()
        self.filter("")
        self._light(figure)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def filter(self, typed: str) -> None:
        """Offer what holds every word that is typed."""
        words = [search_folded(word) for word in typed.split()]
        rows = [
            one
            for one, folded in zip(self._offers, self._folded, strict=True)
            if all(word in folded for word in words)
        ]
        self.found.rows.show_rows(tuple(rows))
        if rows:
            self.found.choose_row(0)
        self._choose(rows[0].figure if rows else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the typing into the list."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.found.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        searching = QWidget()
        column = QVBoxLayout(searching)
        lay(column, gap=2)
        column.addWidget(self.search)
        column.addWidget(self.found, 1)
        self._stack.addWidget(searching)
        self._stack.addWidget(self.tables)
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addWidget(self.sentence, 1)
        foot.addWidget(self.leave)
        foot.addWidget(self.take)
        whole = QVBoxLayout(self)
        lay(whole, gap=3, margins=(5, 4, 5, 4))
        head = QHBoxLayout()
        lay(head, gap=3)
        head.addWidget(PlainLabel(self.windowTitle(), size="title", strong=True))
        head.addStretch(1)
        head.addWidget(self.chips)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        whole.addLayout(foot)
        resize_within(self, _WIDTH, _HEIGHT)
        self.take.setDefault(True)
        self.leave.setAutoDefault(False)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.filter)
        self.chips.chosen.connect(self._turn)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self.reject)
        self.found.row_chosen.connect(lambda row: self._choose(row.figure if row else ""))
        self.found.row_opened.connect(lambda _: self._take())

    def _turn(self, key: str) -> None:
        if key == _TABLES and self.tables.column.count() == 0:
            for sheet in sheets(self._figures, numbers_of(self._figures)):
                card = SheetCard(sheet)
                self.tables.add(card)
                if card.table is not None:
                    card.table.spot_chosen.connect(self._spot)
                    card.table.row_opened.connect(lambda _: self._take())
            self.tables.end()
        self._stack.setCurrentIndex(1 if key == _TABLES else 0)

    def _spot(self, spot: Spot) -> None:
        self._choose(spot.path)

    def _light(self, figure: str) -> None:
        """Begin at what is in the cell now."""
        at = next((at for at, one in enumerate(self._offers) if one.figure == figure), None)
        if at is not None:
            self.found.choose_row(at)
            self._choose(figure)

    def _choose(self, figure: str) -> None:
        self.figure = figure
        self.sentence.set_words(self._sentences.get(figure, ""))
        self.sentence.set_tone(Tone.MUTED)
        if figure:
            self.take.allow()
        else:
            self.take.refuse("一覧から選ぶと押せます。")

    def _take(self) -> None:
        if self.figure:
            self.taken.emit(self.figure)
            self.accept()


def _columns() -> tuple[Column, ...]:
    def words(row: Offer) -> Cell:
        return Cell(row.title, row.sentence)

    return (Column("入れるもの", "title", Kind.TEXT, stretch=True, sortable=False, cell=words),)
