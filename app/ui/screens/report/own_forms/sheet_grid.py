"""A sheet of a form as it looks, roughly; one cell is chosen, marked ones say what goes there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.sheet_view import SheetView
from app.ui.presenting import shown
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.labels import as_tooltip
from app.ui.widgets.wheel import leave_to_window

Index = QModelIndex | QPersistentModelIndex
_DARK_GROUND = 110
"""Grounds darker than this (of 255) are drawn as ours, so that words stay legible."""
_SMALLEST = 0.85
_HEAD_HEIGHT = 24
_FORMULA = "＝"
_LEAST_ROW = 19
_ALIGNED = {
    "center": Qt.AlignmentFlag.AlignHCenter,
    "centerContinuous": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class SheetModel(QAbstractTableModel):
    """The cells of one sheet; `marks` says in words what goes into those that are filled."""

    def __init__(self) -> None:
        super().__init__()
        self.view: SheetView | None = None
        self.marks: Mapping[Place, tuple[str, str]] = {}
        """Short words and the whole of what goes into a cell."""

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows that are shown."""
        below = parent is not None and parent.isValid()
        return 0 if below or self.view is None else self.view.rows

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns that are shown."""
        below = parent is not None and parent.isValid()
        return 0 if below or self.view is None else self.view.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; as tooltip what goes there, or the whole text."""
        if self.view is None or not index.isValid():
            return None
        spot = place_of(index)
        short, mark = self.marks.get(spot, ("", ""))
        text = self.view.texts.get(spot, "")
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return short or (_FORMULA if spot in self.view.formulas else text)
            case Qt.ItemDataRole.ToolTipRole:
                return as_tooltip(mark or text) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                address = cells.address(spot)
                return f"{address} {f'入るもの {mark}' if mark else text}".strip()
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A, B, C … and 1, 2, 3 … as Excel has them."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        across = orientation == Qt.Orientation.Horizontal
        return cells.address((1, section + 1))[:-1] if across else str(section + 1)

    def show(self, view: SheetView | None) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.view = view
        self.endResetModel()

    def mark(self, marks: Mapping[Place, tuple[str, str]]) -> None:
        """Show other marks on the same sheet."""
        self.marks = dict(marks)
        if self.rowCount() and self.columnCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class _Paint(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, lines and words of a cell; a filled one in the accent colour."""
        model = index.model()
        if not isinstance(model, SheetModel) or model.view is None:
            return
        spot = place_of(index)
        look, colors = model.view.look(spot), theme().colors
        room = QRectF(option.rect)
        marked = spot in model.marks
        painter.save()
        words = str(index.data() or "")
        if marked or look.ground or words or model.view.area_of(spot) != (spot, spot):
            painter.fillRect(room, QColor(colors.selection) if marked else _ground(look.ground))
        self._lines(painter, room, model.view, spot)
        formula = spot in model.view.formulas
        ink = colors.accent if marked else colors.muted if formula else colors.text
        painter.setPen(QColor(ink))
        font = theme().font(Size.CAPTION, look.bold and not marked)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignLeft
        if not marked:
            number = words.replace(",", "").isdigit()
            flags = _ALIGNED.get(look.align, _ALIGNED["right"] if number else flags)
        inner = room.adjusted(theme().gap(0.75), 0, -theme().gap(0.5), 0)
        if flags == Qt.AlignmentFlag.AlignLeft and not marked:
            inner.setRight(inner.right() + self._free_to_the_right(model, index))
        words = shown(words)
        wraps = not marked and ("\n" in words or look.wrap)
        cut = (
            words
            if wraps
            else painter.fontMetrics().elidedText(
                words.replace("\n", " "), Qt.TextElideMode.ElideRight, int(inner.width())
            )
        )
        how = int(flags | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(inner, how | (int(Qt.TextFlag.TextWordWrap) if wraps else 0), cut)
        self._ring(painter, room, index)
        painter.restore()

    def _free_to_the_right(self, model: SheetModel, index: Index) -> int:
        """How far words may run on over cells with nothing in them, as they do in Excel."""
        grid, view = self.parent(), model.view
        row, column = place_of(index)
        if not isinstance(grid, QTableView) or view is None:
            return 0
        free = 0
        column = view.area_of((row, column))[1][1]
        for beside in range(column + 1, view.columns + 1):
            spot = (row, beside)
            taken = view.texts.get(spot) or spot in model.marks or view.look(spot).drawn
            if taken or view.anchor(spot) != spot:
                break
            free += grid.columnWidth(beside - 1)
        return free

    def _lines(self, painter: QPainter, room: QRectF, view: SheetView, spot: Place) -> None:
        _, end = view.area_of(spot)
        first, last = view.look(spot).lines, view.look(end).lines
        drawn = (first[0], first[1], first[2] or last[2], first[3] or last[3])
        painter.setPen(QPen(QColor(theme().colors.muted), 1))
        corners = (room.topLeft(), room.topRight(), room.bottomRight(), room.bottomLeft())
        edges = ((3, 0), (0, 1), (1, 2), (2, 3))
        for (start, stop), wanted in zip(edges, drawn, strict=True):
            if wanted:
                painter.drawLine(corners[start], corners[stop])

    def _ring(self, painter: QPainter, room: QRectF, index: Index) -> None:
        grid = self.parent()
        if isinstance(grid, QAbstractItemView) and grid.currentIndex() == index:
            quiet = theme().colors.muted
            painter.setPen(QPen(QColor(theme().colors.accent if grid.hasFocus() else quiet), 2))
            painter.drawRect(room.adjusted(1, 1, -1, -1))


class SheetGrid(QTableView):
    """Arrows move, Enter asks for what goes into the cell (`wanted`), Del takes it away."""

    chosen = Signal(tuple)
    wanted = Signal()
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sheet = SheetModel()
        self.sheet.setParent(self)
        self.setModel(self.sheet)
        self.setItemDelegate(_Paint(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("様式のシート")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
            header.setSectionsClickable(False)
            header.setHighlightSections(True)
        self.selectionModel().currentChanged.connect(lambda now, _: self._tell(now))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            # words that run on over their cell are drawn by that cell alone
            bar.valueChanged.connect(lambda _: self.viewport().update())
        self.doubleClicked.connect(lambda _: self.wanted.emit())
        theme().changed.connect(self._measure)

    @property
    def spot(self) -> Place | None:
        """The chosen cell: of merged cells the top left."""
        index = self.currentIndex()
        view = self.sheet.view
        return None if view is None or not index.isValid() else view.anchor(place_of(index))

    def show_view(self, view: SheetView | None) -> None:
        """Show a sheet, and keep the place where it has it."""
        kept = self.spot
        self.clearSpans()
        self.sheet.show(view)
        if view is None:
            return
        for (top, left), (bottom, right) in view.merges:
            if top <= view.rows and left <= view.columns:
                height = min(bottom, view.rows) - top + 1
                width = min(right, view.columns) - left + 1
                if (height, width) != (1, 1):
                    self.setSpan(top - 1, left - 1, height, width)
        self._measure()
        if kept is not None:
            self.choose(kept)

    def choose(self, spot: Place) -> None:
        """Make a cell the chosen one and bring it into sight."""
        index = self.sheet.index(spot[0] - 1, spot[1] - 1)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, Del takes away; all else moves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl the window changes the scale."""
        if not leave_to_window(event):
            super().wheelEvent(event)

    def _tell(self, now: QModelIndex) -> None:
        spot = self.spot
        if now.isValid() and spot is not None:
            self.chosen.emit(spot)
        self.viewport().update()

    def _measure(self) -> None:
        view = self.sheet.view
        self.horizontalHeader().setFixedHeight(theme().px(_HEAD_HEIGHT))
        if view is None:
            return
        for at, width in enumerate(view.widths):
            self.setColumnHidden(at, not width)
            self.setColumnWidth(at, theme().px(width * _SMALLEST + 4))
        for at, height in enumerate(view.heights):
            self.setRowHidden(at, not height)
            self.setRowHeight(at, theme().px(max(height * _SMALLEST, _LEAST_ROW)))


def place_of(index: Index) -> Place:
    """The place of a cell, counted from 1."""
    return index.row() + 1, index.column() + 1


def _ground(ground: str) -> QColor:
    colors = theme().colors
    if not ground:
        return QColor(colors.surface)
    given = QColor(f"#{ground}")
    light = given.lightness() > _DARK_GROUND
    return given if light and not theme().dark else QColor(colors.hover)


def tone_of(refusal: str) -> Tone:
    """How loud the words about a cell are."""
    return Tone.WARNING if refusal else Tone.MUTED
