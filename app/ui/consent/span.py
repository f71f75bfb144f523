"""A line of time of what somebody holds: since when, until when, today and the month after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.calendar import wareki
from app.consent.holders.rules import Ground, Hold, Holder, next_month
from app.ui.theme import Size, Tone, theme

_HEIGHT, _HEAD_HEIGHT = 16, 20
_THICK = 3
_MARK = 4.5
_AFTER_DAYS = 45
"""So much is shown after the month after this one."""
_MOST_AHEAD = 400


@dataclass(frozen=True)
class Axis:
    """The days that all lines of one map show, from left to right."""

    first: date
    last: date
    today: date

    def at(self, day: date, width: float) -> float:
        """Where a day stands in a line of this width."""
        whole = max(1, (self.last - self.first).days)
        kept = min(max(day, self.first), self.last)
        return (kept - self.first).days / whole * width

    @property
    def next_month(self) -> tuple[date, date]:
        """The month after this one."""
        return next_month(self.today)


def axis_of(holders: tuple[Holder, ...], today: date) -> Axis:
    """From the first day anything is held to the last that ends, and some days more."""
    first = min([today, *(holder.since for holder in holders)])
    least = date.fromordinal(next_month(today)[1].toordinal() + _AFTER_DAYS)
    most = date.fromordinal(today.toordinal() + _MOST_AHEAD)
    ends = [hold.until for holder in holders for hold in holder.holds if hold.until]
    return Axis(first, min(max([least, *ends]), most), today)


class _OnAxis(QWidget):
    def __init__(self, axis: Axis, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = axis
        self._high = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(theme().px(Size.FIELD_WIDTH), theme().px(self._high))

    def paint_days(self, painter: QPainter) -> None:
        """The month after this one as a band, today as an upright line."""
        first, last = self.axis.next_month
        left, right = self.axis.at(first, self.width()), self.axis.at(last, self.width())
        band = QRectF(left, 0, max(right - left, theme().px(_MARK)), self.height())
        painter.fillRect(band, theme().colors.warning_ground)
        painter.setPen(QPen(theme().color(Tone.ACCENT), theme().px(Size.LINE)))
        x = self.axis.at(self.axis.today, self.width())
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))


class SpanHead(_OnAxis):
    """The words above the lines: the first month, today, the month after."""

    def __init__(self, axis: Axis, parent: QWidget | None = None) -> None:
        super().__init__(axis, _HEAD_HEIGHT, parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, those that have room, the nearer first."""
        painter = QPainter(self)
        self.paint_days(painter)
        painter.setFont(theme().font(Size.CAPTION))
        metrics = QFontMetrics(painter.font())
        taken: list[QRectF] = []
        month = self.axis.next_month[0]
        words = (
            (f"今日 {wareki.short(self.axis.today)}", self.axis.today, Tone.ACCENT, True),
            (f"来月（{month.month}月）", month, Tone.WARNING, False),
            (wareki.short(self.axis.first), self.axis.first, Tone.MUTED, False),
        )
        for text, day, tone, before in words:
            wide = metrics.horizontalAdvance(text) + theme().gap(1)
            x = self.axis.at(day, self.width())
            left = x - wide if before and x > wide else x + theme().gap(0.5)
            left = max(0.0, min(left, self.width() - wide))
            box = QRectF(left, 0, wide, self.height())
            if not any(box.intersects(other) for other in taken):
                taken.append(box)
                painter.setPen(theme().color(tone))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)


class Span(_OnAxis):
    """The line of one hold: a dot for each day more was handed on, a mark where it ends."""

    def __init__(self, axis: Axis, hold: Hold, parent: QWidget | None = None) -> None:
        super().__init__(axis, _HEIGHT, parent)
        self.hold = hold

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the days, then the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_days(painter)
        hold, axis, mark = self.hold, self.axis, theme().px(_MARK)
        left = max(axis.at(hold.since, self.width()), mark)
        over = hold.ground in (Ground.EXPIRED, Ground.WITHDRAWN)
        last = hold.until if hold.until is not None else axis.last
        right = min(max(axis.at(last, self.width()), left + mark), self.width() - mark)
        middle = self.height() / 2
        tone = span_tone(hold)
        style = Qt.PenStyle.SolidLine if hold.consent_id else Qt.PenStyle.DashLine
        pen = QPen(theme().color(tone), theme().px(_THICK), style)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        painter.setPen(QPen(theme().color(tone), theme().px(Size.RING)))
        painter.setBrush(theme().color(tone))
        for day, _ in hold.parts:
            x = max(axis.at(day, self.width()), mark)
            painter.drawEllipse(QPointF(x, middle), mark - 1, mark - 1)
        for one, other in _end_marks(right, middle, mark, stops=hold.until is not None, over=over):
            painter.drawLine(one, other)


def span_tone(hold: Hold) -> Tone:
    """Blue while it stands, amber while it ends, red once it is over; the words say the same."""
    if hold.ground is Ground.WITHDRAWN:
        return Tone.MUTED if hold.told else Tone.ERROR
    if hold.ground is Ground.EXPIRED:
        return Tone.ERROR
    return Tone.ACCENT


def _end_marks(
    x: float, y: float, mark: float, *, stops: bool, over: bool
) -> tuple[tuple[QPointF, QPointF], ...]:
    if over:  # a cross
        return (
            (QPointF(x - mark, y - mark), QPointF(x + mark, y + mark)),
            (QPointF(x - mark, y + mark), QPointF(x + mark, y - mark)),
        )
    if stops:  # an upright stop
        return ((QPointF(x, y - mark), QPointF(x, y + mark)),)
    return (  # an arrow: no end is known
        (QPointF(x - mark, y - mark), QPointF(x, y)),
        (QPointF(x - mark, y + mark), QPointF(x, y)),
    )
