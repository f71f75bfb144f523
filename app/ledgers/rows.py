"""Sorting a table's rows: case, section, subtotal, repeated header, blank; resolving 〃."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from app.ledgers.cells import CellValue, cell_at, is_blank, is_ditto, plain, shown
from app.ledgers.columns import MORE_STARTS, Table, extra_title
from app.ledgers.layout import texts_of

if TYPE_CHECKING:
    from app.ledgers.reading.workbook import Cell, Row, Sheet

RowKind = Literal["case", "section", "subtotal", "header", "blank"]

_SECTION = re.compile(r"[【■●◆◇□▼▽★◎▲△〔［\[<＜《「※].*")
_PERIOD = re.compile(
    r"(?:(?:令和|平成|R|H|20)?(?:元|\d{1,2})年?度?[./]?)?\d{1,2}月(?:分|度)?|"
    r"(?:令和|平成|R|H)?(?:元|\d{1,4})年度?(?:分|新規|継続|上半期|下半期)?|第\d四半期|[上下]半期"
)
_TOTAL = re.compile(
    r".{0,8}(?:小計|合計|総計|累計|総数)|(?:継続|新規|終了|当月|本月|年度|月|前年度|人数|件数)*計"
)
_COUNTED = re.compile(r"\d+(?:名|件|人|ケース)?")
_EXAMPLES = frozenset({"例", "(例)", "記入例", "(記入例)", "【例】", "記載例", "(記載例)", "見本"})
_NOT_TELLING = frozenset({"row_no", "age"})


@dataclass(frozen=True)
class RawRow:
    """One row with its cells by field, every 〃 replaced by what it repeats."""

    sheet: str
    number: int
    kind: RowKind
    cells: Mapping[str, CellValue] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    unresolved: tuple[str, ...] = ()
    """Fields whose 〃 has no row above it."""
    section: str = ""
    """The heading of the section the row stands in."""
    hidden: bool = False
    struck: bool = False


def raw_rows(sheet: Sheet, table: Table) -> Iterator[RawRow]:
    """The rows below a table's header, blank ones too, in order."""
    headers = {texts_of(row) for row in sheet.rows if row.number in table.header_rows}
    by_number = {row.number: row for row in sheet.rows}
    merged = _merged_over_rows(sheet, table)
    above: dict[int, CellValue] | None = None
    section = ""
    for number in range(table.first_row, table.last_row + 1):
        row = _with_merged(by_number.get(number), table, merged.get(number, {}), by_number)
        kind, text = _kind(row, table, headers)
        if row is None or kind != "case":
            section = text if kind == "section" else section
            yield RawRow(sheet.name, number, kind, section=section)
            continue
        resolved, unresolved = _resolved(row, table, above)
        above = resolved
        yield _case(sheet.name, row, table, resolved, unresolved, section)


_OWN = frozenset({"start", "start_move", *MORE_STARTS, "means", "minutes"})
"""Fields of which a row must have one of its own to be more than a further line of the row above."""


def _merged_over_rows(sheet: Sheet, table: Table) -> dict[int, dict[int, int]]:
    """Row → column → the row above in which the merged cell's value stands."""
    found: dict[int, dict[int, int]] = {}
    # Ranges that overlap, which Excel never writes, would keep this loop busy for minutes.
    free = {column.index: table.first_row for column in table.columns}
    for merge in sorted(sheet.merges, key=lambda merge: merge.first_row):
        if merge.first_row < free.get(merge.first_column, merge.first_row + 1):
            continue
        free[merge.first_column] = merge.last_row + 1
        for number in range(merge.first_row + 1, min(merge.last_row, table.last_row) + 1):
            found.setdefault(number, {})[merge.first_column] = merge.first_row
    return found


def _with_merged(
    row: Row | None, table: Table, merged: Mapping[int, int], by_number: Mapping[int, Row]
) -> Row | None:
    """The row with the values of cells that are merged over it and rows above."""
    if row is None or not merged:
        return row
    own = {c.index for c in table.columns if c.field in _OWN}
    if all(is_blank(cell_at(row, index)) for index in own):
        return row
    cells = list(row.cells)
    for index, first in merged.items():
        top = by_number.get(first)
        cell = cell_at(top, index) if top is not None else None
        if cell is not None and is_blank(cell_at(row, index)):
            cells += [type(cell)()] * (index + 1 - len(cells))
            cells[index] = cell
    return replace(row, cells=tuple(cells))


def _kind(row: Row | None, table: Table, headers: set[tuple[str, ...]]) -> tuple[RowKind, str]:
    if row is None:
        return "blank", ""
    filled = {c.index: cell for c in table.columns if (cell := cell_at(row, c.index)) is not None
              and not is_blank(cell)}  # fmt: skip
    fields = {c.field for c in table.columns if c.index in filled}
    if not filled:
        return "blank", ""
    first = plain(next(iter(filled.values())).value)
    if texts_of(row) in headers or first in _EXAMPLES:
        return "header", ""
    dated = bool(fields & {"start", "start_move", "day"})
    if _is_total(table, filled, first, dated):
        return "subtotal", first
    if len(filled) <= 2 and (_SECTION.fullmatch(first) or _PERIOD.fullmatch(first)):
        return "section", shown(next(iter(filled.values())).value)
    # Numbers filled in beforehand, with nothing behind them, are no cases.
    prepared = fields <= _NOT_TELLING | {"number"} and not _has_extra(table, filled)
    return ("blank" if prepared else "case"), ""


def _has_extra(table: Table, filled: Mapping[int, Cell]) -> bool:
    return any(
        not column.field and column.index in filled and not filled[column.index].is_formula
        for column in table.columns
    )


def _is_total(table: Table, filled: Mapping[int, Cell], first: str, dated: bool) -> bool:
    labels = [plain(cell.value) for cell in filled.values()][:3]
    if any(_TOTAL.fullmatch(label) for label in labels):
        return len(filled) <= 4 or not dated
    name = table.column_of("name")
    counted = name is not None and name.index in filled
    if not counted or name is None or dated:
        return False
    only_numbers = all(_COUNTED.fullmatch(plain(cell.value)) for cell in filled.values())
    return only_numbers and bool(first)


def _resolved(
    row: Row, table: Table, above: Mapping[int, CellValue] | None
) -> tuple[dict[int, CellValue], tuple[str, ...]]:
    resolved: dict[int, CellValue] = {}
    unresolved = []
    for column in table.columns:
        cell = cell_at(row, column.index)
        value = cell.value if cell is not None and cell.error is None else None
        if is_ditto(value):
            if above is None:
                unresolved.append(column.field)
            value = above.get(column.index) if above is not None else None
        resolved[column.index] = value
    return resolved, tuple(field for field in unresolved if field)


def _case(
    sheet: str,
    row: Row,
    table: Table,
    resolved: Mapping[int, CellValue],
    unresolved: tuple[str, ...],
    section: str,
) -> RawRow:
    cells: dict[str, CellValue] = {}
    errors: dict[str, str] = {}
    extra: dict[str, str] = {}
    for column in table.columns:
        cell = cell_at(row, column.index)
        if column.field:
            cells[column.field] = resolved[column.index]
            if cell is not None and cell.error is not None:
                errors[column.field] = cell.error
        elif cell is not None and not is_blank(cell):
            extra[extra_title(table.columns, column)] = shown(resolved[column.index])
    return RawRow(
        sheet, row.number, "case", cells, errors, extra, unresolved,
        section=section, hidden=row.hidden, struck=row.struck,
    )  # fmt: skip
