"""Pages: a bold title with a muted line beside it, buttons on the right, parts below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.standing import let_stand
from app.ui.widgets.wheel import leave_to_window


class Page(QWidget):
    """The middle of the window: `head` for more parts beside the title, `body` below."""

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = column = QVBoxLayout(self)
        side, top = Size.PAGE_PADDING / Size.GRID, Size.PAGE_TOP / Size.GRID
        lay(column, gap=3, margins=(side, top, side, top))
        self._title = PlainLabel(title, size="title", strong=True)
        self._subtitle = PlainLabel(subtitle, tone=Tone.MUTED, elide=True)
        self._head_row = QHBoxLayout()
        lay(self._head_row, gap=3)
        self._head_row.addWidget(self._title)
        self._head_row.addWidget(self._subtitle, 1)
        self.head = QHBoxLayout()
        lay(self.head, gap=3)
        self._head_row.addLayout(self.head)
        column.addLayout(self._head_row)
        self._below_title = QHBoxLayout()
        column.addLayout(self._below_title)
        self._beside: QWidget | None = None
        self.body = QVBoxLayout()
        lay(self.body, gap=3)
        column.addLayout(self.body, 1)
        self.set_title(title, subtitle)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show another title and line beside it."""
        self._title.setText(title)
        let_stand(self._title, bool(title))
        self._subtitle.setText(subtitle)
        let_stand(self._subtitle, bool(title))
        self.setAccessibleName(title)

    def add_to_head(self, part: QWidget) -> None:
        """Put a button or chip to the right end of the title's line."""
        self.head.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def put_beside_title(self, part: QWidget) -> None:
        """Put a part to the right of the title; where its words would be cut, on a line below."""
        self._beside = part
        self._head_row.insertWidget(1, part)
        theme().changed.connect(self._place_beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look where the part beside the title has room."""
        super().resizeEvent(event)
        self._place_beside()

    def _place_beside(self) -> None:
        part = self._beside
        if part is None:
            return
        gap = theme().gap(3)
        others = [self.head.itemAt(place) for place in range(self.head.count())]
        wanted = sum(one.sizeHint().width() + gap for one in others if one and not one.isEmpty())
        wanted += self._title.sizeHint().width() + gap + part.sizeHint().width() + gap
        margins = self.contentsMargins() + self._column.contentsMargins()
        fits = wanted <= self.width() - margins.left() - margins.right()
        if fits is (self._head_row.indexOf(part) >= 0):
            return
        if fits:
            self._below_title.removeWidget(part)
            self._head_row.insertWidget(1, part)
        else:
            self._head_row.removeWidget(part)
            self._below_title.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a part below the others."""
        if isinstance(part, QLayout):
            self.body.addLayout(part, stretch)
        else:
            self.body.addWidget(part, stretch)


class Scrolled(QScrollArea):
    """A column of parts that scrolls when it is higher than its place."""

    def __init__(self, *, gap: float = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self.column = QVBoxLayout(inner)
        lay(self.column, gap=gap)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """Put a part below the others."""
        self.column.addWidget(part, stretch)

    def end(self) -> None:
        """Keep the parts at the top where there is room left."""
        self.column.addStretch(1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl the window changes the scale."""
        if not leave_to_window(event):
            super().wheelEvent(event)
