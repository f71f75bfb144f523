"""The one list of the program: a table view on a `ListModel`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    QSettings,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from app.ui.jobs import JobRunner
from app.ui.tables import Kind, ListModel, Sort
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.cells import CellDelegate
from app.ui.widgets.empty_hint import EmptyHint
from app.ui.widgets.table_copy import copy_chosen
from app.ui.widgets.wheel import leave_to_window

Locate = Callable[[str, Sort], int | None]


class ListTable(QTableView):
    """Sorts by asking the model, finds rows by typing, remembers its columns' widths.

    `edge` lets rows reach the edges of a flush card; `fit` makes the table exactly as high
    as its rows; `cell_cursor` rings single cells instead of selecting rows. `copies` lets several
    rows or cells be chosen, which Ctrl+C copies as a table: for lists that name nobody. `passing`
    lights a row only while the keyboard is on it: for lists that show nothing of it beside them.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    cell_chosen = Signal(object, str)
    hint_acted = Signal()

    def __init__(
        self,
        model: ListModel,
        *,
        edge: bool = True,
        fit: bool = False,
        two_lines: bool = False,
        cell_cursor: bool = False,
        header: bool = True,
        type_ahead: str = "",
        copies: bool = False,
        passing: bool = False,
        row_key: Callable[[Any], Hashable] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows, self.copies = model, copies
        self._fit_rows, self._two_lines, self._row_key = fit, two_lines, row_key
        self._type_ahead = next(
            (i for i, column in enumerate(model.columns) if column.key == type_ahead), 0
        )
        self._typed, self._typing = "", QElapsedTimer()
        self._locate: tuple[Locate, JobRunner] | None = None
        self._settings: tuple[QSettings, str] | None = None
        self._widths: dict[str, int] = {}
        self._laying = False
        self._kept: Hashable | None = None
        self._kept_scroll = 0
        self.returning = False
        """True while rows that came anew take back their place: nobody chose anything."""
        self._hint: EmptyHint | None = None
        self._set_up(model, edge, cell_cursor, header)
        if passing:
            self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._rescale()
        theme().changed.connect(self._rescale)

    def set_empty_hint(self, text: str, button: str = "") -> None:
        """What an empty list says, and the button that fills it."""
        if self._hint is None and text:
            self._hint = hint = EmptyHint(parent=self)
            hint.hide()
            hint.acted.connect(self.hint_acted)
            QWidget.setTabOrder(self, hint.button)
        if self._hint is not None:
            self._hint.set_hint(text, button)
            self._show_hint()

    def set_locate(self, locate: Locate, jobs: JobRunner) -> None:
        """Let typing ask `locate(typed, sort)` for a place in the whole list."""
        self._locate = (locate, jobs)

    def remember(self, settings: QSettings, name: str, *, order: bool = True) -> None:
        """Keep the columns' widths and the order under this name, and take up those kept before.

        Without `order` the list has one of its own each time. What is kept are keys of columns
        and pixels, nothing of what the rows say.
        """
        self._settings = (settings, name)
        if order:
            key, _, way = str(settings.value(f"order/{name}", "")).partition(":")
            if any(column.key == key and column.sortable for column in self.rows.columns):
                self.rows.order = Sort(key, way == "down")
                self._show_order()
            self.rows.sort_changed.connect(self._keep_order)
        for column in self.rows.columns:
            kept = str(settings.value(f"widths/{name}/{column.key}", ""))
            if kept.isdigit():
                self._widths[column.key] = int(kept)
        self._lay_columns()

    def chosen_row(self) -> Any | None:
        """The current row, if there is one."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def choose_row(self, number: int) -> None:
        """Make a row the current one and bring it into sight."""
        index = self.rows.index(number, max(0, self.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag
        if self.selectionMode() == QAbstractItemView.SelectionMode.NoSelection:
            self.setCurrentIndex(index)
        elif self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        else:
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)

    def reload(self) -> None:
        """Ask again, and come back to the same row and place."""
        self.rows.reload(max(0, self.rowAt(0)))

    def keyboardSearch(self, search: str) -> None:
        """Go to the next row whose words begin with what was typed."""
        pause = QApplication.keyboardInputInterval()
        fresh = not self._typing.isValid() or self._typing.elapsed() > pause
        self._typed = search if fresh else self._typed + search
        self._typing.restart()
        wanted = _folded(self._typed)
        if not wanted:
            return
        if self._locate is None:
            self._find_loaded(wanted)
            return
        locate, jobs = self._locate
        typed, order = self._typed, self.rows.order
        jobs.run(
            lambda: locate(typed, order),
            done=self._go_to,
            failed=self.rows.failed.emit,
            owner=self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies what is chosen."""
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_chosen(self)
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint in the middle and the columns within sight."""
        super().resizeEvent(event)
        self._lay_columns()
        if self._hint is not None:
            self._hint.setGeometry(self.viewport().geometry())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A list that has the keyboard and no current row shows it by a ring."""
        super().paintEvent(event)
        if not self.hasFocus() or self.currentIndex().isValid():
            return
        half = Size.RING / 2
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme().color(Tone.ACCENT), Size.RING))
        painter.drawRect(QRectF(self.viewport().rect()).adjusted(half, half, -half, -half))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl the window changes the scale."""
        if not leave_to_window(event):
            super().wheelEvent(event)

    def sizeHint(self) -> QSize:
        """A fitted table is as high as its rows."""
        hint = super().sizeHint()
        return QSize(hint.width(), self._fitted()) if self._fit_rows else hint

    def minimumSizeHint(self) -> QSize:
        """A fitted table is never squeezed."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), self._fitted()) if self._fit_rows else hint

    def currentChanged(self, current: Any, previous: Any) -> None:
        """Tell which row and cell is the current one now."""
        super().currentChanged(current, previous)
        self.viewport().update()
        row = self.rows.row(current.row()) if current.isValid() else None
        if row is None:
            return
        if current.row() != previous.row() or not previous.isValid():
            self.row_chosen.emit(row)
        self.cell_chosen.emit(row, self.rows.columns[current.column()].key)

    def _set_up(self, model: ListModel, edge: bool, cell_cursor: bool, header: bool) -> None:
        # before the style sheet is asked for the head's padding: what it answers is kept
        self.horizontalHeader().setProperty("edge", edge)
        self.setModel(model)
        self.setItemDelegate(
            CellDelegate(model.columns, edge=edge, cell_cursor=cell_cursor, parent=self)
        )
        behavior = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behavior.SelectItems if cell_cursor else behavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if self.copies else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setVisible(header)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort_by)
        head.sectionResized.connect(self._keep_width)
        model.sort_changed.connect(self._show_order)  # a lambda would keep both for ever
        self._show_order()
        if self._fit_rows:
            off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self.setVerticalScrollBarPolicy(off)
            self.setHorizontalScrollBarPolicy(off)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._return_to_place)
        model.loaded.connect(self._show_hint)
        self.activated.connect(self._open)

    def _rescale(self) -> None:
        head = self.horizontalHeader()
        head.setMinimumSectionSize(theme().px(Size.ROW))
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(theme().row_height(self._two_lines))
        self._lay_columns()
        self.updateGeometry()

    def _lay_columns(self) -> None:
        """Give every column its width; stretching ones the rest, all of them less where it is tight.

        None is narrower than its head, nor what is shown whole than is meant for it, unless drawn so.
        """
        columns, room = self.rows.columns, self.viewport().width()
        least = [
            0 if self.isColumnHidden(place) else self._least_width(place)
            for place in range(len(columns))
        ]
        wanted = [
            0 if self.isColumnHidden(place) else max(least[place], theme().px(column.width))
            for place, column in enumerate(columns)
        ]
        for place, column in enumerate(columns):
            if column.key in self._widths and wanted[place]:
                wanted[place] = theme().px(self._widths[column.key])
                least[place] = min(least[place], wanted[place])
        stretching = [place for place, column in enumerate(columns) if column.stretch]
        spare = room - sum(wanted)
        if stretching and spare < 0:
            wanted = squeezed(wanted, least, room)
            spare = max(0, room - sum(wanted))
        for number, place in enumerate(stretching):
            wanted[place] += spare // len(stretching) + (
                spare % len(stretching) if not number else 0
            )
        self._laying = True
        for place, width in enumerate(wanted):
            if not self.isColumnHidden(place):
                self.setColumnWidth(place, width)
        self._laying = False
        if self._fit_rows:
            self._scroll_sideways(sum(wanted) > room)

    def _scroll_sideways(self, needed: bool) -> None:
        """A fitted table has its bar below the last row."""
        on, off = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        wanted = on if needed else off
        if wanted != self.horizontalScrollBarPolicy():
            self.setHorizontalScrollBarPolicy(wanted)
            self.updateGeometry()

    def _least_width(self, place: int) -> int:
        """What the words of a head, the digits of a number or its own words need, in pixels."""
        head, column = self.horizontalHeader(), self.rows.columns[place]
        whole = column.whole or column.kind is Kind.NUMBER
        digits = theme().px(column.width if whole else Size.ROW)
        if column.fitted:
            digits = self.sizeHintForColumn(place)
        if head.isHidden():
            return digits
        inner, outer = theme().px(Size.CELL_PADDING), theme().px(Size.CARD_PADDING)
        edge, last = bool(head.property("edge")), len(self.rows.columns) - 1
        padding = sum(outer if edge and place == end else inner for end in (0, last))
        metrics = QFontMetrics(theme().font(Size.CAPTION, True))
        return max(digits, padding + 1 + metrics.horizontalAdvance(column.title))

    def _keep_width(self, place: int, old: int, new: int) -> None:
        column = self.rows.columns[place]
        if self._laying or column.stretch or new <= 0:
            return
        self._widths[column.key] = round(new / theme().scale)
        if self._settings is not None:
            settings, name = self._settings
            settings.setValue(f"widths/{name}/{column.key}", self._widths[column.key])
        self._lay_columns()

    def _keep_order(self, key: str, descending: bool) -> None:
        if self._settings is not None:
            settings, name = self._settings
            settings.setValue(f"order/{name}", f"{key}:{'down' if descending else 'up'}")

    def _sort_by(self, place: int) -> None:
        column = self.rows.columns[place]
        again = self.rows.order.key == column.key and not self.rows.order.descending
        order = Qt.SortOrder.DescendingOrder if again else Qt.SortOrder.AscendingOrder
        self.rows.sort(place, order)

    def _show_order(self) -> None:
        keys = [column.key for column in self.rows.columns]
        order = self.rows.order
        head = self.horizontalHeader()
        head.setSortIndicatorShown(order.key in keys)
        if order.key in keys:
            down = Qt.SortOrder.DescendingOrder
            up = Qt.SortOrder.AscendingOrder
            head.setSortIndicator(keys.index(order.key), down if order.descending else up)

    def _keep_place(self) -> None:
        row = self.chosen_row()
        self._kept = self._row_key(row) if self._row_key and row is not None else None
        self._kept_scroll = self.verticalScrollBar().value()

    def _return_to_place(self) -> None:
        self.updateGeometry()
        if self._row_key is None or self._kept is None:
            return
        for number, row in self.rows.loaded_rows():
            if self._row_key(row) == self._kept:
                self.returning = True
                self.choose_row(number)
                self.returning = False
                self.verticalScrollBar().setValue(self._kept_scroll)
                self.scrollTo(self.currentIndex())
                return

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        if row is not None:
            self.row_opened.emit(row)

    def _find_loaded(self, wanted: str) -> None:
        column = self.rows.columns[self._type_ahead]
        here = max(0, self.currentIndex().row())
        found = [
            number
            for number, row in self.rows.loaded_rows()
            if _folded(column.cell_of(row).words).startswith(wanted)
        ]
        if found:
            self.choose_row(next((number for number in found if number >= here), found[0]))

    def _go_to(self, number: int | None) -> None:
        if number is not None and 0 <= number < self.rows.rowCount():
            self.choose_row(number)

    def _show_hint(self) -> None:
        if self._hint is None:
            return
        empty = self.rows.rowCount() == 0 and bool(self._hint.words) and not self.rows.awaited
        self._hint.setVisible(empty)
        self._hint.setGeometry(self.viewport().geometry())

    def _fitted(self) -> int:
        head = self.horizontalHeader()
        top = head.sizeHint().height() if not head.isHidden() else 0
        bar = self.horizontalScrollBar()
        on = self.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        below = bar.sizeHint().height() if on else 0
        return top + below + self.rows.rowCount() * theme().row_height(self._two_lines)


def squeezed(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fill `room`, less than wanted for those that have more than their least.

    Where the least widths together are more than the room, those are what they get.
    """
    widths = [0] * len(wanted)
    open_ones = set(range(len(wanted)))
    while open_ones:
        left = room - sum(widths)
        all_wanted = sum(wanted[place] for place in open_ones) or 1
        share = {place: wanted[place] * left // all_wanted for place in open_ones}
        full = {place for place in open_ones if share[place] < least[place]}
        for place in full or open_ones:
            widths[place] = least[place] if full else share[place]
        open_ones -= full or open_ones
    return widths


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
