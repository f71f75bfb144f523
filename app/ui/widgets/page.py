"""Pages: a bold title with a muted line beside it, buttons on the right, parts below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay
from app.ui.widgets.head_layout import FILLER, LEAD, NEAR, HeadLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.standing import let_stand
from app.ui.widgets.wheel import leave_to_window


class Page(QWidget):
    """The middle of the window, `body` below the title; what has no room beside it goes below it."""

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        side, top = Size.PAGE_PADDING / Size.GRID, Size.PAGE_TOP / Size.GRID
        lay(column, gap=3, margins=(side, top, side, top))
        self._title = PlainLabel(title, size="title", strong=True, parent=self)
        self._subtitle = PlainLabel(subtitle, tone=Tone.MUTED, elide=True, parent=self)
        self._head = HeadLayout(gap=3, gap_below=2)
        self._head.put(self._title, LEAD)
        self._head.put(self._subtitle, FILLER)
        column.addLayout(self._head)
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
        self._head.put(part)

    def put_beside_title(self, part: QWidget) -> None:
        """Put a part to the right of the title."""
        self._head.put(part, NEAR)

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a part below the others."""
        if isinstance(part, QLayout):
            self.body.addLayout(part, stretch)
        else:
            self.body.addWidget(part, stretch)


class _Column(QWidget):
    """What scrolls: as high as its parts stand in the width they are given.

    Qt takes the height that words need in the width they like best for the least they can have,
    and scrolls where there is room enough.
    """

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part; as high as needed here."""
        least, layout, place = super().minimumSizeHint(), self.layout(), self.parentWidget()
        if layout is None or place is None or not layout.hasHeightForWidth():
            return least
        width = max(least.width(), place.width())
        return QSize(least.width(), layout.totalMinimumHeightForWidth(width))


class Scrolled(QScrollArea):
    """A column of parts that scrolls when it is higher than its place.

    Large parts are made below `inner`, so that they are dressed once.
    """

    def __init__(self, *, gap: float = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner = _Column(self.viewport())
        self.inner.setProperty("part", "scrolled")
        self.column = QVBoxLayout(self.inner)
        lay(self.column, gap=gap)
        self.setWidget(self.inner)
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
