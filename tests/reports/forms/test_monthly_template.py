"""The shipped built-in form is what its layout says, and looks after its own cells."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from app.paths import bundled
from app.reports.forms import monthly_layout as layout
from app.reports.forms.form import load_form, load_forms

FOLDER = bundled("forms") / "monthly_builtin"


def test_the_shipped_files_are_what_the_builder_writes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("build", FOLDER / "build_template.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.build(tmp_path)
    assert (tmp_path / "form.toml").read_bytes() == (FOLDER / "form.toml").read_bytes()
    with (
        zipfile.ZipFile(tmp_path / "template.xlsx") as built,
        zipfile.ZipFile(FOLDER / "template.xlsx") as shipped,
    ):
        assert {n: built.read(n) for n in built.namelist()} == {
            n: shipped.read(n) for n in shipped.namelist()
        }


def test_it_is_one_a4_landscape_page_that_says_whose_form_it_is() -> None:
    form = load_form("monthly_builtin")
    sheet = openpyxl.load_workbook(form.template)[form.sheet]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert (
        sheet["A2"].value
        == layout.OWN_FORM_LINE
        == "当センター独自の様式（公式の様式ではありません）"
    )


def test_only_the_inputs_of_a_form_are_open_cells() -> None:
    for form in load_forms():
        sheet = openpyxl.load_workbook(form.template)[form.sheet]
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
        properties = openpyxl.load_workbook(form.template).properties
        assert not properties.creator
        assert not properties.lastModifiedBy
        assert not properties.description


def test_tables_do_not_overlap_and_stay_on_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for table in layout.tables():
        last = table.body_top + len(table.rows)
        spots = {
            (row, table.left + column)
            for row in range(table.top, last)
            for column in range(len(table.columns) + 1)
        }
        assert not taken & spots
        taken |= spots
        assert last <= layout.BODY_ROWS
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
    assert max(column for _, column in taken) == len(layout.COLUMNS_MM) - 1
    assert sum(layout.COLUMNS_MM) <= 277
