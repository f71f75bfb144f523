"""What 予定表 reads: the entries and due days of the days shown, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.deadlines.days.queries import DueDay, due_days
from app.schedule import queries
from app.schedule.entry import Entry
from app.storage.work import Reading
from app.ui.screens.schedule.span import Span

MINE, ALL = "mine", "all"


@dataclass(frozen=True)
class Wanted:
    """Which days, whose plans (`MINE`, `ALL` or a name), and whether with cancelled ones."""

    span: Span
    whose: str = MINE
    cancelled_too: bool = False


@dataclass(frozen=True)
class Look:
    """The days as they were read."""

    wanted: Wanted
    today: date
    own: str
    """How the person signed in is written among 担当者."""
    workers: tuple[str, ...]
    entries: tuple[Entry, ...]
    due: tuple[DueDay, ...]

    @property
    def worker(self) -> str:
        """Whose plans are shown; '' for everybody's."""
        return {MINE: self.own, ALL: ""}.get(self.wanted.whose, self.wanted.whose)

    @property
    def empty_words(self) -> str:
        """What to do where nothing is planned."""
        others = "「全員」にすると、ほかの人の予定も見えます。"
        return f"予定はまだありません。N で入れられます。{others if self.worker else ''}"

    def columns(self) -> tuple[str, ...]:
        """Whose columns stand in the view of a day: oneself first, then who has plans."""
        if self.worker:
            return (self.worker,)
        planned = {name for entry in self.entries for name in entry.workers}
        others = [name for name in self.workers if name != self.own]
        unknown = sorted(planned - {self.own, *others})
        first = (self.own,) if self.own in self.workers or self.own in planned else ()
        return (*first, *sorted(others, key=lambda name: name not in planned), *unknown)


def look(reading: Reading, wanted: Wanted) -> Look:
    """Read the days that are shown."""
    own = queries.own_name(reading)
    worker = {MINE: own, ALL: ""}.get(wanted.whose, wanted.whose)
    first, last = wanted.span.first, wanted.span.last
    return Look(
        wanted=wanted,
        today=reading.clock.today(),
        own=own,
        workers=queries.workers(reading),
        entries=queries.between(
            reading, first, last, worker=worker, cancelled_too=wanted.cancelled_too
        ),
        due=due_days(reading, first, last, worker=worker),
    )


def of_day(look_at: Look, day: date) -> tuple[Sequence[Entry], Sequence[DueDay]]:
    """What stands on one of the days."""
    entries = [entry for entry in look_at.entries if entry.day == day]
    return entries, [due for due in look_at.due if due.day == day]
