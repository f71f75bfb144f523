"""Where days stand to a period; a day too vague for the period stands nowhere."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from app.calendar.fiscal import Period
from app.calendar.partial import PartialDate


class Place(IntEnum):
    """Where a day lies; `VAGUE` when it may lie inside or outside."""

    BEFORE = -1
    IN = 0
    AFTER = 1
    VAGUE = 9


class Standing(NamedTuple):
    """Where the start and the end of a case lie; no end is `AFTER`."""

    start: Place
    end: Place
    contradictory: bool = False
    """Whether the end certainly lies before the start: such a case is counted in nothing."""

    @property
    def vague(self) -> bool:
        """Whether the case touches the period, but too vaguely to be counted."""
        if self.start is Place.VAGUE:
            return self.end is not Place.BEFORE
        return self.end is Place.VAGUE and self.start is not Place.AFTER

    @property
    def countable(self) -> bool:
        """Whether it is certain what the case is in this period."""
        return not self.contradictory and not self.vague


class Bounds:
    """A period as two stored days, for comparing as text."""

    def __init__(self, period: Period) -> None:
        self.first = period.first.isoformat()
        self.last = period.last.isoformat()

    def place(self, day: str) -> Place:
        """Where a stored day lies."""
        return self._place(*possible_days(day))

    def standing(self, start: str, end: str | None) -> Standing:
        """Where a case lies; what one day says narrows the other."""
        if start[8:] != "00" and (end is None or end[8:] != "00"):
            placed = Place.AFTER if end is None else self._place(end, end)
            return Standing(self._place(start, start), placed, end is not None and end < start)
        earliest, latest = possible_days(start)
        if end is None:
            return Standing(self._place(earliest, latest), Place.AFTER)
        end_earliest, end_latest = possible_days(end)
        if end_latest < earliest:
            return Standing(self.place(start), self.place(end), True)
        latest, end_earliest = min(latest, end_latest), max(earliest, end_earliest)
        return Standing(self._place(earliest, latest), self._place(end_earliest, end_latest))

    def _place(self, earliest: str, latest: str) -> Place:
        if latest < self.first:
            return Place.BEFORE
        if earliest > self.last:
            return Place.AFTER
        return Place.IN if self.first <= earliest and latest <= self.last else Place.VAGUE


def partial(day: str) -> PartialDate:
    """The date behind a stored day."""
    year, month, number = (int(part) for part in day.split("-"))
    return PartialDate(year, month or None, number or None)


def possible_days(day: str) -> tuple[str, str]:
    """The first and the last day that a stored day may mean."""
    return (day, day) if day[8:] != "00" else _span(day)


@lru_cache(maxsize=4096)
def _span(day: str) -> tuple[str, str]:
    value = partial(day)
    return value.first.isoformat(), value.last.isoformat()
