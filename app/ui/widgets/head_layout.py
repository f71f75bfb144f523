"""A line whose parts go below it, like words, where they have no room beside each other."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.ui.theme import lay, theme
from app.ui.widgets.flow import settle

LEAD, NEAR, FILLER, ACTS = range(4)
"""What begins the line, what stands beside it, what takes the room, what stands at the end."""


class HeadLayout(QLayout):
    """Where it is narrow the parts of `NEAR` go below first, then those of `ACTS`.

    `gap` and `gap_below` in grid steps; `least` is what the filler has at least, as a length of `Size`.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: float = 2,
        gap_below: float = 1,
        least: float = 0,
        margins: tuple[float, float, float, float] = (0,) * 4,
    ) -> None:
        super().__init__(parent)
        self._gap, self._below, self._least = gap, gap_below, least
        self._items: list[tuple[int, QLayoutItem]] = []
        self._role, self._at = ACTS, -1
        self._heights: dict[int, int] = {}
        lay(self, gap=gap, margins=margins)

    def put(self, part: QWidget, role: int = ACTS, *, before: QWidget | None = None) -> None:
        """Put a part behind the others of its role, or before one of them."""
        self._role = role
        places = (at for at, (_, item) in enumerate(self._items) if item.widget() is before)
        behind = sum(kept <= role for kept, _ in self._items)
        self._at = behind if before is None else next(places)
        self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        """Keep a part where `put` wants it."""
        self._items.insert(self._at, (self._role, item))
        self._heights.clear()

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The part at a place, in the order in which they are read."""
        return self._items[index][1] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a part out."""
        self._heights.clear()
        return self._items.pop(index)[1] if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """As wide as there is room, no higher than it needs."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def invalidate(self) -> None:
        """A part has another size: nothing that was measured holds."""
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """How high the lines stand in this width."""
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Place every part."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """One line with everything."""
        sizes = [item.sizeHint() for _, item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gaps(len(sizes))
        size = QSize(width, max((size.height() for size in sizes), default=0))
        return size.grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        """The largest part."""
        size = QSize()
        for role, item in self._shown():
            size = size.expandedTo(QSize(self._least_of(role, item), item.minimumSize().height()))
        return size.grownBy(self.contentsMargins())

    def _shown(self, *roles: int) -> list[tuple[int, QLayoutItem]]:
        """The parts of these roles, or all, that are not hidden."""
        return [
            (role, item)
            for role, item in self._items
            if (not roles or role in roles) and not item.isEmpty()
        ]

    def _gaps(self, number: int) -> int:
        return max(0, number - 1) * theme().gap(self._gap)

    def _least_of(self, role: int, item: QLayoutItem) -> int:
        if role in (NEAR, ACTS):
            return item.sizeHint().width()
        least = item.minimumSize().width()
        return max(least, theme().px(self._least)) if role == FILLER and self._least else least

    def _needed(self, roles: tuple[int, ...]) -> int:
        shown = self._shown(*roles)
        return sum(self._least_of(role, item) for role, item in shown) + self._gaps(len(shown))

    def _upper(self, width: int) -> tuple[int, ...]:
        """What stands in the first line."""
        for roles in ((LEAD, NEAR, FILLER, ACTS), (LEAD, FILLER, ACTS), (LEAD, FILLER)):
            if self._needed(roles) <= width:
                return roles
        return (LEAD,) if self._shown(LEAD) else (FILLER,)

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        upper = self._upper(rect.width())
        top = rect.y() + self._place_line(rect, upper, move=move)
        rest = [item for role, item in self._shown() if role not in upper]
        first, gap = top > rect.y(), theme().gap(self._gap)
        line: list[tuple[QLayoutItem, QRect]] = []
        left, high = rect.x(), 0
        for item in rest:
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            if not line or left + size.width() > rect.x() + rect.width():
                if line and move:
                    settle(line, high)
                top += high + (theme().gap(self._below) if line or first else 0)
                left, high, line = rect.x(), 0, []
            line.append((item, QRect(QPoint(left, top), size)))
            left += size.width() + gap
            high = max(high, size.height())
        if line and move:
            settle(line, high)
        return top + high - rect.y() + margins.top() + margins.bottom()

    def _place_line(self, rect: QRect, roles: tuple[int, ...], *, move: bool) -> int:
        """Place the first line; how high it is."""
        shown = self._shown(*roles)
        fills = [(role, item) for role, item in shown if role == FILLER]
        widths = [self._least_of(role, item) for role, item in shown]
        spare = rect.width() - sum(widths) - self._gaps(len(shown))
        high, left, places = 0, rect.x(), []
        for (role, item), least in zip(shown, widths, strict=True):
            width = least + max(0, spare) if (role, item) in fills[:1] else least
            if role == ACTS and not fills and spare > 0:
                left, spare = left + spare, 0
            tall = item.hasHeightForWidth()
            height = item.heightForWidth(width) if tall else item.sizeHint().height()
            places.append((item, QRect(left, rect.y(), width, height)))
            left += width + theme().gap(self._gap)
            high = max(high, height)
        if move:
            for item, place in places:
                place.setHeight(high if item.hasHeightForWidth() else place.height())
            settle(places, high)
        return high
