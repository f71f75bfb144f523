"""Tags: a coloured word in a rounded outline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.presenting import shown
from app.ui.theme import Size, Tone, theme


def tag_size(word: str) -> QSize:
    """The room a tag with this word takes."""
    metrics = QFontMetrics(theme().font(Size.CAPTION))
    width = metrics.horizontalAdvance(word) + 2 * theme().px(Size.TAG_PADDING)
    return QSize(width, theme().px(Size.TAG))


def paint_tag(painter: QPainter, rect: QRectF, word: str, tone: Tone) -> None:
    """Draw a tag into `rect`, which is as large as `tag_size` says (or narrower: the word is cut)."""
    color = theme().color(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, theme().px(Size.LINE)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = theme().px(Size.RADIUS_SMALL)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    font = theme().font(Size.CAPTION)
    painter.setFont(font)
    room = int(rect.width()) - theme().px(Size.TAG_PADDING)
    cut = QFontMetrics(font).elidedText(shown(word), Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), cut)
    painter.restore()


class Tag(QWidget):
    """A word that classifies: a 業務, a state; never colour alone."""

    def __init__(
        self, word: str, tone: Tone = Tone.MUTED, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.word, self.tone = word, tone
        self.set_word(word, tone)
        theme().changed.connect(self.updateGeometry)

    def set_word(self, word: str, tone: Tone) -> None:
        """Show another word."""
        self.word, self.tone = word, tone
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The outline around the word."""
        return tag_size(self.word)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw outline and word."""
        paint_tag(QPainter(self), QRectF(self.rect()), self.word, self.tone)
