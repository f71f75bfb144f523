"""A paper clip with a number: how many files belong to an entry."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.icons import drawing
from app.ui.widgets.labels import PlainLabel, as_tooltip


class Clips(QWidget):
    """The clip and how many files it holds."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = clip_words(count)
        self._clip = PlainLabel()
        row = QHBoxLayout(self)
        lay(row, gap=0.5, margins=(2, 0, 0, 0))
        row.addWidget(self._clip)
        row.addWidget(PlainLabel(str(count), tone=Tone.MUTED, size="caption"))
        self.setToolTip(as_tooltip(self.words))
        self.setAccessibleName(self.words)
        self._draw()
        theme().changed.connect(self._draw)

    def _draw(self) -> None:
        colour = theme().color(Tone.MUTED)
        self._clip.setPixmap(drawing("paperclip", colour, theme().px(Size.MARK)))


def clip_words(count: int) -> str:
    """「添付 2件」; '' for none."""
    return f"添付 {count}件" if count else ""
