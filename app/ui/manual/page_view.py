"""One page of the 手引き: plain words, steps, tables and pictures; nothing of it is markup."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.reports.manual.pages import Block, Grid, Heading, Link, Page, Picture, Words
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.paragraph import Paragraph

_MARK_WIDTH = 26
_WIDEST = 760
_EVENLY = 40
"""Characters, above which a longer cell of a table claims no more of its width."""


class PageOfManual(QWidget):
    """All blocks of a page below each other; `wanted` carries the key of a page that is linked."""

    wanted = Signal(str)

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.setMaximumWidth(theme().px(_WIDEST))
        self.setAccessibleName(page.title)
        column = QVBoxLayout(self)
        lay(column, gap=2.5, margins=(1, 0, 4, 4))
        column.addWidget(Paragraph(page.title, size=Size.TITLE, strong=True))
        for block in page.blocks:
            column.addWidget(self._shown(block))
        column.addStretch(1)

    def _shown(self, block: Block) -> QWidget:
        match block:
            case Heading(text):
                return Paragraph(text, size=Size.BODY + 2, strong=True)
            case Words(text, ""):
                return Paragraph(text)
            case Words(text, mark):
                return _marked(mark, text)
            case Picture():
                return Shot(block)
            case Link(title, key):
                return self._link(title, key)
            case Grid(rows):
                return _grid(rows)

    def _link(self, title: str, key: str) -> QWidget:
        button = Button(f"→ {title}", kind="link")
        button.clicked.connect(lambda _=False: self.wanted.emit(key))
        return button


class Shot(QWidget):
    """A picture of a screen, as wide as there is room, with its caption below."""

    def __init__(self, picture: Picture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"画面の絵: {picture.caption}")
        column = QVBoxLayout(self)
        lay(column, gap=1)
        self.drawn = _Drawn(QPixmap(str(picture.path)))
        column.addWidget(self.drawn)
        column.addWidget(Paragraph(picture.caption, tone=Tone.MUTED, size=Size.CAPTION))


class _Drawn(QWidget):
    def __init__(self, pixmap: QPixmap) -> None:
        super().__init__()
        self.pixmap = pixmap
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """The picture keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the picture is in this width."""
        return self._fitted(width).height() + 2

    def sizeHint(self) -> QSize:
        """As large as the picture is, or as the page is wide."""
        wide = min(self.pixmap.width(), theme().px(_WIDEST)) + 2
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """A page may be narrow."""
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and a line around it."""
        size = self._fitted(self.width())
        if self.pixmap.isNull() or size.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inside = QRect(1, 1, size.width(), size.height())
        painter.drawPixmap(inside, self.pixmap)
        painter.setPen(QPen(theme().color(Tone.MUTED), 1))
        painter.drawRect(inside.adjusted(-1, -1, 0, 0))

    def _fitted(self, width: int) -> QSize:
        room = QSize(max(1, min(width - 2, self.pixmap.width())), self.pixmap.height())
        return self.pixmap.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


def _marked(mark: str, text: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    lay(row, gap=1)
    label = PlainLabel(mark, tone=Tone.MUTED)
    label.setFixedWidth(theme().px(_MARK_WIDTH))
    label.setMinimumHeight(theme().px(Size.BODY * Size.LINE_HEIGHT))
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Paragraph(text), 1)
    return line


def _grid(rows: tuple[tuple[str, ...], ...]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme().gap(4))
    grid.setVerticalSpacing(theme().gap(1))
    count = len(rows[0])
    for number, row in enumerate(rows):
        tone = Tone.TEXT if number else Tone.MUTED
        for at, cell in enumerate(row):
            grid.addWidget(Paragraph(cell, tone=tone), 2 * number, at)
        grid.addWidget(Rule(), 2 * number + 1, 0, 1, count)
    for at in range(count):
        grid.setColumnStretch(at, max(min(len(row[at]), _EVENLY) for row in rows) + 2)
    return table
