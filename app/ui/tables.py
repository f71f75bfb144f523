"""The one model behind every list: columns are data, rows come in pages from a fetch.

Rows are frozen dataclasses; `Qt.ItemDataRole.UserRole` returns the row, `CELL_ROLE` its cell.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.errors import TeichakuError
from app.ui.jobs import JobRunner
from app.ui.theme import Tone
from app.ui.widgets.labels import as_tooltip

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PAGE_ROWS = 100
_PAGES_KEPT = 40


class Kind(StrEnum):
    """How the words of a column look."""

    TEXT = "text"
    STRONG = "strong"
    MUTED = "muted"
    NUMBER = "number"
    DATE = "date"
    TAG = "tag"


class Align(StrEnum):
    """Where the words of a column stand."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


@dataclass(frozen=True)
class Cell:
    """What one cell shows: tags, then words, and a muted line below when `second` is given."""

    text: str = ""
    second: str = ""
    tone: Tone | None = None
    strong: bool = False
    tags: tuple[tuple[str, Tone], ...] = ()
    hint: str = ""

    @property
    def words(self) -> str:
        """Everything the cell says, for screen readers and copying."""
        return " ".join((*(word for word, _ in self.tags), self.text, self.second)).strip()


@dataclass(frozen=True)
class Column:
    """One column: `key` names it when sorting and, without `cell`, the attribute it shows."""

    title: str
    key: str
    kind: Kind = Kind.TEXT
    width: int = 120
    align: Align | None = None
    cell: Callable[[Any], Cell | str] | None = None
    stretch: bool = False
    sortable: bool = True
    whole: bool = False
    """Whether it never gets narrower than its width, like a number: half of it would be another."""
    fitted: bool = False
    """Whether it is never narrower than its rows' words: for lists whose rows are all there."""
    wraps: bool = False
    """Whether words that have no room beside each other stand in two small lines."""

    @property
    def alignment(self) -> Align:
        """The alignment asked for, or the one of the kind."""
        if self.align is not None:
            return self.align
        return Align.RIGHT if self.kind is Kind.NUMBER else Align.LEFT

    def cell_of(self, row: Any) -> Cell:
        """What the column shows of a row."""
        shown = self.cell(row) if self.cell else getattr(row, self.key)
        if isinstance(shown, Cell):
            return shown
        return Cell("" if shown is None else str(shown))


@dataclass(frozen=True)
class Sort:
    """The order asked for; an empty key is the list's own order."""

    key: str = ""
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and how many the whole list has."""

    rows: Sequence[Any] = field(default_factory=tuple)
    total: int = 0


Fetch = Callable[[int, int, Sort], Page]


class ListModel(QAbstractTableModel):
    """Shows what `fetch(offset, limit, sort)` returns; never sorts or filters by itself."""

    loaded = Signal()
    failed = Signal(TeichakuError)
    sort_changed = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Fetch | None = None,
        jobs: JobRunner | None = None,
        *,
        sort: Sort | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.order = sort or Sort()
        self._fetch, self._jobs = fetch, jobs
        self._total = 0
        self._pages: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._wanted: set[int] = set()
        self._asked: set[int] = set()
        self._generation = 0
        self._shown_generation = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask_for_wanted)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows and no others, without a fetch."""
        self._generation += 1
        self._pages_from(0, Page(tuple(rows), len(rows)))

    def set_fetch(self, fetch: Fetch) -> None:
        """Ask another query from now on, and load its first page."""
        self._fetch = fetch
        self.reload()

    def reload(self, around: int = 0) -> None:
        """Ask again; what is shown stays until the page around this row has come."""
        self._generation += 1
        self._wanted.clear()
        self._asked.clear()
        self._ask(max(0, around) // PAGE_ROWS)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the rows in another order."""
        if not 0 <= column < len(self.columns) or not self.columns[column].sortable:
            return
        descending = order == Qt.SortOrder.DescendingOrder
        self.order = Sort(self.columns[column].key, descending)
        self.sort_changed.emit(self.order.key, descending)
        if self._fetch is not None:
            self.reload()

    @property
    def awaited(self) -> bool:
        """Whether the first answer of a query is still on its way: nobody knows yet if any."""
        return self._fetch is not None and self._shown_generation < 0

    def row(self, number: int) -> Any | None:
        """The row at a place, or nothing while it has not come yet."""
        page = self._pages.get(number // PAGE_ROWS)
        inside = number % PAGE_ROWS
        return page[inside] if page is not None and inside < len(page) else None

    def loaded_rows(self) -> list[tuple[int, Any]]:
        """The rows that have come, with their places."""
        return [
            (page * PAGE_ROWS + inside, row)
            for page, rows in sorted(self._pages.items())
            for inside, row in enumerate(rows)
        ]

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows the whole list has."""
        return 0 if parent is not None and parent.isValid() else self._total

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, row or cell; asks for the page of a row that has not come yet."""
        if not index.isValid():
            return None
        row = self.row(index.row())
        if row is None:
            self._want(index.row() // PAGE_ROWS)
            return None
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.CheckStateRole):
            return None
        return self._of_cell(self.columns[index.column()].cell_of(row), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' titles and alignment."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _QT_ALIGN[self.columns[section].alignment] | Qt.AlignmentFlag.AlignVCenter
        return None

    def _of_cell(self, cell: Cell, role: int) -> Any:
        if role == CELL_ROLE:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.words
        if role == Qt.ItemDataRole.ToolTipRole and cell.hint:
            return as_tooltip(cell.hint)
        return None

    def _want(self, page: int) -> None:
        if self._fetch is not None and page not in self._asked:
            self._wanted.add(page)
            self._timer.start()

    def _ask_for_wanted(self) -> None:
        wanted, self._wanted = self._wanted, set()
        for page in sorted(wanted - self._asked):
            self._ask(page)

    def _ask(self, page: int) -> None:
        if self._fetch is None or self._jobs is None:
            return
        fetch, order, generation = self._fetch, self.order, self._generation
        self._asked.add(page)
        self._jobs.run(
            lambda: fetch(page * PAGE_ROWS, PAGE_ROWS, order),
            done=lambda answer: self._arrived(generation, page, answer),
            failed=lambda error: self._refused(generation, page, error),
            owner=self,
        )

    def _arrived(self, generation: int, page: int, answer: Page) -> None:
        if generation != self._generation:
            return
        self._asked.discard(page)
        if self._shown_generation != generation or answer.total != self._total:
            self._pages_from(page, answer)
            return
        self._keep(page, tuple(answer.rows))
        last = min(self._total, (page + 1) * PAGE_ROWS) - 1
        if last >= page * PAGE_ROWS:
            self.dataChanged.emit(
                self.index(page * PAGE_ROWS, 0), self.index(last, len(self.columns) - 1)
            )

    def _pages_from(self, page: int, answer: Page) -> None:
        self.beginResetModel()
        self._shown_generation = self._generation
        self._pages.clear()
        self._total = answer.total
        rows = tuple(answer.rows)
        for start in range(0, max(len(rows), 1), PAGE_ROWS):
            self._pages[page + start // PAGE_ROWS] = rows[start : start + PAGE_ROWS]
        self.endResetModel()
        self.loaded.emit()

    def _keep(self, page: int, rows: tuple[Any, ...]) -> None:
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while self._fetch is not None and len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)

    def _refused(self, generation: int, page: int, error: TeichakuError) -> None:
        if generation == self._generation:
            self._asked.discard(page)
            self.failed.emit(error)


_QT_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
}
