"""The 年度 report with its 根拠, from the data file to both workbooks, against openpyxl alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import openpyxl

from app.calendar.fiscal import fiscal_year
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.evidence.evidence import Entered, Evidence, as_kept, evidence, named_paths
from app.reports.evidence.prefecture import HandedIn, write
from app.reports.evidence.workbook import ACROSS, workbook
from app.reports.forms.form import Form, load_form, report_values
from app.reports.submissions.snapshot import snapshot
from app.staff.permissions import Actor
from app.storage.work import Office
from bench import Result
from bench.made_up import MadeUp, made_up
from bench.measuring import compare

FORM = "fiscal_year_builtin"
YEAR = fiscal_year(2024)


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Ours counts, explains and writes both files; the baseline has the grounds and writes them."""
    form = load_form(FORM)
    opened, actor = office.open()
    with closing(opened), tempfile.TemporaryDirectory() as folder:
        out, grounds, other = (Path(folder) / f"{name}.xlsx" for name in ("form", "ours", "theirs"))
        known = _evidence(opened, actor, form, out)

        def ours() -> None:
            grounds.write_bytes(workbook(_evidence(opened, actor, form, out)))

        def baseline() -> None:
            _by_openpyxl(known, other)

        ours()
        baseline()
        same = _numbers(grounds, "根拠") == _numbers(other, "根拠")
        yield compare("年度 report with its grounds", office.size, ours, baseline, same=same)


def _evidence(office: Office, actor: Actor, form: Form, out: Path) -> Evidence:
    with office.reading(actor) as reading:
        found = figures(reading, YEAR)
    headers = {"fy": YEAR.label, "period": YEAR.label, "center": "計測用センター"}
    values = report_values(form, as_json(found), headers)
    write(HandedIn(form, values), out)
    entered = [
        Entered(one.name, one.cell, one.figure, as_kept(values[one.name])) for one in form.inputs
    ]
    taken = snapshot(found, frozenset(named_paths((e.figure for e in entered), found.paths())))
    return evidence(taken, entered, office="計測用センター", form=form.title)


def _by_openpyxl(known: Evidence, out: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("根拠")
    for ground in known.grounds:
        sheet.append([ground.title, ground.number, ground.sentence])
        for at in range(0, len(ground.counted), ACROSS):
            sheet.append([None, *ground.counted[at : at + ACROSS]])
        for row in ground.left_out:
            sheet.append([None, *row])
    book.save(out)


def _numbers(path: Path, name: str) -> list[tuple[object, ...]]:
    """Every figure with its rule, as written."""
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        rows = book[name].iter_rows(values_only=True)
        return [tuple(row[:3]) for row in rows if row[0] and isinstance(row[1], int)]
