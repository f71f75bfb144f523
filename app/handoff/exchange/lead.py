"""主担当, day by day: who holds a day can give it away, and nobody can take one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.handoff.letters.kinds import Side

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days in a row that one side holds, and the letter that gave them; '' for those held from the start."""

    first: date
    last: date
    side: Side
    by: str = ""


@dataclass(frozen=True)
class Lead:
    """Who leads on every day there is: spans in order, without a hole."""

    spans: tuple[Span, ...] = (Span(date.min, date.max, Side.ASKING),)

    def on(self, day: date) -> Side:
        """Who leads on a day."""
        return self._span(day).side

    def since(self, day: date) -> Span:
        """The days in a row around `day` with the letter that gave them."""
        return self._span(day)

    def _span(self, day: date) -> Span:
        return next(span for span in self.spans if span.first <= day <= span.last)

    def days(self, side: Side) -> tuple[tuple[date, date], ...]:
        """The days that a side holds, as first and last of each row."""
        return tuple((span.first, span.last) for span in self.spans if span.side is side)

    def holds_any(self, side: Side, first: date, last: date = date.max) -> bool:
        """Whether a side holds a day between the two."""
        return any(start <= last and first <= end for start, end in self.days(side))

    def holds_all(self, side: Side, first: date, last: date = date.max) -> bool:
        """Whether a side holds every day between the two."""
        return not self.holds_any(side.other, first, last)

    def next_change(self, day: date) -> Span | None:
        """The next row of days after `day` that another side holds; None when nothing changes."""
        here = self.on(day)
        later = (span for span in self.spans if span.first > day and span.side is not here)
        return next(later, None)

    def given(self, giver: Side, first: date, last: date, held: Lead, by: str) -> Lead:
        """The lead after `giver` gave its own days between the two: those it `held` as it wrote."""
        found: list[Span] = []
        for span in self.spans:
            if span.side is not giver:
                found.append(span)
                continue
            own = _within(held.days(giver), max(first, span.first), min(last, span.last))
            found.extend(_divided(span, own, by))
        return Lead(tuple(_joined(found)))


def _within(rows: Iterable[tuple[date, date]], first: date, last: date) -> list[tuple[date, date]]:
    cut = ((max(start, first), min(end, last)) for start, end in rows)
    return [(start, end) for start, end in cut if start <= end]


def _divided(span: Span, given: list[tuple[date, date]], by: str) -> Iterator[Span]:
    start = span.first
    for first, last in given:
        if start < first:
            yield Span(start, first - _DAY, span.side, span.by)
        yield Span(first, last, span.side.other, by)
        if last == date.max:
            return
        start = last + _DAY
    if start <= span.last:
        yield Span(start, span.last, span.side, span.by)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    before: Span | None = None
    for span in spans:
        if before is not None and (before.side, before.by) == (span.side, span.by):
            before = Span(before.first, span.last, span.side, span.by)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before
