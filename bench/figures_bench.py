"""Figures of a year with the cases behind them, against plain SQL GROUP BY numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from app.calendar.fiscal import Period, fiscal_year, month
from app.reports.figure_set import as_json
from app.reports.figures import figures
from app.staff.permissions import Actor, Role
from app.storage.work import Office
from bench import Result
from bench.baselines.figures_sql import Baseline
from bench.figures_data import filled_office

ACTOR = Actor("0" * 32, "x", Role.DIRECTOR)
ROUNDS = 3
PERIODS = (("figures of a year", fiscal_year(2021)), ("figures of a month", month(2021, 9)))
Found = TypeVar("Found")


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size on a file of its own."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            office = filled_office(Path(folder) / "bench.db", size)
            try:
                for name, period in PERIODS:
                    yield _measure(office, name, size, period)
            finally:
                office.close()


def _measure(office: Office, name: str, size: int, period: Period) -> Result:
    ours_s, ours = _best(lambda: _ours(office, period))
    baseline_s, theirs = _best(lambda: _baseline(office, period))
    return Result(name, size, ours_s, baseline_s, ours == theirs)


def _best(work: Callable[[], Found]) -> tuple[float, Found]:
    """The shortest of a few rounds, and what it found."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        found = work()
        times.append(perf_counter() - began)
    return min(times), found


def _ours(office: Office, period: Period) -> dict[str, Any]:
    with office.reading(ACTOR) as reading:
        found: dict[str, Any] = as_json(figures(reading, period))
    del found["activities"]["complete"]
    return {part: found[part] for part in ("works", "total", "activities", "training")}


def _baseline(office: Office, period: Period) -> dict[str, Any]:
    first, last = period.first.isoformat(), period.last.isoformat()
    with office.engine.connect() as connection:
        return Baseline(connection, office.office_id, first, last).figures()
