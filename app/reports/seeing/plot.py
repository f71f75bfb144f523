"""A plot as data: marks in the units of its axes, drawn alike on the screen and on paper (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.reports.counting.figure import Member


class Ink(StrEnum):
    """The colour of a series, by what it means."""

    COORDINATION = "coordination"
    FOLLOW_UP = "follow_up"
    CONSULTATION = "consultation"
    SUSPECT = "suspect"
    ACCENT = "accent"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    MUTED = "muted"


class Fill(StrEnum):
    """The pattern of a series, so that it is known without its colour."""

    SOLID = "solid"
    SLANTED = "slanted"
    CROSSED = "crossed"
    HOLLOW = "hollow"


@dataclass(frozen=True)
class Series:
    """What marks of one kind stand for."""

    key: str
    label: str
    ink: Ink
    fill: Fill = Fill.SOLID


@dataclass(frozen=True)
class Mark:
    """One bar (or dot, where it has no extent) and the set of what it counts."""

    key: str
    series: str
    x0: float
    x1: float
    y0: float
    y1: float
    title: str
    sentence: str
    members: tuple[Member, ...]
    value: str = ""
    """What the mark tells where that is not its number."""
    more: int = 0
    """How many it counts beside `members`."""

    @property
    def number(self) -> int:
        """How many it counts."""
        return len(self.members) + self.more

    def shortened(self, most: int) -> Mark:
        """The same mark with so many members at most; the number stays."""
        kept = self.members[:most]
        return replace(self, members=kept, more=self.number - len(kept)) if kept else self

    @property
    def is_dot(self) -> bool:
        """Whether it is a point of the plot."""
        return self.x0 == self.x1

    @property
    def said(self) -> str:
        """The mark in words, to be read out."""
        return f"{self.title} {self.value or f'{self.number:,}件'}"


@dataclass(frozen=True)
class Tick:
    """A place on an axis and its words."""

    at: float
    label: str


@dataclass(frozen=True)
class Axis:
    """From where to where an axis runs, and its ticks; `names` are categories, not numbers."""

    first: float
    last: float
    ticks: tuple[Tick, ...]
    names: bool = False


@dataclass(frozen=True)
class Guide:
    """A level across the plot with its words; a band where it has two edges."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Plot:
    """Everything one plot shows; `empty` is said where it has no mark."""

    key: str
    title: str
    caption: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...]
    xs: Axis
    ys: Axis
    guides: tuple[Guide, ...] = ()
    note: str = ""
    empty: str = ""
    without_names: tuple[Tick, ...] = ()
    """What stands for the names of an axis on paper, which carries none."""

    def series_of(self, mark: Mark) -> Series:
        """The series a mark belongs to."""
        return next(one for one in self.series if one.key == mark.series)

    @property
    def shown_series(self) -> tuple[Series, ...]:
        """The series that have a mark, for the legend."""
        there = {mark.series for mark in self.marks}
        return tuple(one for one in self.series if one.key in there)

    def sums(self) -> tuple[tuple[float, float, str], ...]:
        """Where a lying bar ends, its middle, and the number of all its parts together."""
        if not self.ys.names:
            return ()
        ends: dict[tuple[float, float], tuple[float, int]] = {}
        for mark in self.marks:
            end, number = ends.get((mark.y0, mark.y1), (0.0, 0))
            ends[mark.y0, mark.y1] = max(end, mark.x1), number + mark.number
        return tuple(
            (end, (low + high) / 2, f"{number:,}") for (low, high), (end, number) in ends.items()
        )


def counted_axis(most: float, least: float = 0) -> Axis:
    """An axis from `least` (0 or below) to beyond `most` with three to six round ticks."""
    step = _round_step(max(most, -least, 1))
    first, last = -step * -(least // step) if least < 0 else 0, step * -(-most // step)
    last = max(last, step)
    ticks = []
    at = first
    while at <= last:
        ticks.append(Tick(at, f"{abs(at):,.0f}"))
        at += step
    return Axis(first, last, tuple(ticks))


def _round_step(most: float) -> int:
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * 4 >= most:
                return digit * power
        power *= 10


def neighbour(marks: Sequence[Mark], at: Mark, right: int, up: int) -> Mark:
    """The nearest mark in a direction (of one axis), the same one where there is none.

    Distances are shares of the whole picture, so that both axes weigh alike.
    """
    wide = max((mark.x1 for mark in marks), default=1) - min((m.x0 for m in marks), default=0) or 1
    high = max((mark.y1 for mark in marks), default=1) - min((m.y0 for m in marks), default=0) or 1

    def away(mark: Mark) -> tuple[float, float]:
        dx = (mark.x0 + mark.x1 - at.x0 - at.x1) / 2 / wide
        dy = (mark.y0 + mark.y1 - at.y0 - at.y1) / 2 / high
        along, across = (dx * right, abs(dy)) if right else (dy * up, abs(dx))
        return along, across

    # Sideways to the next column first, and there to the mark at the same height; up and down
    # stay in the column.
    candidates = [(away(mark), mark) for mark in marks if mark is not at]
    ahead = [(one, mark) for one, mark in candidates if one[0] > _TOUCHING]
    if not ahead:
        return at
    if right:
        return min(ahead, key=lambda found: round(found[0][0], 6) + 0.01 * found[0][1])[1]
    return min(ahead, key=lambda found: found[0][1] * 4 + found[0][0])[1]


_TOUCHING = 1e-9
