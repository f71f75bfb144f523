"""The plot of 今日: releases and moves of the next 90 days, shaded where offices are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.calendar.holidays import is_office_closed
from app.ui.widgets.plot import Plot, PlotBand, PlotRow, PlotTick
from app.ui.words import near_day, service_tag, stage_words

if TYPE_CHECKING:
    from app.deadlines.queries import Ahead

MOST_ROWS = 7
SHORTEST_BAND = 3
"""Two days are an ordinary weekend; from three on a release falls out of reach of the offices."""
_NAMED_BAND = 5
_TICK_DAYS = 30


def release_plot(releases: Sequence[Ahead], today: date) -> Plot:
    """The plot of the first people."""
    from app.deadlines.rules import AHEAD_DAYS

    shown = releases[:MOST_ROWS]
    rows = tuple(_row(item, today) for item in shown)
    ticks = tuple(
        PlotTick(day, "今日" if day == 0 else near_day(today + timedelta(days=day), today))
        for day in range(0, AHEAD_DAYS + 1, _TICK_DAYS)
    )
    return Plot(days=AHEAD_DAYS, rows=rows, bands=closed_bands(today, AHEAD_DAYS), ticks=ticks)


def closed_bands(today: date, days: int) -> tuple[PlotBand, ...]:
    """Runs of at least three days on which public offices are closed, as days from today."""
    bands: list[PlotBand] = []
    first: int | None = None
    for at in range(days + 2):
        closed = at <= days and is_office_closed(today + timedelta(days=at))
        if closed and first is None:
            first = at
        elif not closed and first is not None:
            if at - first >= SHORTEST_BAND:
                bands.append(PlotBand(first, at - 1, _band_words(today, first, at - 1)))
            first = None
    return tuple(bands)


def _band_words(today: date, first: int, last: int) -> str:
    if last - first + 1 < _NAMED_BAND:
        return ""  # the words of short bands would stand on each other
    days = [today + timedelta(days=at) for at in range(first, last + 1)]
    return "年末年始" if any((day.month, day.day) == (1, 1) for day in days) else "連休"


def _row(item: Ahead, today: date) -> PlotRow:
    decided = bool(item.destination)
    stage = stage_words(item.service, item.stage)
    label = f"決定 {item.destination}" if decided else stage
    return PlotRow(
        name=item.name,
        day=(item.due.day - today).days,
        label=label,
        filled=decided,
        tone=service_tag(item.service)[1],
        key=item.episode_id,
    )
