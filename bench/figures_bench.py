"""Figures of a year and a month, every one with the cases behind it, against one pass of raw SQL.

The baseline returns the same sets: every figure that counts anything, with the ids of what it counts.
They are measured at 20,000 episodes with 200,000 contacts beside the sizes that are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from app.calendar.fiscal import Period, fiscal_year, month
from app.reports.counting.counted_rows import PersonCases
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.figures import figures
from app.staff.permissions import Actor
from app.storage.work import Office
from bench import Result
from bench.baselines.figures_sets import Sets, sets
from bench.made_up import FIGURES_SIZE, MadeUp, made_up
from bench.measuring import compare

PERIODS = (("figures of a year", fiscal_year(2024)), ("figures of a month", month(2025, 9)))


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    beside = {FIGURES_SIZE} if max(sizes) > FIGURES_SIZE else set()
    for size in sorted({*sizes, *beside}):
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """A whole 年度 and one month of it."""
    opened, actor = office.open()
    with closing(opened), closing(office.connect()) as connection:
        for name, period in PERIODS:

            def ours(period: Period = period) -> FigureSet:
                return our_figures(opened, actor, period)

            def baseline(period: Period = period) -> Sets:
                first, last = period.first.isoformat(), period.last.isoformat()
                return sets(connection, office.office_id, first, last)

            found = _ids(ours()), {path: sorted(ids) for path, ids in baseline().items() if ids}
            yield compare(name, office.size, ours, baseline, found=found)


def our_figures(office: Office, actor: Actor, period: Period) -> FigureSet:
    """Every figure; each is the set of what it counts."""
    with office.reading(actor) as reading:
        return figures(reading, period)


def _ids(found: FigureSet) -> Sets:
    counted = {path: found.figure(path).members for path in found.paths()}
    return {
        path: sorted(row.person_id if isinstance(row, PersonCases) else row.id for row in members)
        for path, members in counted.items()
        if members
    }
