"""The prefecture's form of one month, from the data file to the .xlsx, against SQL and openpyxl."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from app.calendar.fiscal import month
from app.reports.counting.figure_set import as_json
from app.reports.forms.excel import fill
from app.reports.forms.form import Form, Value, load_form, report_values
from app.storage.work import Office
from bench import Result
from bench.baselines import form_openpyxl
from bench.baselines.figures_sql import Baseline
from bench.figures_bench import our_figures
from bench.made_up import MadeUp, made_up
from bench.measuring import compare

FORM = "prefecture_form_a"
MONTH = month(2025, 9)


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Both files are read back cell by cell."""
    form = load_form(FORM)
    opened, actor = office.open()
    with closing(opened), tempfile.TemporaryDirectory() as folder:
        out, other = Path(folder) / "ours.xlsx", Path(folder) / "baseline.xlsx"

        def ours() -> None:
            fill(form, _values(form, as_json(our_figures(opened, actor, MONTH))), out)

        def baseline() -> None:
            form_openpyxl.fill(form, _values(form, _sql_figures(opened)), other)

        ours()
        baseline()
        found = form_openpyxl.read_back(form, out), form_openpyxl.read_back(form, other)
        yield compare("report file of a month", office.size, ours, baseline, found=found)


def _sql_figures(office: Office) -> dict[str, Any]:
    """The numbers by plain SQL over the same connection."""
    first, last = MONTH.first.isoformat(), MONTH.last.isoformat()
    with office.engine.connect() as connection:
        return Baseline(connection, office.office_id, first, last).figures()


def _values(form: Form, found: dict[str, Any]) -> dict[str, Value]:
    headers: dict[str, Value] = {"ym": MONTH.first, "center": "計測用センター"}
    return report_values(form, found, headers)
