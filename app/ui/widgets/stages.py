"""The stage strip: where an episode stands between request and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.presenting import shown
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.paragraph import ReasonLine, Run


class Standing(StrEnum):
    """How a stage stands to the one the case is in."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Stage:
    """One bar of the strip: its name and the date under it."""

    name: str
    date: str = ""
    standing: Standing = Standing.AHEAD


class StageStrip(QWidget):
    """The bars, and under them the line that says what the next step needs."""

    def __init__(
        self,
        stages: Sequence[Stage] = (),
        *,
        tone: Tone = Tone.COORDINATION,
        reason: str | Sequence[Run] = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        lay(layout, gap=2)
        self._bars = _Bars()
        self._reason = ReasonLine()
        layout.addWidget(self._bars)
        layout.addWidget(self._reason)
        self.set_stages(stages, tone=tone, reason=reason)

    def set_stages(
        self,
        stages: Sequence[Stage],
        *,
        tone: Tone = Tone.COORDINATION,
        reason: str | Sequence[Run] = "",
    ) -> None:
        """Show other stages."""
        self._bars.show_stages(tuple(stages), tone)
        self._reason.set_words(reason)
        self._reason.setVisible(bool(self._reason.words))


class _Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._stages: tuple[Stage, ...] = ()
        self._tone = Tone.COORDINATION
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_stages(self, stages: tuple[Stage, ...], tone: Tone) -> None:
        self._stages, self._tone = stages, tone
        words = [f"{stage.name} {stage.date}".strip() for stage in stages]
        now = next((s.name for s in stages if s.standing is Standing.CURRENT), "")
        self.setAccessibleName(f"段階 {now}".strip())
        self.setAccessibleDescription("、".join(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        t = theme()
        metrics = QFontMetrics(t.font(Size.CAPTION, True))
        widest = max((metrics.horizontalAdvance(s.name) for s in self._stages), default=0)
        line = t.px(Size.CAPTION * Size.LINE_HEIGHT)
        dated = any(stage.date for stage in self._stages)
        height = t.px(Size.STAGE_BAR) + t.gap(1.5) + line * (2 if dated else 1)
        return QSize((widest + t.gap(2)) * len(self._stages), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().gap(9) * max(1, len(self._stages)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stages:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, left = theme().gap(1), 0.0
        for stage, width in zip(self._stages, self._widths(self.width() + gap), strict=True):
            self._paint_stage(painter, stage, QRectF(left, 0, width - gap, self.height()))
            left += width

    def _widths(self, room: float) -> list[float]:
        """Equal bars while all words fit, else bars as long as their words ask for."""
        bold = QFontMetrics(theme().font(Size.CAPTION, True)).horizontalAdvance
        plain = QFontMetrics(theme().font(Size.CAPTION)).horizontalAdvance
        needed = [max(bold(s.name), plain(s.date)) + theme().gap(2) for s in self._stages]
        equal = room / len(needed)
        if max(needed) <= equal:
            return [equal] * len(needed)
        return [room * part / sum(needed) for part in needed]

    def _paint_stage(self, painter: QPainter, stage: Stage, room: QRectF) -> None:
        t = theme()
        bar = t.px(Size.STAGE_BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._bar_color(stage.standing))
        painter.drawRoundedRect(QRectF(room.left(), 0, room.width(), bar), bar / 2, bar / 2)
        current = stage.standing is Standing.CURRENT
        font = t.font(Size.CAPTION, current)
        line = t.px(Size.CAPTION * Size.LINE_HEIGHT)
        top = bar + t.gap(1.5)
        for text, tone in (
            (stage.name, Tone.ACCENT if current else Tone.TEXT),
            (stage.date, Tone.MUTED),
        ):
            painter.setFont(font)
            painter.setPen(t.color(tone))
            cut = QFontMetrics(font).elidedText(
                shown(text), Qt.TextElideMode.ElideRight, int(room.width())
            )
            area = QRectF(room.left(), top, room.width(), line)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), cut)
            font = t.font(Size.CAPTION)
            top += line

    def _bar_color(self, standing: Standing) -> QColor:
        if standing is Standing.AHEAD:
            return QColor(theme().colors.faint)
        return theme().color(Tone.ACCENT if standing is Standing.CURRENT else self._tone)
