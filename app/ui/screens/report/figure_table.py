"""A card of the report: a table whose every number can be reached and opens what it counts."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.screens.report.sheets import Head, Line, Sheet, Spot
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import tag_size

UNSETTLED = "※"
_HINT = "足りないものを直すと、この数が変わることがあります"
NOT_COUNTED = "—"
_NOT_COUNTED_HINT = "この数え方は、まだありませんでした"
_NAME = "name"
_NAME_WIDTH = 132
_LEAST_WIDTH = 44


class FigureTable(ListTable):
    """Rings one number at a time; `spot_chosen` tells which, `left` that an arrow leads out."""

    spot_chosen = Signal(object)
    left = Signal(int)

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        names = Column(sheet.name_head, _NAME, width=_NAME_WIDTH, cell=_name, sortable=False)
        self._unsettled: set[str] = set()
        columns = (names, *(_column(head, self._unsettled) for head in sheet.heads))
        model = ListModel(columns)
        super().__init__(model, edge=False, fit=True, cell_cursor=True, copies=True, parent=parent)
        model.setParent(self)
        model.show_rows(sheet.lines)
        self.setAccessibleName(sheet.title)
        self.cell_chosen.connect(self._tell)
        self.clicked.connect(self._clicked)

    def spot_at(self, index: QModelIndex) -> Spot | None:
        """The number in a cell, if there is one."""
        line = self.rows.row(index.row()) if index.isValid() else None
        if not isinstance(line, Line):
            return None
        return line.spots.get(self.rows.columns[index.column()].key)

    def choose_path(self, path: str, *, shows_last: bool = False) -> bool:
        """Ring the number of this figure; says whether it is here."""
        for row in range(self.rows.rowCount()):
            for column in range(1, self.rows.columnCount()):
                index = self.rows.index(row, column)
                spot = self.spot_at(index)
                if spot is not None and spot.path == path and spot.shows_last == shows_last:
                    self.setCurrentIndex(index)
                    return True
        return False

    def choose_first(self, row: int = 0) -> bool:
        """Ring the first number of a row."""
        for column in range(1, self.rows.columnCount()):
            index = self.rows.index(row, column)
            if self.spot_at(index) is not None:
                self.setCurrentIndex(index)
                return True
        return False

    @property
    def marked(self) -> bool:
        """Whether a number here may change."""
        lines = (line for _, line in self.rows.loaded_rows() if isinstance(line, Line))
        return any(spot.path in self._unsettled for line in lines for spot in line.spots.values())

    def mark(self, unsettled: Collection[str]) -> None:
        """Mark the figures at these paths: something that is missing may change them."""
        self._unsettled.clear()
        self._unsettled.update(unsettled)
        last = self.rows.index(self.rows.rowCount() - 1, self.rows.columnCount() - 1)
        self.rows.dataChanged.emit(self.rows.index(0, 0), last)
        self._lay_columns()

    def forget(self) -> None:
        """Take the ring away."""
        self.setCurrentIndex(QModelIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard arrives on a number."""
        super().focusInEvent(event)
        if self.spot_at(self.currentIndex()) is None:
            self.choose_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down lead on to the neighbouring table."""
        row, last = self.currentIndex().row(), self.rows.rowCount() - 1
        if event.key() == Qt.Key.Key_Down and row == last:
            self.left.emit(1)
        elif event.key() == Qt.Key.Key_Up and row == 0:
            self.left.emit(-1)
        elif event.key() == Qt.Key.Key_Left and self.currentIndex().column() <= 1:
            event.accept()
        else:
            super().keyPressEvent(event)

    def _lay_columns(self) -> None:
        """Give every column room for its title and its numbers, and share what is left."""
        needed = [self._needed_for_names()]
        needed += [self._needed(place) for place in range(1, self.rows.columnCount())]
        spare = max(0, self.viewport().width() - sum(needed))
        more = min(spare, max(0, theme().px(_NAME_WIDTH) - needed[0]))
        rest, numbers = spare - more, len(needed) - 1
        self._laying = True
        self.setColumnWidth(0, needed[0] + more)
        for place in range(1, numbers + 1):
            share = rest * place // numbers - rest * (place - 1) // numbers
            self.setColumnWidth(place, needed[place] + share)
        self._laying = False
        self._scroll_sideways(sum(needed) > self.viewport().width())

    def _needed_for_names(self) -> int:
        """The width of the longest name or tag."""
        body = QFontMetrics(theme().font(Size.BODY, True))
        lines = [line for _, line in self.rows.loaded_rows() if isinstance(line, Line)]
        widths = [
            tag_size(line.tag[0]).width() if line.tag else body.horizontalAdvance(line.name)
            for line in lines
        ]
        return max(widths, default=0) + 2 * theme().px(Size.CELL_PADDING) + 2

    def _needed(self, place: int) -> int:
        """The width of the title or of the widest number, whichever is more."""
        title = QFontMetrics(theme().font(Size.CAPTION, True))
        body = QFontMetrics(theme().font(Size.BODY, True))
        column = self.rows.columns[place]
        words = [column.cell_of(row).text for _, row in self.rows.loaded_rows()]
        widest = max((body.horizontalAdvance(word) for word in words), default=0)
        least = max(title.horizontalAdvance(column.title), widest)
        return max(theme().px(_LEAST_WIDTH), least + 2 * theme().px(Size.CELL_PADDING) + 2)

    def _tell(self, line: object, key: str) -> None:
        if isinstance(line, Line) and key in line.spots:
            self.spot_chosen.emit(line.spots[key])

    def _clicked(self, index: QModelIndex) -> None:
        if self.spot_at(index) is None:
            self.choose_first(index.row())


class SheetCard(Card):
    """A titled table of figures, its note, or what to do when it is empty."""

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(sheet.title, parent=parent)
        self.table = FigureTable(sheet, self) if sheet.lines else None
        if self.table is not None:
            self.add(self.table)
        else:
            self.add(Paragraph(sheet.empty, tone=Tone.MUTED))
        if sheet.note:
            tone = Tone.MUTED if sheet.sound else Tone.ERROR
            self.add(PlainLabel(sheet.note, tone=tone, size="caption", elide=True))


def _name(line: Line) -> Cell:
    if line.tag is not None:
        return Cell(tags=(line.tag,))
    return Cell(line.name, strong=line.strong)


def _column(head: Head, unsettled: Collection[str]) -> Column:
    cell = _number_of(head, unsettled)
    return Column(head.title, head.key, Kind.NUMBER, width=_LEAST_WIDTH, sortable=False, cell=cell)


def _number_of(head: Head, unsettled: Collection[str]) -> Callable[[Line], Cell]:
    def cell(line: Line) -> Cell:
        spot = line.spots.get(head.key)
        if spot is None:
            return Cell()
        number = spot.last if spot.shows_last else spot.number
        if number is None:
            return Cell(NOT_COUNTED, tone=Tone.MUTED, hint=_NOT_COUNTED_HINT)
        quiet = head.quiet or number == 0
        if spot.path in unsettled and not spot.shows_last:
            return Cell(f"{UNSETTLED}{number:,}", tone=Tone.WARNING, strong=line.strong, hint=_HINT)
        strong = (line.strong or head.strong) and not quiet
        return Cell(f"{number:,}", tone=Tone.MUTED if quiet else None, strong=strong)

    return cell
