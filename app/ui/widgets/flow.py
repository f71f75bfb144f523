"""A layout that starts a new line where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from app.ui.theme import theme
from app.ui.widgets.wrapping import Placed, WrappingLayout, settle


class FlowLayout(WrappingLayout):
    """Places parts side by side and wraps them like words; `gap` in grid steps."""

    def __init__(self, parent: QWidget | None = None, *, gap: float = 2) -> None:
        super().__init__(parent, gap=gap)

    def expandingDirections(self) -> Qt.Orientation:
        """Takes no more room than it needs."""
        return Qt.Orientation(0)

    def minimumSize(self) -> QSize:
        """The largest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def place(self, rect: QRect, *, move: bool) -> int:
        """One part after the other; hidden ones leave no gap."""
        gap, margins = theme().gap(self._gap), self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        left, top, high = rect.x(), rect.y(), 0
        line: list[Placed] = []
        for item in self._items:
            if item.isEmpty():
                continue
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
