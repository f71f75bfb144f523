"""The left side of a leaf: chips, a search line, and rows that the database finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.history.viewing import Viewing, of_list
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.searches import Searches
from app.ui.tables import Column, ListModel, Page, Sort
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.head_layout import FILLER, HeadLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.tab_order import follow_eye

SEARCH_MS = 120
_ALL_COLUMNS_FROM = 372
_SEARCH_LEAST = 96


class FoundTable(ListTable):
    """Typing goes to the search line; the keyboard alone chooses no other record."""

    typed = Signal(str)
    shows_record = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt lights up the first row here: while a record is shown, that would be another one."""
        unlit = self.shows_record and not self.currentIndex().isValid()
        self.blockSignals(unlit)
        super().focusInEvent(event)
        self.blockSignals(False)
        if unlit:
            self.unlight()

    def unlight(self) -> None:
        """Light up no row."""
        self.selectionModel().clear()

    def keyboardSearch(self, search: str) -> None:
        """Search with what is typed."""
        self.typed.emit(search)


class FoundList(Card):
    """A subclass gives `name`, `title`, `search_words`, `new_words`, `columns()`, `fetch()`, `hint()`.

    `chosen` follows the row that is lit, `opened` Enter and double click, `new_wanted` the button.
    """

    chosen = Signal(str)
    opened = Signal(str)
    new_wanted = Signal()

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    """What the rows are, said to those who do not see them."""
    named: ClassVar[str] = ""
    """How the history calls the list, where its rows say something of somebody."""
    search_words: ClassVar[str] = ""
    new_words: ClassVar[str] = ""
    first_sort: ClassVar[Sort] = Sort()
    unit: ClassVar[str] = "件"
    narrow_hides: ClassVar[tuple[str, ...]] = ()
    """Keys of columns that are left out where the list is narrow."""
    two_lines: ClassVar[bool] = False
    """Whether cells have a second line."""
    widths: ClassVar[str] = ""
    """Where the widths of the columns are kept; '' for the name under network."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(flush=True, parent=parent)
        self.desk = desk
        self._wanted = ""
        self._viewing: Viewing | None = None
        self._searches = Searches(desk, f"{self.named}の一覧", self) if self.named else None
        self.search = SearchBox(self.search_words)
        self.search.field.setAccessibleName(f"{self.title}を探す（{self.search_words}）")
        self.count = PlainLabel(tone=Tone.MUTED, size="caption")
        self.new = Button(self.new_words, icon_name="plus")
        if not self.new_words:
            self.new.hide()
        self.model = ListModel(self.columns(), jobs=desk.jobs, sort=self.first_sort, parent=self)
        self.table = FoundTable(
            self.model, two_lines=self.two_lines, row_key=lambda row: row.id, parent=self
        )
        self.table.setAccessibleName(self.title)
        self.table.remember(desk.settings, self.widths or f"network/{self.name}")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_MS)
        self._flow_holder = QWidget()
        self._flow = FlowLayout(self._flow_holder, gap=1.5)
        self._arrange()
        self._connect()

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table."""
        raise NotImplementedError

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of what the chips and the search line describe, as `wanted` was at `ask`."""
        raise NotImplementedError

    def hint(self) -> tuple[str, str]:
        """What an empty list says, and the button that leads on."""
        raise NotImplementedError

    def act_on_hint(self) -> None:
        """Do what the button of the empty list says."""

    def prepare(self) -> None:
        """Take down what the chips say, on the GUI thread, before `fetch` runs elsewhere."""

    def searched(self) -> str:
        """What the rows were looked for by, as the history knows it."""
        return self.search.text

    def add_chips(self, chips: Sequence[QWidget]) -> None:
        """Put chips above the search line."""
        for chip in (*chips, self.count):
            self._flow.addWidget(chip)

    def add_acts(self, acts: Sequence[QWidget]) -> None:
        """Put buttons that are for many rows below the search line."""
        holder = QWidget()
        flow = FlowLayout(holder, gap=1.5)
        for act in acts:
            flow.addWidget(act)
        row = QHBoxLayout()
        lay(row, gap=0, margins=(3, 0, 3, 0))
        row.addWidget(holder, 1)
        self.body.insertLayout(self.body.indexOf(self.table), row)

    def add_bars(self, bars: Sequence[QWidget]) -> None:
        """Put notices above the chips."""
        place = QVBoxLayout()
        lay(place, gap=1, margins=(2, 0, 2, 0))
        for bar in bars:
            place.addWidget(bar)
        self.body.insertLayout(0, place)

    def open(self) -> None:
        """The list is shown anew: one view, however often its rows are asked for."""
        self._viewing = of_list(self.named) if self.named else None
        self.ask()

    def ask(self) -> None:
        """Ask for the rows that the chips and the search line describe."""
        self._pause.stop()
        self.prepare()
        desk, viewing = self.desk, self._viewing

        def fetch(offset: int, limit: int, sort: Sort) -> Page:
            with desk.line.waiting(), desk.office.reading(desk.actor, viewing) as reading:
                return self.fetch(reading, offset, limit, sort)

        self.model.set_fetch(fetch)

    def show_record(self, record_id: str) -> None:
        """Light up the row of a record; none where it is not in the list."""
        self._wanted = record_id
        self.table.shows_record = bool(record_id)
        self._light()

    def showEvent(self, event: QShowEvent) -> None:
        """Chips, search line and buttons come before the rows, also those a subclass added."""
        super().showEvent(event)
        follow_eye(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave columns out where the list is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.count.setMinimumHeight(theme().px(Size.CHIP))
        narrow = self.width() < theme().px(_ALL_COLUMNS_FROM)
        for place, column in enumerate(self.model.columns):
            if column.key in self.narrow_hides:
                self.table.setColumnHidden(place, narrow)

    def _loaded(self) -> None:
        self.count.setText(f"{self.model.rowCount():,}{self.unit}")
        if self._searches is not None:
            self._searches.shown(self.searched(), self.model.rowCount())
        self.table.set_empty_hint(*self.hint())
        self._light()

    def _light(self) -> None:
        chosen = self.table.chosen_row()
        if not self._wanted or (chosen is not None and chosen.id == self._wanted):
            return
        for number, row in self.model.loaded_rows():
            if row.id == self._wanted:
                self.table.blockSignals(True)
                self.table.choose_row(number)
                self.table.blockSignals(False)
                return
        if chosen is not None:
            self.table.unlight()

    def _lit(self, row: Any) -> None:
        if not self.table.returning:
            self._wanted = row.id
            self.chosen.emit(row.id)

    def _search_typed(self, words: str) -> None:
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.field.insert(words)

    def _step(self, steps: int) -> None:
        last = self.model.rowCount() - 1
        if last >= 0:
            here = self.table.currentIndex().row()
            self.table.choose_row(max(0, min(here + steps, last)))

    def _open_found(self) -> None:
        if self._pause.isActive():
            self.ask()
        row = self.table.chosen_row() or self.model.row(0)
        if row is not None:
            self.opened.emit(row.id)

    def _leave_search(self) -> None:
        self.search.field.clear()
        self.table.setFocus()

    def _connect(self) -> None:
        self._pause.timeout.connect(self.ask)
        self.search.changed.connect(lambda _: self._pause.start())
        self.search.submitted.connect(lambda _: self._open_found())
        self.search.stepped.connect(self._step)
        self.search.left.connect(self._leave_search)
        self.new.clicked.connect(self.new_wanted)
        self.table.row_chosen.connect(self._lit)
        self.table.row_opened.connect(lambda row: self.opened.emit(row.id))
        if self._searches is not None:
            for found in (self.chosen, self.opened):
                found.connect(lambda _: self._searches.looked())
        self.table.typed.connect(self._search_typed)
        self.table.hint_acted.connect(self.act_on_hint)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self.desk.explain)
        theme().changed.connect(self._fit)

    def _arrange(self) -> None:
        holder = QHBoxLayout()
        lay(holder, gap=0, margins=(3, 0, 3, 1))
        holder.addWidget(self._flow_holder, 1)
        self.line = HeadLayout(least=_SEARCH_LEAST, margins=(3, 0, 3, 0))
        self.line.put(self.search, FILLER)
        self.line.put(self.new)
        self.add(holder)
        self.add(self.line)
        self.add(self.table, 1)
