"""The same cells written by the library alone: what stands in a finished workbook, known beforehand."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

Look = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Cell:
    """One cell: where it is, what stands there, how it looks."""

    row: int
    column: int
    value: str | int | float
    look: Look


@dataclass(frozen=True)
class Sheet:
    """One sheet with its cells in order and the widths of its columns."""

    name: str
    cells: tuple[Cell, ...]
    widths: tuple[tuple[int, float], ...]


def known(path: Path) -> tuple[Sheet, ...]:
    """Every cell of a finished workbook."""
    with closing(openpyxl.load_workbook(path)) as book:
        return tuple(_sheet(sheet) for sheet in book.worksheets)


def write(sheets: tuple[Sheet, ...], out: Path, folder: Path) -> None:
    """The cells, one after the other, by the ways of the library; drafts lie in `folder`."""
    settings = {"constant_memory": True, "tmpdir": str(folder)}
    with xlsxwriter.Workbook(out, settings) as book:
        looks: dict[Look, Any] = {}
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for column, width in sheet.widths:
                page.set_column(column, column, width)
            for cell in sheet.cells:
                look = looks.get(cell.look)
                if look is None:
                    look = looks[cell.look] = book.add_format(dict(cell.look))
                if isinstance(cell.value, str):
                    page.write_string(cell.row, cell.column, cell.value, look)
                else:
                    page.write_number(cell.row, cell.column, cell.value, look)


def values(sheets: tuple[Sheet, ...]) -> list[Any]:
    """What stands where, for comparing."""
    return [
        [sheet.name, [[cell.row, cell.column, cell.value] for cell in sheet.cells]]
        for sheet in sheets
    ]


def _sheet(sheet: Any) -> Sheet:
    cells = tuple(
        Cell(cell.row - 1, cell.column - 1, cell.value, _look(cell))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
    widths = tuple(
        (at, sheet.column_dimensions[letter].width)
        for at, letter in enumerate("ABCDEFGHIJK")
        if letter in sheet.column_dimensions
    )
    return Sheet(sheet.title, cells, widths)


def _look(cell: Any) -> Look:
    font, fill = cell.font, cell.fill
    parts = (
        ("font_name", font.name),
        ("font_size", font.sz),
        ("bold", bool(font.b)),
        ("font_color", f"#{font.color.rgb[2:]}" if font.color and font.color.type == "rgb" else ""),
        ("bg_color", f"#{fill.fgColor.rgb[2:]}" if fill.fill_type == "solid" else ""),
        ("text_wrap", bool(cell.alignment.wrap_text)),
        ("valign", "top"),
        ("num_format", cell.number_format),
        ("bottom", 1 if cell.border.bottom and cell.border.bottom.style else 0),
        ("quote_prefix", bool(cell.quotePrefix)),
    )
    return tuple(part for part in parts if part[1])
