"""The board with hours: a column for each day of a week, or for each member of staff on a day."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.schedule.entry import Entry
from app.schedule.lanes import Lane, lanes
from app.schedule.rules import USUAL_MINUTES
from app.ui.screens.schedule.board import Board
from app.ui.screens.schedule.boxes import LINE, Box, DueBox, EntryBox, MoreBox
from app.ui.screens.schedule.hour_parts import ColumnHead, HourGrid, HourScroll
from app.ui.screens.schedule.look import Look, of_day
from app.ui.screens.schedule.span import View
from app.ui.screens.schedule.strips import Strip, strips_of
from app.ui.theme import lay, theme

_FROM, _TO = 8, 18
"""Hours that are always shown."""
_HOUR, _HOURS_WIDTH = 40, 40
_LEAST_LANE = 46
_BAND_ROWS = 4
_GAP = 2


class HourBoard(Board):
    """Head, a band for what lasts all day, and the hours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("予定表", parent)
        self.strips: tuple[Strip, ...] = ()
        self.hours = (_FROM, _TO)
        self._head = ColumnHead(self)
        self._band = QWidget(self)
        self._scroll = HourScroll()
        self._scroll.resized.connect(self.place)
        self._grid = HourGrid(self)
        self._scroll.setWidget(self._grid)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._head)
        column.addWidget(self._band)
        column.addWidget(self._scroll, 1)
        self._all_day: list[list[Box]] = []
        self._timed: list[list[Box]] = []
        self._more: list[Box] = []

    def fill(self, look: Look) -> None:
        """A box for every entry and due day, column by column."""
        self.strips = strips_of(look)
        self._all_day, self._timed, self._more = [], [], []
        for at, strip in enumerate(self.strips):
            entries, due = of_day(look, strip.day)
            own = [e for e in entries if not strip.whose or strip.whose in e.workers]
            with_workers = look.wanted.span.view is View.WEEK and not look.worker
            mine = [one for one in due if self._is_here(one.worker, at)]
            whole: list[Box] = [DueBox(one, look.today, self._band) for one in mine]
            timed: list[Box] = []
            for entry in own:
                inside = self._band if entry.start is None else self._grid
                short = entry.start is None
                box = EntryBox(
                    entry, look.today, inside,
                    whose=strip.whose, short=short, with_workers=with_workers,
                )  # fmt: skip
                (whole if entry.start is None else timed).append(box)
            for one in (*whole, *timed):
                one.column = at
            self._all_day.append(whole)
            self._timed.append(timed)
            self.boxes += [*whole, *timed]
        self.hours = _hours(look)
        self._head.tell(self.strips)
        self.setAccessibleDescription(self.empty_words)

    def first(self) -> Box | None:
        """Where the day begins: today's first hour, or what comes next."""
        today = self.look.today if self.look is not None else None
        ahead = [box for box in self.boxes if today and self.strips[box.column].day >= today]
        next_day = [
            b for b in ahead if self.strips[b.column].day == self.strips[ahead[0].column].day
        ]
        timed = [
            box for box in next_day if isinstance(box, EntryBox) and box.entry.start is not None
        ]
        return next(iter((*timed, *next_day, *self.boxes)), None)

    def place(self) -> None:
        """Band and hours for the width and height there is."""
        if self.look is None:
            return
        for more in self._more:
            self.show_box(more, False)
            more.deleteLater()
        self._more = []
        self._place_band()
        hour = self.hour_height()
        self._grid.setFixedHeight(round(hour * (self.hours[1] - self.hours[0])) + theme().gap(1))
        for at, boxes in enumerate(self._timed):
            self._place_timed(at, [box for box in boxes if isinstance(box, EntryBox)], hour)
        for more in self._more:
            self.follow(more)
        self.settle()
        for part in (self._head, self._band, self._grid):
            part.update()

    @property
    def empty_words(self) -> str:
        """What to do where nothing is planned or due."""
        return self.look.empty_words if self.look is not None and not self.boxes else ""

    def hour_height(self) -> float:
        """Pixels of an hour: as high as fills the place, never too low to read."""
        room = self._scroll.viewport().height() - theme().gap(1)
        return max(float(theme().px(_HOUR)), room / (self.hours[1] - self.hours[0]))

    def edges(self) -> list[float]:
        """The left edges of the columns, and the right edge of the last."""
        left = float(theme().px(_HOURS_WIDTH))
        room = self._scroll.viewport().width() - left
        whole = sum(strip.share for strip in self.strips) or 1.0
        found = [left]
        for strip in self.strips:
            found.append(found[-1] + room * strip.share / whole)
        return found

    def column_at(self, x: float) -> int:
        """The column under a place, -1 for none."""
        edges = self.edges()
        return next((at for at in range(len(self.strips)) if edges[at] <= x < edges[at + 1]), -1)

    def _is_here(self, worker: str, at: int) -> bool:
        """A due day stands in the column of its 担当者, or in the first where there is none."""
        known = [strip.whose for strip in self.strips]
        if not known[at]:
            return True
        return worker == known[at] or (at == 0 and worker not in known)

    def _place_band(self) -> None:
        t, edges = theme(), self.edges()
        line = t.px(LINE) + _GAP
        rows = min(_BAND_ROWS, max((len(boxes) for boxes in self._all_day), default=0))
        self._band.setFixedHeight(rows * line + (t.gap(0.5) if rows else 0))
        for at, boxes in enumerate(self._all_day):
            shown = boxes if len(boxes) <= rows else boxes[: rows - 1]
            left, width = round(edges[at]) + _GAP, round(edges[at + 1] - edges[at]) - 2 * _GAP
            for row, box in enumerate(boxes):
                box.setGeometry(left, row * line + 1, width, t.px(LINE))
                self.show_box(box, row < len(shown))
            if len(shown) < len(boxes):
                more = self._add_more(len(boxes) - len(shown), at, self._band)
                more.setGeometry(left, (rows - 1) * line + 1, width, t.px(LINE))

    def _place_timed(self, at: int, boxes: list[EntryBox], hour: float) -> None:
        t, edges = theme(), self.edges()
        least = t.px(LINE) + 2
        spans = [_pixels(box.entry, self.hours[0], hour, least) for box in boxes]
        strips = lanes([(round(top), round(bottom)) for top, bottom in spans])
        left, width = edges[at] + _GAP, edges[at + 1] - edges[at] - 2 * _GAP
        most = max(1, int(width // t.px(_LEAST_LANE)))
        hidden: dict[tuple[int, int], list[int]] = {}
        for place, (box, (top, bottom), lane) in enumerate(zip(boxes, spans, strips, strict=True)):
            fitting = Lane(lane.at, min(lane.of, most))
            out = lane.of > most and lane.at >= most - 1
            self.show_box(box, not out)
            if out:
                hidden.setdefault((lane.of, _cluster(spans, place)), []).append(place)
            else:
                box.setGeometry(_lane_rect(left, width, fitting, top, bottom))
        for places in hidden.values():
            top = min(spans[place][0] for place in places)
            bottom = max(spans[place][1] for place in places)
            more = self._add_more(len(places), at, self._grid)
            more.setGeometry(_lane_rect(left, width, Lane(most - 1, most), top, bottom))

    def _add_more(self, count: int, at: int, parent: QWidget) -> MoreBox:
        strip = self.strips[at]
        today = self.look.today if self.look is not None else strip.day
        more = MoreBox(count, strip.day, today, parent, strip.whose)
        more.column = at
        more.show()
        self._more.append(more)
        self.boxes.append(more)
        return more


def _hours(look: Look) -> tuple[int, int]:
    starts = [entry.start for entry in look.entries if entry.start is not None]
    ends = [_end(entry) for entry in look.entries if entry.start is not None]
    first = min([_FROM, *(start // 60 for start in starts)])
    return first, max([_TO, *(min(24, -(-end // 60)) for end in ends)])


def _end(entry: Entry) -> int:
    start = entry.start or 0
    return start + USUAL_MINUTES if entry.end is None else entry.end


def _pixels(entry: Entry, first_hour: int, hour: float, least: int) -> tuple[float, float]:
    """Top and bottom of an entry; a short one is as high as a line."""
    top = ((entry.start or 0) - first_hour * 60) * hour / 60
    return top, max(top + least, (_end(entry) - first_hour * 60) * hour / 60)


def _cluster(spans: list[tuple[float, float]], place: int) -> int:
    """A number that entries share which overlap, directly or through others."""
    group, grown = {place}, True
    while grown:
        more = {
            other
            for other, (top, bottom) in enumerate(spans)
            if any(top < spans[one][1] and spans[one][0] < bottom for one in group)
        }
        grown, group = more > group, more
    return min(group)


def _lane_rect(left: float, width: float, lane: Lane, top: float, bottom: float) -> QRect:
    strip = width / lane.of
    return QRect(
        round(left + lane.at * strip), round(top) + 1, round(strip) - _GAP, round(bottom - top) - 1
    )
