"""The board of a month: a cell for each day with what fits, and how many more there are."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.calendar.holidays import is_office_closed
from app.calendar.wareki import WEEKDAYS
from app.deadlines.rule import Shows
from app.ui.screens.schedule.board import Board
from app.ui.screens.schedule.boxes import LINE, Box, DueBox, EntryBox, MoreBox
from app.ui.screens.schedule.hour_parts import HourScroll, draw_words
from app.ui.screens.schedule.look import Look, of_day
from app.ui.screens.schedule.span import holiday_words
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.labels import as_tooltip

_WEEK = 7
_NAMES, _DAY_LINE = 24, 20
_LEAST_LINES = 2
_GAP = 2


class MonthBoard(Board):
    """Arrow keys go from day to day, and down through a day into the one below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("予定表", parent)
        self.days: tuple[date, ...] = ()
        self._names = _Weekdays(self)
        self._scroll = HourScroll()
        self._scroll.resized.connect(self.place)
        self._cells = _Cells(self)
        self._scroll.setWidget(self._cells)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._names)
        column.addWidget(self._scroll, 1)
        self._of_day: list[list[Box]] = []
        self._more: list[MoreBox] = []
        self._height = 0

    def fill(self, look: Look) -> None:
        """The boxes of every day: what presses, then the plans, then other due days."""
        self.days = tuple(look.wanted.span.days())
        self._of_day, self._more = [], []
        for at, day in enumerate(self.days):
            entries, due = of_day(look, day)
            pressing = [one for one in due if one.shows is not Shows.DUE]
            quiet = [one for one in due if one.shows is Shows.DUE]
            boxes: list[Box] = [DueBox(one, look.today, self._cells) for one in pressing]
            boxes += [EntryBox(e, look.today, self._cells, short=True) for e in entries]
            boxes += [DueBox(one, look.today, self._cells) for one in quiet]
            for box in boxes:
                box.column = at
            self._of_day.append(boxes)
            self.boxes += boxes

    def first(self) -> Box | None:
        """The first box of today or after it, else the first of the month itself."""
        look = self.look
        if look is None:
            return None
        own = [box for box in self.boxes if look.wanted.span.holds(self.days[box.column])]
        ahead = [box for box in own if self.days[box.column] >= look.today]
        return next(iter((*ahead, *own, *self.boxes)), None)

    def place(self) -> None:
        """As many boxes of each day as there is room for."""
        if self.look is None or not self.days:
            return
        for more in self._more:
            self.show_box(more, False)
            more.deleteLater()
        self._more = []
        t = theme()
        weeks = len(self.days) // _WEEK
        line = t.px(LINE) + _GAP
        least = t.px(_DAY_LINE) + _LEAST_LINES * line + t.gap(1)
        height = max(least, (self._scroll.viewport().height() - 1) // weeks)
        self._height = height * weeks
        self._cells.setFixedHeight(self._height + 1)
        fitting = (height - t.px(_DAY_LINE) - t.gap(0.5)) // line
        for at, boxes in enumerate(self._of_day):
            shown = len(boxes) if len(boxes) <= fitting else fitting - 1
            room = self.cell(at)
            left, width = round(room.left()) + _GAP, round(room.width()) - 2 * _GAP
            top = round(room.top()) + t.px(_DAY_LINE)
            for row, box in enumerate(boxes):
                box.setGeometry(left, top + row * line, width, t.px(LINE))
                self.show_box(box, row < shown)
            if shown < len(boxes):
                more = MoreBox(len(boxes) - shown, self.days[at], self.look.today, self._cells)
                more.column = at
                more.setGeometry(left, top + shown * line, width, t.px(LINE))
                more.show()
                self.follow(more)
                self._more.append(more)
                self.boxes.append(more)
        self.settle()
        self._names.update()
        self._cells.update()

    def above(self, box: Box, step: int) -> Box | None:
        """Within the day, then the day a week before or after, as far as one has something."""
        found = super().above(box, step)
        at = box.column
        while found is None and 0 <= at + step * _WEEK < len(self.days):
            at += step * _WEEK
            there = [other for other in self.boxes if other.column == at]
            there.sort(key=lambda other: self.rect_of(other).top())
            found = there[0 if step > 0 else -1] if there else None
        return found

    def cell(self, at: int) -> QRectF:
        """Where a day stands."""
        week, weekday = divmod(at, _WEEK)
        weeks = max(1, len(self.days) // _WEEK)
        width = self._scroll.viewport().width() / _WEEK
        height = self._height / weeks
        return QRectF(weekday * width, week * height, width, height)

    def day_at(self, x: float, y: float) -> int:
        """The day under a place, -1 for none."""
        found = (at for at in range(len(self.days)) if self.cell(at).contains(x, y))
        return next(found, -1)


class _Weekdays(QWidget):
    """月 火 水 … above the cells."""

    def __init__(self, board: MonthBoard) -> None:
        super().__init__()
        self._board = board
        self._fit()
        theme().changed.connect(self._fit)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The names, centred."""
        painter = QPainter(self)
        for at, name in enumerate(WEEKDAYS):
            room = self._board.cell(at)
            area = QRectF(room.left(), 0, room.width(), self.height())
            painter.setPen(theme().color(Tone.MUTED))
            painter.setFont(theme().font(Size.CAPTION, True))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), name)

    def _fit(self) -> None:
        self.setFixedHeight(theme().px(_NAMES))


class _Cells(QWidget):
    """The cells behind the boxes."""

    def __init__(self, board: MonthBoard) -> None:
        super().__init__()
        self._board = board
        self.setMouseTracking(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The name of a holiday, where it is cut."""
        board, place = self._board, event.position()
        at = board.day_at(place.x(), place.y())
        look = board.look
        words = holiday_words(board.days[at], look.today) if look is not None and at >= 0 else ""
        self.setToolTip(as_tooltip(words))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A free place: a new 予定 begins on that day."""
        at = self._board.day_at(event.position().x(), event.position().y())
        if at >= 0:
            self._board.slot_wanted.emit(self._board.days[at], -1, "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grounds, numbers, holidays and lines."""
        t, board, look = theme(), self._board, self._board.look
        if look is None:
            return
        painter = QPainter(self)
        span = look.wanted.span
        for at, day in enumerate(board.days):
            room = board.cell(at)
            outside, closed = not span.holds(day), is_office_closed(day)
            painter.fillRect(room, t.colors.ground if outside or closed else t.colors.surface)
            painter.setPen(QPen(QColor(t.colors.line), Size.LINE))
            painter.drawRect(room)
            head = QRectF(
                room.left() + t.gap(1), room.top(), room.width() - t.gap(1.5), t.px(_DAY_LINE)
            )
            today = day == look.today
            number = f"{day.month}/{day.day}" if day.day == 1 or at == 0 else str(day.day)
            words = f"{number} 今日" if today else number
            tone = Tone.ACCENT if today else Tone.MUTED if outside else Tone.TEXT
            taken = draw_words(painter, head, words, Size.CAPTION, tone, not outside)
            named = head.adjusted(taken + t.gap(1), 0, 0, 0)
            draw_words(
                painter, named, holiday_words(day, look.today), Size.CAPTION, Tone.MUTED, False
            )
