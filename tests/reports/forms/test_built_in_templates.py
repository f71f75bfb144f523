"""The shipped built-in form is what its layout says, and looks after its own cells."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from app.paths import bundled
from app.reports.forms.form import Form, load_form, load_forms
from app.reports.forms.layouts.all import LAYOUTS
from app.reports.forms.layouts.layout import Layout
from forms.build import build


@cache
def _workbook(template: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(template))


def opened(form: Form) -> Any:
    """The template, read once for all tests: none changes it."""
    return _workbook(form.template_bytes())


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_the_shipped_files_are_what_the_builder_writes(layout: Layout, tmp_path: Path) -> None:
    folder = bundled("forms") / layout.id
    build(layout, tmp_path)
    for name in ("form.toml", "SOURCE.md"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    with (
        zipfile.ZipFile(tmp_path / "template.xlsx") as built,
        zipfile.ZipFile(folder / "template.xlsx") as shipped,
    ):
        assert {n: built.read(n) for n in built.namelist()} == {
            n: shipped.read(n) for n in shipped.namelist()
        }


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_it_fits_its_pages_and_says_whose_form_it_is(layout: Layout) -> None:
    form = load_form(layout.id)
    sheet = opened(form)[form.sheet]
    turned = "landscape" if layout.landscape else None
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation or turned) == (
        9,
        turned or "portrait",
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToHeight or 1) == 1 + len(layout.breaks)
    assert sheet["A2"].value == layout.line
    assert "公式の様式" in layout.line
    assert form.title == layout.listed
    assert not form.official


def test_only_the_inputs_of_a_form_are_open_cells() -> None:
    for form in load_forms():
        sheet = opened(form)[form.sheet]
        assert sheet.protection.sheet
        merged = {str(cell) for area in sheet.merged_cells.ranges for cell in _covered(area)}
        unlocked = {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked and cell.coordinate not in merged
        }
        assert unlocked == {entry.cell for entry in form.inputs}, form.id


def _covered(area: CellRange) -> list[str]:
    cells = [f"{get_column_letter(column)}{row}" for row, column in area.cells]
    return cells[1:]


def test_no_shipped_template_names_an_author() -> None:
    for form in load_forms():
        properties = opened(form).properties
        assert not properties.creator
        assert not properties.lastModifiedBy
        assert not properties.description


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_tables_do_not_overlap_and_stay_on_the_grid(layout: Layout) -> None:
    taken: set[tuple[int, int]] = set()
    stretches = [
        (table.top, table.end, table.left, table.column_at(len(table.columns)))
        for table in layout.tables
    ]
    stretches += [
        (box.top, box.top + 1 + box.rows, box.left, box.left + box.columns) for box in layout.boxes
    ]
    for top, bottom, left, right in stretches:
        spots = {(row, column) for row in range(top, bottom) for column in range(left, right)}
        assert not taken & spots
        taken |= spots
        assert bottom <= layout.body_rows
        assert not any(top < row < bottom for row in layout.breaks)
    assert max(column for _, column in taken) == len(layout.columns_mm) - 1
    assert all(len(r.cells) == len(t.columns) for t in layout.tables for r in t.rows)
    assert sum(layout.columns_mm) <= (277 if layout.landscape else 190)
    height = layout.row_mm * (layout.breaks[0] if layout.breaks else layout.body_rows)
    assert 26 + height <= (202 if layout.landscape else 289)
    names = [entry.name for entry in layout.inputs()]
    assert len(names) == len(set(names))
