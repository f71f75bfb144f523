"""Where the tables of a ledger stand: header rows, columns, which 業務 – never by fixed names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.calendar.typing import read_date
from app.ledgers import columns as meaning
from app.ledgers.cells import cell_at, is_blank, plain, shown
from app.ledgers.columns import LedgerMapping, NoTable, Table
from app.ledgers.kinds import decide_kind
from app.ledgers.remembering import remembered

if TYPE_CHECKING:
    from app.ledgers.reading.workbook import Row, Sheet, Workbook

_MAX_HEADER_ROWS = 3
_LEAST_WORDS = 3
_LEAST_SHARE = 0.5
_LEAST_SUB_SHARE = 0.6
_MAX_HEADER_LENGTH = 40
_ERA_YEAR = re.compile(r"(令和|平成|昭和|令|平|(?<![A-Z])[RH])(元|\d{1,2})")
_WITH_WORD = re.compile(_ERA_YEAR.pattern + "年?度")
_WESTERN_YEAR = re.compile(r"(20\d\d)(年?度)?")
_NOT_DAYS = date(2000, 1, 1)


def find_mapping(workbook: Workbook, saved: Mapping[str, Mapping[str, Any]]) -> LedgerMapping:
    """The tables of every sheet; a table corrected before (`saved`, by signature) is read so."""
    tables: list[Table] = []
    skipped: list[NoTable] = []
    for sheet in workbook.sheets:
        found = _tables_of(sheet)
        tables.extend(
            meaning.with_saved(table, saved[table.signature]) if table.signature in saved else table
            for table in found
        )
        if not found:
            skipped.append(NoTable(sheet.name, _reason(sheet)))
    return LedgerMapping(tuple(tables), tuple(skipped))


def _tables_of(sheet: Sheet) -> list[Table]:
    rows = {row.number: row for row in sheet.rows}
    blocks = _header_blocks(sheet, rows)
    tables = []
    titles = [_first_title_row(rows, block[0]) if at else 1 for at, block in enumerate(blocks)]
    for at, block in enumerate(blocks):
        last = titles[at + 1] - 1 if at + 1 < len(blocks) else max(rows, default=0)
        table = _table(sheet, rows, block, last, titles[at])
        if table is not None:
            tables.append(table)
    return tables


def _header_blocks(sheet: Sheet, rows: Mapping[int, Row]) -> list[tuple[int, ...]]:
    """The header rows of each table of a sheet, top to bottom; a repeated header is none."""
    blocks: list[tuple[int, ...]] = []
    known: set[tuple[str, ...]] = set()
    free_from = 0
    for row in sheet.rows:
        if row.number < free_from or not _is_header(row):
            continue
        signature = texts_of(row)
        if signature in known:
            continue
        block = _grown(row.number, rows, free_from)
        blocks.append(block)
        known.update(texts_of(rows[number]) for number in block)
        free_from = block[-1] + 1
    return blocks


def texts_of(row: Row) -> tuple[str, ...]:
    """A row's folded texts, for comparing headers."""
    return tuple(plain(cell.value) for cell in row.cells if not is_blank(cell))


def _words_in(row: Row) -> tuple[int, int]:
    """(cells that are header words, filled cells)."""
    words = filled = 0
    for cell in row.cells:
        value = cell.value
        if type(value) is str:
            is_filled, is_word = _read_as_header(value)
            filled += is_filled or cell.error is not None
            words += is_word
        elif value is not None or cell.error is not None:
            filled += 1
    return words, filled


@remembered
def _read_as_header(text: str) -> tuple[bool, bool]:
    """Whether something is written, and whether some table calls a column so."""
    if not text.strip():
        return False, False
    return True, len(text) <= _MAX_HEADER_LENGTH and meaning.is_header_word(text)


def _is_header(row: Row) -> bool:
    words, filled = _words_in(row)
    return words >= _LEAST_WORDS and words >= filled * _LEAST_SHARE


def _grown(number: int, rows: Mapping[int, Row], free_from: int) -> tuple[int, ...]:
    """The header row with the group row above it and the rows of words below it."""
    block = [number]
    above = rows.get(number - 1)
    if above is not None and number - 1 >= free_from and _is_group_row(above):
        block.insert(0, number - 1)
    while len(block) < _MAX_HEADER_ROWS:
        below = rows.get(block[-1] + 1)
        if below is None or not _continues(rows[block[-1]], below):
            break
        block.append(below.number)
    return tuple(block)


def _is_group_row(row: Row) -> bool:
    filled = [cell for cell in row.cells if not is_blank(cell)]
    return len(filled) >= 1 and all(
        isinstance(cell.value, str) and meaning.is_group_word(cell.value) for cell in filled
    )


def _continues(above: Row, below: Row) -> bool:
    """Whether `below` is a second line of the header `above`."""
    words, filled = _words_in(below)
    if not filled or words < filled * _LEAST_SUB_SHARE or texts_of(above) == texts_of(below):
        return False
    if any(not isinstance(cell.value, str) for cell in below.cells if not is_blank(cell)):
        return False
    return all(
        _under_group(above, index) for index, cell in enumerate(below.cells) if not is_blank(cell)
    )


def _under_group(above: Row, index: int) -> bool:
    """Whether the cell above is a group's word, or blank beside one."""
    for at in range(index, -1, -1):
        cell = above.cells[at] if at < len(above.cells) else None
        if cell is not None and not is_blank(cell):
            return isinstance(cell.value, str) and (
                at == index or meaning.is_group_word(cell.value)
            )
    return False


def _headers(
    sheet: Sheet, rows: Mapping[int, Row], block: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    width = max(len(rows[number].cells) for number in block)
    lines = [_filled_right(sheet, rows, block, at, width) for at in range(len(block))]
    headers = {}
    for index in range(width):
        texts = tuple(dict.fromkeys(line[index] for line in lines if line[index]))
        if texts:
            headers[index] = texts
    return headers


def _filled_right(
    sheet: Sheet, rows: Mapping[int, Row], block: Sequence[int], at: int, width: int
) -> list[str]:
    """One header line with every group's word repeated over the columns it stands above."""
    number = block[at]
    cells = rows[number].cells
    line = [shown(cells[i].value) if i < len(cells) else "" for i in range(width)]
    for merge in sheet.merges:
        if merge.first_row == number and merge.last_column > merge.first_column:
            for index in range(merge.first_column, min(merge.last_column + 1, width)):
                line[index] = line[index] or line[merge.first_column]
    if at + 1 < len(block):
        below = rows[block[at + 1]].cells
        for index in range(1, width):
            has_leaf = index < len(below) and not is_blank(below[index])
            if not line[index] and has_leaf and meaning.is_group_word(line[index - 1] or "-"):
                line[index] = line[index - 1]
    return line


def _table(
    sheet: Sheet, rows: Mapping[int, Row], block: tuple[int, ...], last: int, title_row: int
) -> Table | None:
    headers = _headers(sheet, rows, block)
    body = [rows[n] for n in range(block[-1] + 1, last + 1) if n in rows]
    _add_nameless(headers, body)
    title = " ".join(_title_texts(rows, title_row, block[0]))
    kind = decide_kind(headers, sheet.name, title, body)
    if kind is None or not body:
        return None
    return Table(
        sheet=sheet.name,
        kind=kind,
        header_rows=block,
        first_row=block[-1] + 1,
        last_row=last,
        columns=meaning.map_columns(dict(sorted(headers.items())), kind),
        title=title,
        year=_year_in(sheet.name) or _year_in(title, needs_word=True),
    )


def _add_nameless(headers: dict[int, tuple[str, ...]], body: Sequence[Row]) -> None:
    """Columns without a header that hold something are kept, too."""
    width = max((len(row.cells) for row in body), default=0)
    for index in range(min(headers) + 1, width):
        if index not in headers and any(not is_blank(cell_at(row, index)) for row in body):
            headers[index] = ()


def _first_title_row(rows: Mapping[int, Row], header: int) -> int:
    """Where the title of a table below another begins: a row with more than one cell is a case."""
    first = header
    while first > 1 and _may_be_title(rows.get(first - 1)):
        first -= 1
    return first


def _may_be_title(row: Row | None) -> bool:
    filled = [cell for cell in row.cells if not is_blank(cell)] if row is not None else []
    return len(filled) < 2 and all(isinstance(cell.value, str) for cell in filled)


def _title_texts(rows: Mapping[int, Row], first: int, header: int) -> list[str]:
    found = []
    for number in range(first, header):
        if number in rows:
            found += [shown(c.value) for c in rows[number].cells if isinstance(c.value, str)]
    return [text for text in found if text]


def _year_in(text: str, *, needs_word: bool = False) -> int | None:
    """The first 年度 in a sheet's name or title; a title's dates (最終更新 …) tell none."""
    folded = unicodedata.normalize("NFKC", text)
    match = _WITH_WORD.search(folded) or (None if needs_word else _ERA_YEAR.search(folded))
    if match is not None:
        value = read_date(f"{match[1]}{match[2]}年", today=_NOT_DAYS).value
        return value.year if value is not None else None
    western = _WESTERN_YEAR.search(folded)
    return int(western[1]) if western and (not needs_word or western[2]) else None


def _reason(sheet: Sheet) -> str:
    filled = [cell for row in sheet.rows for cell in row.cells if not is_blank(cell)]
    if not filled:
        return "何も書かれていないシートです。"
    if sheet.hidden:
        return "表示されていないシートで、支援の表の見出し（氏名と日付）がありません。"
    numbers = sum(isinstance(cell.value, int | float) for cell in filled)
    if numbers * 2 >= len(filled):
        return "件数を集めた表のようです。数字は取り込まず、ケースから数え直します。"
    return "支援の表の見出し（氏名と日付）が見つかりません。"
