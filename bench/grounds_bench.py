"""The 年度 report with its 根拠, both workbooks, against the libraries writing the same cells.

First the writing alone, from figures that were counted (those are measured by `figures_bench`), then
the whole way from the data file. The baseline fills the form by `openpyxl` and writes every cell of
the 根拠, known beforehand, by `xlsxwriter`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from app.calendar.fiscal import fiscal_year
from app.reports.counting.figure_set import FigureSet, as_json
from app.reports.counting.figures import figures
from app.reports.evidence.evidence import Entered, Evidence, as_kept, evidence, named_paths
from app.reports.evidence.prefecture import HandedIn, write
from app.reports.evidence.workbook import workbook
from app.reports.forms.form import Form, Value, load_form, report_values
from app.reports.submissions.snapshot import snapshot
from app.staff.permissions import Actor
from app.storage.work import Office
from bench import Result
from bench.baselines import cells_xlsxwriter, form_openpyxl
from bench.made_up import FIGURES_SIZE, MadeUp, made_up
from bench.measuring import compare

FORM = "fiscal_year_builtin"
YEAR = fiscal_year(2024)


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    beside = {FIGURES_SIZE} if max(sizes) > FIGURES_SIZE else set()
    for size in sorted({*sizes, *beside}):
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Both files are read back cell by cell."""
    form = load_form(FORM)
    opened, actor = office.open()
    with closing(opened), tempfile.TemporaryDirectory() as name:
        report = _Report(form, Path(name))
        counted = _counted(opened, actor)
        values = report.values(counted)
        explained = report.explained(counted, values)
        report.write(values, explained)
        cells = cells_xlsxwriter.known(report.grounds)
        report.by_hand(values, cells)
        again = cells_xlsxwriter.known(report.other_grounds)
        found = tuple(
            [form_openpyxl.read_back(form, filled), cells_xlsxwriter.values(written)]
            for filled, written in ((report.filled, cells), (report.other_filled, again))
        )

        def whole() -> None:
            fresh = _counted(opened, actor)
            report.write(report.values(fresh), report.explained(fresh, report.values(fresh)))

        for words, ours in (
            ("年度 report with its grounds", lambda: report.write(values, explained)),
            ("年度 report, counted and written", whole),
        ):
            yield compare(
                words, office.size, ours, lambda: report.by_hand(values, cells), found=found
            )


def _counted(office: Office, actor: Actor) -> FigureSet:
    with office.reading(actor) as reading:
        return figures(reading, YEAR)


class _Report:
    """One report in a folder, written in both ways."""

    def __init__(self, form: Form, folder: Path) -> None:
        self._form, self._folder = form, folder
        self.filled, self.other_filled = folder / "form.xlsx", folder / "other form.xlsx"
        self.grounds, self.other_grounds = folder / "grounds.xlsx", folder / "other grounds.xlsx"

    def values(self, counted: FigureSet) -> dict[str, Value]:
        """What stands in the form."""
        headers: dict[str, Value] = {"fy": YEAR.label, "period": YEAR.label, "center": "計測用"}
        return report_values(self._form, as_json(counted), headers)

    def explained(self, counted: FigureSet, values: dict[str, Value]) -> Evidence:
        """Every figure of the form with its rule and its cases."""
        entered = [
            Entered(one.name, one.cell, one.figure, as_kept(values[one.name]))
            for one in self._form.inputs
        ]
        paths = frozenset(named_paths((one.figure for one in entered), counted.paths()))
        taken = snapshot(counted, paths)
        return evidence(taken, entered, office="計測用", form=self._form.title)

    def write(self, values: dict[str, Value], explained: Evidence) -> None:
        """Both files as the program writes them."""
        write(HandedIn(self._form, values), self.filled)
        self.grounds.write_bytes(workbook(explained))

    def by_hand(self, values: dict[str, Value], cells: Any) -> None:
        """Both files by the libraries alone."""
        form_openpyxl.fill(self._form, values, self.other_filled)
        cells_xlsxwriter.write(cells, self.other_grounds, self._folder)
