"""Words that run over several lines, with single words marked by colour or weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.presenting import shown
from app.ui.theme import Size, Tone, theme

_WIDEST = 640
_NARROWEST = 48


@dataclass(frozen=True)
class Run:
    """Some words of a paragraph in a colour of their own."""

    text: str
    tone: Tone | None = None
    strong: bool = False


class Paragraph(QWidget):
    """Plain text that wraps, 1.5 lines high.

    `centered` is meant upright, in a higher place; `middle` puts every line into the middle.
    """

    def __init__(
        self,
        text: str | Sequence[Run] = "",
        *,
        tone: Tone = Tone.TEXT,
        size: float = Size.BODY,
        strong: bool = False,
        centered: bool = False,
        middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._centered = centered
        self._side = Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft
        self._tone, self._size, self._strong = tone, size, strong
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._runs: tuple[Run, ...] = ()
        self._heights: dict[tuple[int, float], int] = {}
        self._widths: dict[float, int] = {}
        self._whole: dict[float, float] = {}
        self.set_words(text)
        theme().changed.connect(self._measure_anew)

    def set_words(self, text: str | Sequence[Run]) -> None:
        """Show other words."""
        self._runs = (Run(text),) if isinstance(text, str) else tuple(text)
        self.setAccessibleName(self.words)
        self._measure_anew()
        self.update()

    def set_tone(self, tone: Tone) -> None:
        """Show the words in another colour."""
        self._tone = tone
        self.update()

    @property
    def words(self) -> str:
        """The whole text."""
        return "".join(run.text for run in self._runs)

    def retell(self) -> None:
        """Say the words anew: what may be seen of them has changed."""
        self._measure_anew()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """How high the words stand in this width."""
        # a page asks for this a dozen times per paragraph while it is laid out
        scale = theme().scale
        if self._whole.get(scale, width) < width:
            return self._line_height()
        key = (width, scale)
        if key not in self._heights:
            layout, height = self._laid_out(width)
            self._heights[key] = round(height)
            if layout.lineCount() == 1:  # where there is more room it stays in one line
                self._whole[scale] = layout.lineAt(0).naturalTextWidth() + 1
        return self._heights[key]

    def _line_height(self) -> int:
        return theme().px(self._size * Size.LINE_HEIGHT)

    def sizeHint(self) -> QSize:
        """One line where it fits into a readable width."""
        scale = theme().scale
        if scale not in self._widths:
            layout, _ = self._laid_out(theme().px(_WIDEST))
            lines = (layout.lineAt(i) for i in range(layout.lineCount()))
            natural = max((line.naturalTextWidth() for line in lines), default=0.0)
            self._widths[scale] = int(natural) + 2
            if layout.lineCount() == 1:
                self._whole[scale] = natural + 1
        return QSize(self._widths[scale], self.heightForWidth(self._widths[scale]))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a few characters."""
        line = self._line_height()
        return QSize(min(theme().px(_NARROWEST), self.sizeHint().width()), line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words."""
        painter = QPainter(self)
        painter.setPen(theme().color(self._tone if self.isEnabled() else Tone.MUTED))
        layout, height = self._laid_out(self.width())
        top = (self.height() - height) / 2 if self._centered else 0
        layout.draw(painter, QPointF(0, max(0, round(top))))

    def _measure_anew(self) -> None:
        self._heights.clear()
        self._widths.clear()
        self._whole.clear()
        self.updateGeometry()

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        whole = "".join(shown(run.text) for run in self._runs)
        text = whole.replace("\r\n", "\n").replace("\n", "\u2028")
        layout = QTextLayout(text, theme().font(self._size, self._strong))
        option = QTextOption(self._side)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        line_height = self._line_height()
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, top + (line_height - line.height()) / 2))
            top += line_height
        layout.endLayout()
        return layout, max(top, line_height)

    def _formats(self) -> list[QTextLayout.FormatRange]:
        ranges, start = [], 0
        for run in self._runs:
            marked = QTextLayout.FormatRange()
            marked.start, marked.length = start, len(shown(run.text))
            look = QTextCharFormat()
            if run.tone is not None:
                look.setForeground(theme().color(run.tone))
            if run.strong:
                look.setFont(theme().font(self._size, True))
            marked.format = look
            start += marked.length
            if run.tone is not None or run.strong:
                ranges.append(marked)
        return ranges


class ReasonLine(Paragraph):
    """Why something is as it is: small, muted, under the thing it explains."""

    def __init__(self, text: str | Sequence[Run] = "", parent: QWidget | None = None) -> None:
        super().__init__(text, tone=Tone.MUTED, size=Size.CAPTION, parent=parent)
