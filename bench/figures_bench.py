"""Figures of a year and a month with the cases behind them, against plain SQL GROUP BY numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from app.calendar.fiscal import Period, fiscal_year, month
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.staff.permissions import Actor
from app.storage.work import Office
from bench import Result
from bench.baselines.figures_sql import Baseline
from bench.made_up import MadeUp, made_up
from bench.measuring import compare

PERIODS = (("figures of a year", fiscal_year(2024)), ("figures of a month", month(2025, 9)))


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """A whole 年度 and one month of it."""
    opened, actor = office.open()
    with closing(opened):
        for name, period in PERIODS:

            def ours(period: Period = period) -> dict[str, Any]:
                return our_figures(opened, actor, period)

            def baseline(period: Period = period) -> dict[str, Any]:
                return sql_figures(opened, period)

            same = _counts(ours()) == _counts(baseline())
            yield compare(name, office.size, ours, baseline, same=same)


def our_figures(office: Office, actor: Actor, period: Period) -> dict[str, Any]:
    """The tree of `teichaku figures --json`; every number in it is the length of a set of cases."""
    with office.reading(actor) as reading:
        found: dict[str, Any] = as_json(figures(reading, period))
    return found


def sql_figures(office: Office, period: Period) -> dict[str, Any]:
    """The same tree of numbers by plain SQL over the same connection."""
    first, last = period.first.isoformat(), period.last.isoformat()
    with office.engine.connect() as connection:
        return Baseline(connection, office.office_id, first, last).figures()


def _counts(found: dict[str, Any]) -> dict[str, Any]:
    """Without the marks of completeness, which plain SQL does not know."""
    parts = {part: dict(found[part]) for part in ("works", "total", "activities", "training")}
    parts["activities"].pop("complete", None)
    return parts
