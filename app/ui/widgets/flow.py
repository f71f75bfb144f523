"""A layout that starts a new line where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.ui.theme import lay, theme


class FlowLayout(QLayout):
    """Places parts side by side and wraps them like words; `gap` in grid steps."""

    def __init__(self, parent: QWidget | None = None, *, gap: float = 2) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        lay(self, gap=gap)

    def addItem(self, item: QLayoutItem) -> None:
        """Add a part at the end."""
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The part at a place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a part out."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def invalidate(self) -> None:
        """A part has another size: nothing that was measured holds."""
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """How high the lines stand in this width."""
        # a page asks for this dozens of times while it is laid out
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Place every part."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """One line with everything."""
        gap = theme().gap(self._gap)
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() + gap for size in sizes) - (gap if sizes else 0)
        size = QSize(width, max((size.height() for size in sizes), default=0))
        return size.grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        """The largest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _place(self, rect: QRect, *, move: bool) -> int:
        gap, margins = theme().gap(self._gap), self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        left, top, high = rect.x(), rect.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue  # a hidden part leaves no gap
            size = item.sizeHint()
            if line and left + size.width() > rect.x() + rect.width():
                if move:
                    settle(line, high)
                left, top, high, line = rect.x(), top + high + gap // 2, 0, []
            line.append((item, QRect(QPoint(left, top), size)))
            left += size.width() + gap
            high = max(high, size.height())
        if move:
            settle(line, high)
        return top + high - rect.y() + margins.top() + margins.bottom()


def settle(line: list[tuple[QLayoutItem, QRect]], high: int) -> None:
    """Parts of one line share their middle."""
    for item, place in line:
        item.setGeometry(place.translated(0, (high - place.height()) // 2))
