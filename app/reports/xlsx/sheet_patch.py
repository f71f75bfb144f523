"""Writing values into single cells of a worksheet part; everything else keeps its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.xml_spans import Edit, Element, apply, open_tag, parse

CellValue = int | str | date
_MOST_COVERED = 100_000
"""Places that one array formula may fill; a whole sheet has billions."""


def patch_sheet(
    data: bytes, part: str, values: Mapping[Place, CellValue], *, date1904: bool
) -> bytes:
    """The sheet with `values` written and the cached results of its formulas taken out."""
    root = parse(data, part)
    sheet_data = root.first("sheetData")
    if sheet_data is None:
        raise BrokenTemplateError(f"{part} は表ではありません")
    rows = rows_of(sheet_data)
    _refuse_places(root, rows, values)
    edits = [edit for _, row in rows for edit in _without_cached(row)]
    by_row: dict[int, dict[int, CellValue]] = {}
    for (row_number, column), value in sorted(values.items()):
        by_row.setdefault(row_number, {})[column] = value
    writer = _Writer(root, sheet_data, date1904=date1904)
    known = dict(rows)
    for row_number, wanted in by_row.items():
        if row_number in known:
            edits += writer.into_row(row_number, known[row_number], wanted)
    missing = {number: by_row[number] for number in by_row if number not in known}
    edits += writer.new_rows(rows, missing)
    return apply(data, edits)


class _Writer:
    """Makes cells in the namespace and with the default styles of one sheet."""

    def __init__(self, root: Element, sheet_data: Element, *, date1904: bool) -> None:
        self._sheet_data = sheet_data
        self._prefix = sheet_data.prefix
        self._date1904 = date1904
        columns = root.first("cols")
        self._columns = columns.all("col") if columns is not None else []

    def into_row(self, number: int, row: Element, wanted: Mapping[int, CellValue]) -> list[Edit]:
        """Edits that replace cells of `row` and insert those it does not have, in order."""
        present = dict(cells_of(number, row))
        edits = [
            Edit(present[column].start, present[column].end, self._again(present[column], value))
            for column, value in wanted.items()
            if column in present
        ]
        new = {column: value for column, value in wanted.items() if column not in present}
        if not new:
            return edits
        attributes = {k: v for k, v in row.attributes.items() if k != "spans"}
        style = row.attributes.get("s") if row.attributes.get("customFormat") == "1" else None
        if row.empty:
            inner = "".join(self._new(number, col, new[col], style) for col in sorted(new))
            text = f"{open_tag(row, attributes)}{inner}</{row.tag}>"
            return [Edit(row.start, row.end, text)]
        if attributes != row.attributes:
            edits.append(Edit(row.start, row.opened, open_tag(row, attributes)))
        for column in sorted(new):
            later = [cell.start for at, cell in present.items() if at > column]
            spot = min(later, default=row.closing)
            edits.append(Edit(spot, spot, self._new(number, column, new[column], style)))
        return edits

    def new_rows(
        self, rows: list[tuple[int, Element]], missing: Mapping[int, Mapping[int, CellValue]]
    ) -> list[Edit]:
        """Edits that insert whole rows in order."""
        texts = {
            number: f'<{self._prefix}row r="{number}">'
            + "".join(self._new(number, col, wanted[col], None) for col in sorted(wanted))
            + f"</{self._prefix}row>"
            for number, wanted in sorted(missing.items())
        }
        box = self._sheet_data
        if texts and box.empty:
            inner = "".join(texts.values())
            text = f"{open_tag(box, box.attributes)}{inner}</{box.tag}>"
            return [Edit(box.start, box.end, text)]
        edits = []
        for number, text in texts.items():
            spot = min((row.start for at, row in rows if at > number), default=box.closing)
            edits.append(Edit(spot, spot, text))
        return edits

    def _again(self, cell: Element, value: CellValue) -> str:
        kind, inner = cells.content(value, self._prefix, date1904=self._date1904)
        attributes = {k: v for k, v in cell.attributes.items() if k not in {"t", "cm", "vm"}}
        if kind:
            attributes["t"] = kind
        return f"{open_tag(cell, attributes)}{inner}</{cell.tag}>"

    def _new(self, row: int, column: int, value: CellValue, style: str | None) -> str:
        kind, inner = cells.content(value, self._prefix, date1904=self._date1904)
        chosen = style or self._column_style(column)
        written = f' s="{chosen}"' if chosen else ""
        written += f' t="{kind}"' if kind else ""
        where = cells.address((row, column))
        return f'<{self._prefix}c r="{where}"{written}>{inner}</{self._prefix}c>'

    def _column_style(self, column: int) -> str | None:
        for entry in self._columns:
            if int(entry.attributes["min"]) <= column <= int(entry.attributes["max"]):
                return entry.attributes.get("style")
        return None


def rows_of(sheet_data: Element) -> list[tuple[int, Element]]:
    """The rows of a sheet with their numbers from 1."""
    numbered: list[tuple[int, Element]] = []
    number = 0
    for row in sheet_data.all("row"):
        number = int(row.attributes.get("r", number + 1))
        numbered.append((number, row))
    return numbered


def cells_of(row_number: int, row: Element) -> list[tuple[int, Element]]:
    """The cells of a row with their columns from 1."""
    numbered: list[tuple[int, Element]] = []
    column = 0
    for cell in row.all("c"):
        default = cells.address((row_number, column + 1))
        column = cells.place(cell.attributes.get("r", default))[1]
        numbered.append((column, cell))
    return numbered


def _refuse_places(
    root: Element, rows: list[tuple[int, Element]], values: Mapping[Place, CellValue]
) -> None:
    merges = root.first("mergeCells")
    for merged in merges.all("mergeCell") if merges is not None else []:
        bounds = cells.area(merged.attributes["ref"])
        for spot in values:
            if cells.inside(spot, bounds) and spot != bounds[0]:
                raise BrokenTemplateError(
                    f"{cells.address(spot)} は結合セルの中です。"
                    f"左上の {cells.address(bounds[0])} を指してください"
                )
    taken = covered_by_formula(rows)
    for spot in values:
        if spot in taken:
            raise BrokenTemplateError(
                f"{cells.address(spot)} には様式の数式があり、上書きできません"
            )


def covered_by_formula(rows: list[tuple[int, Element]]) -> frozenset[Place]:
    """Every place whose value a formula gives; an array formula fills several."""
    taken: set[Place] = set()
    for number, row in rows:
        for column, cell in cells_of(number, row):
            formula = cell.first("f")
            if formula is None:
                continue
            taken.add((number, column))
            if formula.attributes.get("t") in {"array", "dataTable"}:
                reference = formula.attributes.get("ref", cells.address((number, column)))
                (top, left), (bottom, right) = cells.area(reference)
                if (bottom - top + 1) * (right - left + 1) > _MOST_COVERED:
                    raise BrokenTemplateError(f"{reference} の数式の範囲が広すぎます")
                taken |= {
                    (at, beside)
                    for at in range(top, bottom + 1)
                    for beside in range(left, right + 1)
                }
    return frozenset(taken)


def _without_cached(row: Element) -> list[Edit]:
    edits: list[Edit] = []
    for cell in row.all("c"):
        results = [child for child in cell.children if child.name in {"v", "is"}]
        if cell.first("f") is None or not results:
            continue
        if "t" in cell.attributes:
            kept = {k: v for k, v in cell.attributes.items() if k != "t"}
            edits.append(Edit(cell.start, cell.opened, open_tag(cell, kept)))
        edits += [Edit(result.start, result.end, "") for result in results]
    return edits
