"""One walk over every form: the number on the screen, in Excel, in the PDF and in the JSON is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from app.calendar.fiscal import Period, calendar_year, fiscal_year, half_year, month, quarter
from app.funding.years import actions as years
from app.funding.years.rules import YearInput
from app.reports.counting.figure_set import FigureSet, as_json, numbers_of
from app.reports.counting.figures import figures
from app.reports.forms.actions import Typed, filled_values
from app.reports.forms.excel import fill
from app.reports.forms.form import Form, Input, Value, format_of, lookup
from app.reports.forms.layout_pdf import place_on_paper, words_of
from app.reports.forms.layouts.all import layout_of
from app.reports.forms.layouts.layout import Computed, Layout
from app.reports.forms.listing_pdf import cell_on_paper
from app.reports.forms.own import actions as own
from app.reports.forms.own.actions import NewForm
from app.reports.forms.own.queries import forms_on
from app.reports.forms.own.rules import Facts
from app.reports.forms.pdf import write_form_pdf
from app.reports.forms.taking_in import check_workbook
from app.reports.xlsx import cells
from app.staff.permissions import Actor
from app.storage.work import Office
from app.ui.screens.report.sheets import sheets
from tests.reports.forms.made_forms import workbook
from tests.reports.forms.test_fill import by_rules

PERIODS: dict[str, tuple[Period, ...]] = {
    "month": (month(2024, 9), month(2025, 3)),
    "quarter": (quarter(2024, 3),),
    "half_year": (half_year(2024, 1),),
    "fiscal_year": (fiscal_year(2024),),
    "calendar_year": (calendar_year(2024),),
}
MM = 72 / 25.4
OWN = (
    ("B2", "$center"),
    ("F2", "$ym"),
    ("B5", "works.コーディネート.carried"),
    ("C5", "works.コーディネート.new+works.フォローアップ.new"),
    ("D6", "works.フォローアップ.end_reason.@rest"),
    ("B7", "activities.by_work.相談支援.minutes"),
)
BUDGET = {"salary": "400,000", "travel": "120,000", "equipment": "90,000"}


@dataclass(frozen=True)
class Walked:
    """One form of one period with everything that was made of it."""

    form: Form
    period: Period
    found: FigureSet
    values: dict[str, Value]
    xlsx: Path
    pdf: Path


@pytest.fixture
def walked(office: tuple[Office, Actor], tmp_path: Path) -> list[Walked]:
    """Every form, with a prefecture's own and with money on record, written for its periods."""
    opened, actor = office
    made = NewForm(
        check_workbook("見本県.xlsx", workbook()),
        Facts("見本県", "令和6年度", "R6.4.1", "month", "報告"),
        tuple(Input(cell, cell, figure, format_of(figure)) for cell, figure in OWN),
    )
    with opened.work(actor) as work:
        own.register(work, made)
        typed = YearInput("社会福祉法人みなもの会", "20,000,000", procurement="proposal")
        year = years.write(work, 2024, 0, typed)
        work.session.flush()
        years.set_budget(work, year, 1, "whole", BUDGET)
    found: list[Walked] = []
    with opened.work(actor) as work:
        for kind, periods in PERIODS.items():
            for period in periods:
                counted = figures(work, period)
                for form in forms_on(work, period.last):
                    if form.period == kind:
                        found.append(_written(work, form, period, counted, tmp_path))
    return found


def _written(work: Any, form: Form, period: Period, counted: FigureSet, folder: Path) -> Walked:
    free = {
        entry.name: f"自由記入 {at}"
        for at, entry in enumerate(form.inputs)
        if entry.figure == "$free"
    }
    values = filled_values(work, form, period, Typed("見本 樹", free), counted)
    out = folder / f"{form.id}_{period.key}.xlsx"
    fill(form, values, out)
    pdf = out.with_suffix(".pdf")
    write_form_pdf(pdf, form, values, period.label, practice=False)
    return Walked(form, period, counted, values, out, pdf)


def test_screen_excel_pdf_and_json_say_the_same(walked: list[Walked], tmp_path: Path) -> None:
    assert {one.form.period.value for one in walked} == set(PERIODS)
    assert len({one.form.id for one in walked}) >= 9
    assert any(one.form.registered for one in walked)
    numbers = 0
    for one in walked:
        json = as_json(one.found)
        for sheet in sheets(one.found, numbers_of(one.found)):
            for line in sheet.lines:
                for spot in line.spots.values():
                    assert lookup(json, spot.path) == spot.number, spot.path
        named = one.form.paths()
        rows = _rows(one.xlsx, one.form.sheet)
        shown = _paper(one)
        for entry in one.form.inputs:
            value = one.values[entry.name]
            if not entry.figure.startswith("$"):
                assert value == lookup(json, entry.figure, claimed=named)
                numbers += 1
            assert _cell(rows, entry.cell) == ("" if value is None else value), entry
            assert shown[entry.name] == _squeezed(words_of(value, entry.figure)), entry
        _compare_totals(one, shown, by_rules(one.xlsx, one.form.sheet))
        _the_same_bytes_again(one, tmp_path)
    assert numbers > 2000
    if office_suite := shutil.which("soffice"):
        _recalculated(office_suite, walked, tmp_path)


def _compare_totals(one: Walked, shown: dict[str, str], total: Callable[[str], float]) -> None:
    layout = None if one.form.registered else layout_of(one.form.id)
    for name, cell, value in _totals(layout, one.values):
        assert total(cell) == value, (one.form.id, name, cell)
        assert shown[name] == f"{value:,}", (one.form.id, name)


def _totals(layout: Layout | None, values: dict[str, Value]) -> Iterator[tuple[str, str, int]]:
    """Name, address and number of every total that our layouts compute."""
    for table in layout.tables if layout is not None else ():
        for at, row in enumerate(table.rows):
            for column, cell in enumerate(row.cells):
                if isinstance(cell, Computed):
                    number = table.shown(at, column, values)
                    assert isinstance(number, int)
                    spot = (5 + table.body_top + at, 1 + table.column_at(column))
                    yield table.name(at, column), cells.address(spot), number


def _the_same_bytes_again(one: Walked, folder: Path) -> None:
    again = folder / "again.xlsx"
    fill(one.form, one.values, again)
    assert again.read_bytes() == one.xlsx.read_bytes()
    paper = again.with_suffix(".pdf")
    write_form_pdf(paper, one.form, one.values, one.period.label, practice=False)
    assert paper.read_bytes() == one.pdf.read_bytes()


def _rows(path: Path, sheet: str) -> list[list[Any]]:
    with CalamineWorkbook.from_path(path) as book:
        return list(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))


def _cell(rows: list[list[Any]], address: str) -> object:
    row, column = cells.place(address)
    value = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[0]) else ""
    return value.date() if isinstance(value, datetime) else value


def _paper(one: Walked) -> dict[str, str]:
    """What stands in every box of the PDF by the name of its input or total, without spaces."""
    document = pypdfium2.PdfDocument(one.pdf)
    texts = [page.get_textpage() for page in document]
    heights = [page.get_height() for page in document]

    def read(page: int, left: float, top: float, width: float, height: float) -> str:
        above = heights[page]
        box = (left * MM, above - (top + height) * MM, (left + width) * MM, above - top * MM)
        return _squeezed(texts[page].get_text_bounded(*box))

    layout = None if one.form.registered else layout_of(one.form.id)
    if layout is None:
        return {entry.name: read(*cell_on_paper(at, 2)) for at, entry in enumerate(one.form.inputs)}
    found: dict[str, str] = {}
    for heading in layout.headings:
        first = heading.left + heading.label_columns
        box = place_on_paper(layout, 0, first, first + heading.value_columns)
        found[heading.label] = read(0, box.left, 19.0, box.width, 5.5)
    for table in layout.tables:
        for at, row in enumerate(table.rows):
            for column in range(len(row.cells)):
                first = table.column_at(column)
                box = place_on_paper(layout, table.body_top + at, first, first + 1)
                name = table.name(at, column)
                found[name] = read(box.page, box.left, box.top, box.width, box.height)
    for each in layout.boxes:
        box = place_on_paper(layout, each.top + 1, each.left, each.left + each.columns)
        found[each.name] = read(box.page, box.left, box.top, box.width, box.height * each.rows)
    found["練習用"] = ""
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _recalculated(office_suite: str, walked: list[Walked], folder: Path) -> None:
    """LibreOffice, started once for all files, opens each and comes to the same totals."""
    again = folder / "again"
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            *(office_suite, f"-env:UserInstallation={profile}", "--headless", "--convert-to"),
            *("xlsx:Calc MS Excel 2007 XML", "--outdir", str(again)),
            *(str(one.xlsx) for one in walked),
        ],
        check=True,
        capture_output=True,
        timeout=240,
        env=os.environ | {"HOME": str(folder)},
    )
    for one in walked:
        sheet = openpyxl.load_workbook(again / one.xlsx.name, data_only=True)[one.form.sheet]
        for entry in one.form.inputs:
            value = sheet[entry.cell].value
            found = value.date() if isinstance(value, datetime) else value
            assert found == (one.values[entry.name] if one.values[entry.name] != "" else None), (
                entry
            )
        layout = None if one.form.registered else layout_of(one.form.id)
        for name, cell, number in _totals(layout, one.values):
            assert sheet[cell].value == number, (one.form.id, name)
