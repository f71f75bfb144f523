"""The prefecture's form of one month, from the data file to the .xlsx, against SQL and openpyxl."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from app.calendar.fiscal import month
from app.reports.forms.excel import fill
from app.reports.forms.form import Form, Value, load_form, report_values
from bench import Result
from bench.baselines import form_openpyxl
from bench.figures_bench import our_figures, sql_figures
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
            fill(form, _values(form, our_figures(opened, actor, MONTH)), out)

        def baseline() -> None:
            form_openpyxl.fill(form, _values(form, sql_figures(opened, MONTH)), other)

        ours()
        baseline()
        same = form_openpyxl.read_back(form, out) == form_openpyxl.read_back(form, other)
        yield compare("report file of a month", office.size, ours, baseline, same=same)


def _values(form: Form, found: dict[str, Any]) -> dict[str, Value]:
    headers: dict[str, Value] = {"ym": MONTH.first, "center": "計測用センター"}
    return report_values(form, found, headers)
