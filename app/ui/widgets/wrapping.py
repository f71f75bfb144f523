"""What layouts share whose parts go to a next line where the width ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.ui.theme import lay, theme

Placed = tuple[QLayoutItem, QRect]


class WrappingLayout(QLayout):
    """Keeps the parts and what was measured of them; `gap` and `margins` in grid steps.

    Who inherits says where a part is kept (`keep`) and where all of them stand (`place`).
    """

    def __init__(
        self,
        parent: QWidget | None,
        *,
        gap: float,
        margins: tuple[float, float, float, float] = (0,) * 4,
    ) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        lay(self, gap=gap, margins=margins)

    def place(self, rect: QRect, *, move: bool) -> int:
        """How high all parts stand in this width, margins included; `move` puts them there."""
        raise NotImplementedError

    def addItem(self, item: QLayoutItem) -> None:
        """Add a part at the end."""
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The part at a place, in the order in which they are read."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a part out."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

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
            self._heights[width] = self.place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Place every part."""
        super().setGeometry(rect)
        self.place(rect, move=True)

    def sizeHint(self) -> QSize:
        """One line with everything."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self.gaps(len(sizes))
        size = QSize(width, max((size.height() for size in sizes), default=0))
        return size.grownBy(self.contentsMargins())

    def gaps(self, number: int) -> int:
        """The room between so many parts of one line, in pixels."""
        return max(0, number - 1) * theme().gap(self._gap)


def settle(line: Sequence[Placed], high: int) -> None:
    """Parts of one line share their middle."""
    for item, place in line:
        item.setGeometry(place.translated(0, (high - place.height()) // 2))
