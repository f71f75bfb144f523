"""Filling a form the usual way: openpyxl loads the workbook, sets cells and saves all of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from app.reports.forms.form import Form, Value


def fill(form: Form, values: Mapping[str, Value], out: Path) -> None:
    """Write `values` into the form's cells; None leaves a cell as it is."""
    book = load_workbook(form.template)
    sheet = book[form.sheet]
    for entry in form.inputs:
        value = values.get(entry.name)
        if value is not None:
            sheet[entry.cell] = value
    book.save(out)


def read_back(form: Form, path: Path) -> dict[str, object]:
    """What stands in every cell of the form's sheet, formulas as they are written."""
    sheet = load_workbook(path)[form.sheet]
    return {
        cell.coordinate: cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
