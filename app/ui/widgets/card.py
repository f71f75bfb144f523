"""Cards: a titled surface that holds one subject."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, margins_of
from app.ui.widgets.head_layout import FILLER, LEAD, HeadLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.standing import let_stand


class Card(QFrame):
    """Title on the left, a caption on the right, and a body below.

    `flush` lets the body reach the card's edges, as lists do; `gap` is what lies between its
    parts, in grid steps.
    """

    spoken_role = QAccessible.Role.Grouping

    def __init__(
        self,
        title: str = "",
        *,
        caption: str = "",
        flush: bool = False,
        gap: float = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        outer = QVBoxLayout(self)
        left, top, right, bottom = margins_of(Size.CARD_PADDING)
        lay(outer, gap=2, margins=(0.25, top - 1, 0.25, 0.25 if flush else bottom - 1))
        self._head = QWidget()
        self._head_line = HeadLayout(self._head, margins=(left - 0.25, 0, right - 0.25, 0))
        self._title = PlainLabel(title, tone=Tone.MUTED, strong=True)
        self._caption = PlainLabel(caption, tone=Tone.MUTED, size="caption")
        self._caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head_line.put(self._title, LEAD)
        self._head_line.put(self._caption, FILLER)
        outer.addWidget(self._head)
        self.body = QVBoxLayout()
        side = 0 if flush else left - 0.25
        lay(self.body, gap=gap, margins=(side, 0, side, 0))
        outer.addLayout(self.body, 1)
        self._show_head()
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)
        self.setAccessibleName(title)
        self._show_head()

    def set_caption(self, caption: str) -> None:
        """Show another caption on the right."""
        self._caption.setText(caption)
        self._show_head()

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a part below the others."""
        if isinstance(part, QLayout):
            self.body.addLayout(part, stretch)
        else:
            self.body.addWidget(part, stretch)

    def add_to_head(self, part: QWidget) -> None:
        """Put a small part to the right end of the title's line; below it where it has no room."""
        self._head_line.put(part)
        let_stand(self._head, True)

    def _show_head(self) -> None:
        let_stand(self._head, bool(self._title.words or self._caption.words))
        let_stand(self._caption, bool(self._caption.words))
