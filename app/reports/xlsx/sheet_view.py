"""How a sheet looks, roughly: texts, merged cells, sizes, lines, and which cells may be filled."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from html import unescape

from app.calendar import wareki
from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.native import reading_values
from app.reports.xlsx.package import Package
from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.sheet_patch import cells_of, covered_by_formula, rows_of
from app.reports.xlsx.styles import PLAIN, Look, looks
from app.reports.xlsx.xml_spans import Element, parse

MOST_ROWS, MOST_COLUMNS = 400, 80
"""What is shown of a sheet; forms are smaller."""
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 8.43, 15.0
_PIXELS_PER_CHARACTER, _PIXELS_PER_POINT = 7.0, 96 / 72
_NAMED = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?[0-9]+)(?::.*)?")

Area = tuple[Place, Place]


@dataclass(frozen=True)
class SheetView:
    """One sheet of a form as it is shown for pointing; places count from 1."""

    name: str
    rows: int
    columns: int
    widths: tuple[int, ...] = field(repr=False)
    heights: tuple[int, ...] = field(repr=False)
    texts: Mapping[Place, str] = field(repr=False)
    looks: Mapping[Place, Look] = field(repr=False)
    merges: tuple[Area, ...] = field(repr=False)
    formulas: frozenset[Place] = field(repr=False)
    protected: bool = False
    names: Mapping[Place, str] = field(default_factory=dict, repr=False)
    """Named cells: the name the form's author gave them."""
    cut: bool = False
    """Whether the sheet goes on beyond what is shown."""

    def look(self, spot: Place) -> Look:
        """How a cell looks."""
        return self.looks.get(spot, PLAIN)

    def area_of(self, spot: Place) -> Area:
        """The merged cells a place lies in, or the place alone."""
        return self._merged.get(spot, (spot, spot))

    @cached_property
    def _merged(self) -> Mapping[Place, Area]:
        """Every shown place inside merged cells."""
        return {
            (row, column): area
            for area in self.merges
            for row in range(area[0][0], min(area[1][0], self.rows) + 1)
            for column in range(area[0][1], min(area[1][1], self.columns) + 1)
        }

    def anchor(self, spot: Place) -> Place:
        """The cell that holds what is shown at a place: the top left of merged cells."""
        return self.area_of(spot)[0]

    def refusal(self, spot: Place) -> str:
        """Why nothing may be put into a cell; '' when something may."""
        if self.anchor(spot) in self.formulas:
            return "様式の数式があるセルです。数式はExcelが計算するので、ここには入れません。"
        return ""

    def hint(self, spot: Place) -> str:
        """What to know of a cell that may be filled."""
        at = self.anchor(spot)
        if self.protected and self.look(at).locked:
            return (
                "様式の保護で、Excelでは書き込めないセルです。"
                "プログラムからは書き込めますが、欄が合っているか確かめてください。"
            )
        if self.texts.get(at):
            return "すでに文字があるセルです。入れると置き換わります。"
        return ""

    def labels(self, spot: Place) -> tuple[str, str]:
        """The words nearest to the left of a cell and nearest above it."""
        at = self.anchor(spot)
        left, above = self._nearest
        return left.get(at, ""), above.get(at, "")

    @cached_property
    def _nearest(self) -> tuple[Mapping[Place, str], Mapping[Place, str]]:
        """For every shown place the last words before it in its row and in its column."""
        left: dict[Place, str] = {}
        above: dict[Place, str] = {}
        over = [""] * (self.columns + 1)
        for row in range(1, self.rows + 1):
            before = ""
            for column in range(1, self.columns + 1):
                spot = (row, column)
                left[spot], above[spot] = before, over[column]
                words = self._words(row, column)
                if words:
                    before = over[column] = words
        return left, above

    def _words(self, row: int, column: int) -> str:
        at = self.anchor((row, column))
        text = self.texts.get(at, "").strip()
        return "" if at in self.formulas or _is_number(text) else " ".join(text.split())


def view_sheet(package: Package, data: bytes, name: str) -> SheetView:
    """The sheet called `name` of a workbook whose bytes are `data`."""
    part = package.sheets[name]
    if part not in package.parts:
        raise BrokenTemplateError(f"{part} がありません")
    root = parse(package.parts[part], part)
    sheet_data = root.first("sheetData")
    if sheet_data is None:
        raise BrokenTemplateError(f"{part} は表ではありません")
    rows = rows_of(sheet_data)
    texts = _texts(data, name)
    merges = tuple(_merges(root))
    known = looks(package)
    found = {
        (number, column): known[style]
        for number, row in rows
        for column, cell in cells_of(number, row)
        if 0 <= (style := int(cell.attributes.get("s", "0"))) < len(known)
    }
    last_row, last_column = _extent(texts, found, merges)
    shown_rows, shown_columns = min(last_row, MOST_ROWS), min(last_column, MOST_COLUMNS)
    protection = root.first("sheetProtection")
    return SheetView(
        name=name,
        rows=shown_rows,
        columns=shown_columns,
        widths=_widths(root, shown_columns),
        heights=_heights(root, rows, shown_rows),
        texts=texts,
        looks=found,
        merges=merges,
        formulas=covered_by_formula(rows),
        protected=protection is not None and protection.attributes.get("sheet") in {"1", "true"},
        names=dict(_names(package, name)),
        cut=(shown_rows, shown_columns) != (last_row, last_column),
    )


def _texts(data: bytes, name: str) -> dict[Place, str]:
    from python_calamine import CalamineWorkbook

    with (
        reading_values(f"シート「{name}」を読めません"),
        CalamineWorkbook.from_filelike(io.BytesIO(data)) as book,
    ):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return {
        (number, column): words
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if (words := _shown(value))
    }


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return wareki.long(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _is_number(text: str) -> bool:
    return bool(text) and text.replace(",", "").replace(".", "").lstrip("-").isdigit()


def _merges(root: Element) -> Iterator[Area]:
    merged = root.first("mergeCells")
    for entry in merged.all("mergeCell") if merged is not None else []:
        yield cells.area(entry.attributes["ref"])


def _extent(
    texts: Mapping[Place, str], found: Mapping[Place, Look], merges: tuple[Area, ...]
) -> Place:
    drawn = [spot for spot, look in found.items() if look.drawn]
    ends = [*texts, *drawn, *(area[1] for area in merges), (1, 1)]
    return max(row for row, _ in ends) + 1, max(column for _, column in ends) + 1


def _widths(root: Element, count: int) -> tuple[int, ...]:
    widths = [round(_DEFAULT_WIDTH * _PIXELS_PER_CHARACTER + 5)] * count
    columns = root.first("cols")
    for entry in columns.all("col") if columns is not None else []:
        first, last = int(entry.attributes["min"]), int(entry.attributes["max"])
        width = float(entry.attributes.get("width", _DEFAULT_WIDTH))
        hidden = entry.attributes.get("hidden") in {"1", "true"}
        for at in range(first, min(last, count) + 1):
            widths[at - 1] = 0 if hidden else round(width * _PIXELS_PER_CHARACTER + 5)
    return tuple(widths)


def _heights(root: Element, rows: list[tuple[int, Element]], count: int) -> tuple[int, ...]:
    settings = root.first("sheetFormatPr")
    usual = settings.attributes.get("defaultRowHeight", "") if settings is not None else ""
    heights = [round(float(usual or _DEFAULT_HEIGHT) * _PIXELS_PER_POINT)] * count
    for number, row in rows:
        if number <= count and "ht" in row.attributes:
            heights[number - 1] = round(float(row.attributes["ht"]) * _PIXELS_PER_POINT)
        if number <= count and row.attributes.get("hidden") in {"1", "true"}:
            heights[number - 1] = 0
    return tuple(heights)


def _names(package: Package, sheet: str) -> Iterator[tuple[Place, str]]:
    data = package.parts[package.workbook]
    defined = parse(data, package.workbook).first("definedNames")
    for entry in defined.all("definedName") if defined is not None else []:
        name = entry.attributes.get("name", "")
        target = unescape(data[entry.opened : entry.closing].decode("utf-8"))
        found = _NAMED.fullmatch(target)
        if found is None or name.startswith("_"):
            continue
        if (found[1] or found[2]).replace("''", "'") == sheet:
            yield cells.place(found[3]), name
