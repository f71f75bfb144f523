"""The benchmark compares like with like: plain SQL finds the same figures."""

from __future__ import annotations

from pathlib import Path

from app.calendar.fiscal import calendar_year, fiscal_year, month
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.staff.permissions import Actor, Role
from bench.baselines.figures_sql import Baseline
from bench.figures_data import filled_office

DIRECTOR = Actor("s", "x", Role.DIRECTOR)


def test_plain_sql_finds_the_same(tmp_path: Path) -> None:
    office = filled_office(tmp_path / "bench.db", 600)
    periods = (month(2015, 4), month(2021, 2), fiscal_year(2019), calendar_year(2024))
    try:
        for period in periods:
            with office.reading(DIRECTOR) as reading:
                ours = as_json(figures(reading, period))
            first, last = period.first.isoformat(), period.last.isoformat()
            with office.engine.connect() as connection:
                theirs = Baseline(connection, office.office_id, first, last).figures()
            theirs["activities"]["complete"] = True
            head = {"first_day": first, "last_day": last, "complete": True}
            assert ours == {**head, **theirs}
    finally:
        office.close()
