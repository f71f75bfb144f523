"""Sorting a table's rows: case, section, subtotal, repeated header, blank; resolving 〃."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from app.ledgers.cells import CellValue, cell_at, is_blank, is_ditto, plain, shown
from app.ledgers.columns import MORE_STARTS, Table, extra_title
from app.ledgers.layout import texts_of
from app.ledgers.remembering import remembered

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
_PREPARED = frozenset({"row_no", "age", "number"})
"""Fields that are often filled in before there is a case."""
_DATED = frozenset({"start", "start_move", "day"})


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class RawRow(NamedTuple):
    """One row with its cells by field, every 〃 replaced by what it repeats."""

    sheet: str
    number: int
    kind: RowKind
    cells: Mapping[str, CellValue] = _NOTHING
    errors: Mapping[str, str] = _NOTHING
    extra: Mapping[str, str] = _NOTHING
    unresolved: tuple[str, ...] = ()
    """Fields whose 〃 has no row above it."""
    section: str = ""
    """The heading of the section the row stands in."""
    hidden: bool = False
    struck: bool = False


def raw_rows(sheet: Sheet, table: Table) -> Iterator[RawRow]:
    """The rows below a table's header, blank ones too, in order."""
    shape = _Shape(sheet, table)
    by_number = {row.number: row for row in sheet.rows}
    merged = _merged_over_rows(sheet, table)
    above: Mapping[int, CellValue] | None = None
    plain_above: list[CellValue] | None = None
    section = ""
    for number in range(table.first_row, table.last_row + 1):
        row = _with_merged(by_number.get(number), table, merged.get(number, {}), by_number)
        told = shape.plain_case(row) if row is not None else None
        if row is not None and told is not None:
            plain_above = told
            yield shape.raw_case(row, told, section)
            continue
        if plain_above is not None:
            above, plain_above = shape.by_column(plain_above), None
        filled = shape.filled(row) if row is not None else []
        kind, text = shape.kind(row, filled) if row is not None else ("blank", "")
        if row is None or kind != "case":
            section = text if kind == "section" else section
            yield RawRow(sheet.name, number, kind, section=section)
            continue
        above, case = shape.case(row, filled, above, section)
        yield case


_OWN = frozenset({"start", "start_move", *MORE_STARTS, "means", "minutes"})
"""Fields of which a row must have one of its own to be more than a further line of the row above."""


@remembered
def _is_total_word(text: str) -> bool:
    return _TOTAL.fullmatch(plain(text)) is not None


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


_Filled = list[tuple[int, str, "Cell"]]
"""Column, field and cell of every cell of a row that holds something."""
_MORE_THAN_A_TOTAL = 5
"""Filled cells of a row with a day that is a case whatever it says."""


class _Shape:
    """What the rows of one table have in common, so that no row finds it out again."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self._sheet = sheet.name
        self._columns = tuple((column.index, column.field) for column in table.columns)
        self._indexes = tuple(column.index for column in table.columns)
        self._fields = tuple(column.field for column in table.columns)
        self._dated = [at for at, field_name in enumerate(self._fields) if field_name in _DATED]
        named = [field_name for field_name in self._fields if field_name]
        self._may_be_plain = len(named) == len(set(named)) and self._indexes[:1] == (0,)
        """Whether each field has one column and nothing stands left of the table."""
        self._has_errors = any(cell.error is not None for row in sheet.rows for cell in row.cells)
        self._width = 1 + max((column.index for column in table.columns), default=-1)
        self._empty = dict.fromkeys(column.field for column in table.columns if column.field)
        self._titles = {
            column.index: extra_title(table.columns, column)
            for column in table.columns
            if not column.field
        }
        name = table.column_of("name")
        self._name = None if name is None else name.index
        self._headers = {texts_of(row) for row in sheet.rows if row.number in table.header_rows}
        self._first_words = {texts[0] for texts in self._headers if texts}
        self._plain: set[CellValue] = {None}
        """Values that were met and are nothing else, wherever they stand."""

    def plain_case(self, row: Row) -> list[CellValue] | None:
        """The values of a row that can be nothing but a case and repeats nothing from above."""
        cells = row.cells
        if len(cells) < self._width or not self._may_be_plain:
            return None
        told = [cells[index].value for index in self._indexes]
        known = self._plain
        if not known.issuperset(told):
            known.update([value for value in told if value not in known and self._is_plain(value)])
            if not known.issuperset(told):
                return None
        if told[0] is None or len(told) - told.count(None) < _MORE_THAN_A_TOTAL:
            return None
        if all(told[at] is None for at in self._dated):
            return None
        if self._has_errors and any(cells[index].error is not None for index in self._indexes):
            return None
        return told

    def raw_case(self, row: Row, told: list[CellValue], section: str) -> RawRow:
        """The row of these values."""
        named = dict(zip(self._fields, told, strict=True))
        extra = {}
        if self._titles:
            named.pop("", None)
            extra = {
                self._titles[index]: shown(value)
                for index, value in zip(self._indexes, told, strict=True)
                if value is not None and index in self._titles
            }
        return RawRow(
            self._sheet, row.number, "case", named, {}, extra, (), section, row.hidden, row.struck
        )

    def by_column(self, told: Iterable[CellValue]) -> Mapping[int, CellValue]:
        """The values of a plain case by their columns."""
        return dict(zip(self._indexes, told, strict=True))

    def _is_plain(self, value: CellValue) -> bool:
        """Whether it is no blank, no 〃 and not the first word of a header or an example."""
        if isinstance(value, str) and (not value.strip() or is_ditto(value)):
            return False
        word = plain(value)
        return word not in self._first_words and word not in _EXAMPLES

    def filled(self, row: Row) -> _Filled:
        """The cells of the table's columns that hold something."""
        cells = row.cells
        if len(cells) < self._width:
            return [
                (index, field_name, cells[index])
                for index, field_name in self._columns
                if index < len(cells) and not is_blank(cells[index])
            ]
        return [
            (index, field_name, cell)
            for index, field_name in self._columns
            if (
                (value := (cell := cells[index]).value) is not None
                and (type(value) is not str or value.strip())
            )
            or cell.error is not None
        ]

    def kind(self, row: Row, filled: _Filled) -> tuple[RowKind, str]:
        """The kind of a row, and the text of a section or subtotal."""
        if not filled:
            return "blank", ""
        first = plain(filled[0][2].value)
        if first in _EXAMPLES or self._repeats_header(row, filled[0], first):
            return "header", ""
        fields = {field_name for _, field_name, _ in filled}
        if self._is_total(filled, first, dated=not fields.isdisjoint(_DATED)):
            return "subtotal", first
        if len(filled) <= 2 and (_SECTION.fullmatch(first) or _PERIOD.fullmatch(first)):
            return "section", shown(filled[0][2].value)
        # Numbers filled in beforehand, with nothing behind them, are no cases.
        return ("blank" if fields <= _PREPARED else "case"), ""

    def _repeats_header(self, row: Row, leftmost: tuple[int, str, Cell], word: str) -> bool:
        if leftmost[0]:  # beside the table something may stand further left
            beside = next((cell.value for cell in row.cells if not is_blank(cell)), None)
            word = plain(beside)
        return word in self._first_words and texts_of(row) in self._headers

    def _is_total(self, filled: _Filled, first: str, *, dated: bool) -> bool:
        for _, _, cell in filled[:3]:
            if type(cell.value) is str and _is_total_word(cell.value):
                return len(filled) <= 4 or not dated
        if dated or all(index != self._name for index, _, _ in filled):
            return False
        only_numbers = all(_COUNTED.fullmatch(plain(cell.value)) for _, _, cell in filled)
        return only_numbers and bool(first)

    def case(
        self, row: Row, filled: _Filled, above: Mapping[int, CellValue] | None, section: str
    ) -> tuple[Mapping[int, CellValue], RawRow]:
        """(values by column for a 〃 below, the row) of a row that is a case."""
        resolved: dict[int, CellValue] = {}
        cells: dict[str, CellValue] = self._empty.copy()
        errors: dict[str, str] = {}
        extra: dict[str, str] = {}
        unresolved = []
        for index, field_name, cell in filled:
            value = cell.value if cell.error is None else None
            if type(value) is str and is_ditto(value):
                if above is None and field_name:
                    unresolved.append(field_name)
                value = above.get(index) if above is not None else None
            resolved[index] = value
            if not field_name:
                extra[self._titles[index]] = shown(value)
                continue
            cells[field_name] = value
            if cell.error is not None:
                errors[field_name] = cell.error
        return resolved, RawRow(
            self._sheet, row.number, "case", cells, errors, extra, tuple(unresolved),
            section=section, hidden=row.hidden, struck=row.struck,
        )  # fmt: skip
