"""A page of paper on the screen: as high as it was drawn, whatever stands around it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.presenting import COVERED, presenting
from app.ui.theme import Size, theme

_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


class PageView(QWidget):
    """One page as it was drawn, in the middle, with a line around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage()

    def show_image(self, image: QImage, words: str) -> None:
        """Show a page; `words` say which to whoever cannot see it."""
        self.image = image
        self.setAccessibleName(words)
        size = image.deviceIndependentSize().toSize()
        self.setMinimumSize(1, size.height() + 2 * theme().px(Size.LINE))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page and its edge."""
        if self.image.isNull():
            return
        line = theme().px(Size.LINE)
        size = self.image.deviceIndependentSize().toSize()
        left = max(line, (self.width() - size.width()) // 2)
        painter, ground = QPainter(self), theme().colors.ground
        if presenting().on:
            painter.fillRect(QRect(left, line, size.width(), size.height()), QColor(ground))
            painter.setPen(QColor(theme().colors.muted))
            top = QRect(left, line, size.width(), theme().px(Size.COVERED))
            painter.drawText(top, _MIDDLE, COVERED)
        else:
            painter.drawImage(QPoint(left, line), self.image)
        painter.setPen(QPen(QColor(theme().colors.line), line))
        painter.drawRect(QRect(left, line, size.width(), size.height()).adjusted(-1, -1, 0, 0))
