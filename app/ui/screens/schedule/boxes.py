"""The boxes on the boards of 予定表: an entry, a due day, and the way to what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.deadlines.days.queries import DueDay
from app.schedule.entry import Entry
from app.schedule.rules import CANCELLED, DONE
from app.ui.presenting import shown
from app.ui.screens.schedule import words
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.labels import as_tooltip
from app.ui.words import day_to_act_on, service_tag

_BAR = 3
_PAD = 1
_NARROWEST = 0.8
"""Letters that are drawn narrower than this are read badly."""
LINE = 17
"""Height of one line of a box, at scale 1."""


@dataclass(frozen=True)
class Face:
    """How a box looks: its lines, and what the colours say beside the words."""

    lines: tuple[str, ...]
    bar: Tone | None = None
    words: Tone = Tone.TEXT
    warned: bool = False
    filled: bool = True
    struck: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a box as it is drawn; `narrower` is how much of its own width it gets."""

    text: str
    font: QFont
    narrower: float


class Box(QAbstractButton):
    """One thing on a board; the keyboard comes to it by the arrow keys of the board."""

    opened = Signal()
    entered = Signal()

    def __init__(self, key: str, face: Face, told: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key, self.face, self.told = key, face, told
        self.column = 0
        self._current = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(told)
        self.setToolTip(as_tooltip(told))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().px(Size.FIELD_WIDTH) // 2, theme().px(LINE))

    def make_current(self, current: bool) -> None:
        """The one of the board that Tab comes to, and that is shown beside it."""
        strong, click = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus
        self._current = current
        self.setFocusPolicy(strong if current else click)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else belongs to the board and the screen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the board where the keyboard is."""
        super().focusInEvent(event)
        self.entered.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, bar, as many lines as fit, and the ring."""
        t, face = theme(), self.face
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = t.px(Size.RADIUS_SMALL) / 2
        ground = t.colors.warning_ground if face.warned else t.colors.selection
        painter.setPen(QPen(QColor(t.colors.warning if face.warned else t.colors.line), Size.LINE))
        painter.setBrush(QColor(ground if face.filled or face.warned else t.colors.surface))
        painter.drawRoundedRect(room, radius, radius)
        if face.bar is not None:
            bar = QRectF(room.left(), room.top(), t.px(_BAR), room.height())
            painter.fillRect(bar, t.color(face.bar))
        self._paint_lines(painter)
        if self._current:
            ring = t.px(Size.RING) if self.hasFocus() else Size.LINE
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(t.color(Tone.ACCENT), ring))
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def lines(self) -> list[Line]:
        """What has room, from above; a time that is a little too wide is drawn narrower."""
        t, face = theme(), self.face
        width, fitting = self._room(), self._fitting()
        strong = t.font(Size.CAPTION, bold=face.filled)
        first = shown(face.lines[0])
        head = _wrapped(first, strong, width)
        if fitting == 1 and len(head) > 1:
            head = head[:1] if _is_time(head[0]) else [first]
        found = []
        for at, text in enumerate((*head, *map(shown, face.lines[1:]))[:fitting]):
            font = t.font(Size.CAPTION, bold=at < len(head) and face.filled)
            font.setStrikeOut(face.struck)
            metrics = QFontMetricsF(font)
            narrower = min(1.0, width / max(1.0, metrics.horizontalAdvance(text)))
            if narrower < _NARROWEST or not _is_time(text):
                narrower = 1.0
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            found.append(Line(text, font, narrower))
        return found

    def _room(self) -> float:
        """How wide a line may be."""
        return self.width() - theme().px(_BAR) - theme().gap(_PAD) - theme().gap(0.25)

    def _fitting(self) -> int:
        """How many lines have room."""
        return max(1, (self.height() - 2) // theme().px(LINE))

    def _paint_lines(self, painter: QPainter) -> None:
        t, face = theme(), self.face
        line = t.px(LINE)
        top = (self.height() - line) / 2 if self._fitting() == 1 else 1.0
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        for at, one in enumerate(self.lines()):
            painter.setFont(one.font)
            painter.setPen(t.color(Tone.WARNING if face.warned and at == 0 else face.words))
            painter.save()
            painter.translate(t.px(_BAR) + t.gap(_PAD), top + at * line)
            painter.scale(one.narrower, 1)
            area = QRectF(0, 0, self._room() / one.narrower + 1, line)
            painter.drawText(area, int(flags), one.text)
            painter.restore()


def _is_time(words: str) -> bool:
    """Whether this is a time like 10:00, which is no time any more when it is cut."""
    return words.replace(":", "").isdigit()


def _wrapped(text: str, font: QFont, width: float) -> list[str]:
    """The words of the first line, on a second and third where they do not fit beside each other."""
    lines: list[str] = []
    metrics = QFontMetricsF(font)
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class EntryBox(Box):
    """A 予定; `column` tells apart the boxes of one that several people have."""

    def __init__(
        self, entry: Entry, today: date, parent: QWidget, *, whose: str = "", short: bool = False,
        with_workers: bool = False,
    ) -> None:  # fmt: skip
        lines = words.box_lines(entry, today, with_workers=with_workers)
        if short:
            lines = (words.line_words(entry, today),)
        over = entry.state in (DONE, CANCELLED)
        face = Face(
            lines,
            bar=service_tag(entry.service)[1] if entry.service else Tone.MUTED,
            words=Tone.MUTED if over else Tone.TEXT,
            warned=bool(entry.meets),
            filled=not over,
            struck=entry.state == CANCELLED,
        )
        super().__init__(f"{entry.id}/{whose}", face, words.full_words(entry, today), parent)
        self.entry = entry


class DueBox(Box):
    """A due day of a case: quiet, all day."""

    def __init__(self, due: DueDay, today: date, parent: QWidget) -> None:
        text = words.due_words(due)
        face = Face((text,), bar=None, words=Tone.MUTED, filled=False)
        told = f"{day_to_act_on(due.day, today)} {text}、担当 {due.worker}、{due.reason}"
        key = f"due/{due.episode_id}/{due.words}/{due.day}"
        super().__init__(key, face, told, parent)
        self.due = due


class MoreBox(Box):
    """How many more there are where no room is left; opening it shows the day."""

    def __init__(
        self, count: int, day: date, today: date, parent: QWidget, whose: str = ""
    ) -> None:
        face = Face((f"+{count}",), words=Tone.ACCENT, filled=False)
        told = f"{day_to_act_on(day, today)} ほか{count}件。Enterでその日を開きます"
        super().__init__(f"more/{day}/{whose}", face, told, parent)
        self.day, self.whose = day, whose
