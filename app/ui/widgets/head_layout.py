"""A line whose parts go below it, like words, where they have no room beside each other."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget

from app.ui.theme import theme
from app.ui.widgets.wrapping import Placed, WrappingLayout, settle

LEAD, NEAR, FILLER, ACTS = range(4)
"""What begins the line, what stands beside it, what takes the room, what stands at the end."""


class HeadLayout(WrappingLayout):
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
        super().__init__(parent, gap=gap, margins=margins)
        self._below, self._least = gap_below, least
        self._roles: list[int] = []
        self._role, self._at = ACTS, 0

    def put(self, part: QWidget, role: int = ACTS, *, before: QWidget | None = None) -> None:
        """Put a part behind the others of its role, or before one of them."""
        self._role = role
        places = (at for at, item in enumerate(self._items) if item.widget() is before)
        behind = sum(kept <= role for kept in self._roles)
        self._at = behind if before is None else next(places)
        self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        """Keep a part where `put` wants it."""
        super().addItem(item)
        self._items.insert(self._at, self._items.pop())
        self._roles.insert(self._at, self._role)

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a part out."""
        taken = super().takeAt(index)
        if taken is not None:
            self._roles.pop(index)
        return taken

    def expandingDirections(self) -> Qt.Orientation:
        """As wide as there is room, no higher than it needs."""
        return Qt.Orientation.Horizontal

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
            for role, item in zip(self._roles, self._items, strict=True)
            if (not roles or role in roles) and not item.isEmpty()
        ]

    def _least_of(self, role: int, item: QLayoutItem) -> int:
        if role in (NEAR, ACTS):
            return item.sizeHint().width()
        least = item.minimumSize().width()
        return max(least, theme().px(self._least)) if role == FILLER and self._least else least

    def _needed(self, roles: tuple[int, ...]) -> int:
        shown = self._shown(*roles)
        return sum(self._least_of(role, item) for role, item in shown) + self.gaps(len(shown))

    def _upper(self, width: int) -> tuple[int, ...]:
        """What stands in the first line."""
        for roles in ((LEAD, NEAR, FILLER, ACTS), (LEAD, FILLER, ACTS), (LEAD, FILLER)):
            if self._needed(roles) <= width:
                return roles
        return (LEAD,) if self._shown(LEAD) else (FILLER,)

    def place(self, rect: QRect, *, move: bool) -> int:
        """The first line, and below it in lines whatever had no room there."""
        margins = self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        upper = self._upper(rect.width())
        top = rect.y() + self._place_line(rect, upper, move=move)
        rest = [item for role, item in self._shown() if role not in upper]
        first, gap = top > rect.y(), theme().gap(self._gap)
        line: list[Placed] = []
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
        spare = rect.width() - sum(widths) - self.gaps(len(shown))
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
