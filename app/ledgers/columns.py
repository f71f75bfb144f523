"""What a ledger's columns mean: the words, the mapping of one book, corrections that are kept."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from app import paths
from app.ledgers.remembering import remembered
from app.people import names

CASE_KINDS = ("coordination", "follow_up", "consultation", "suspect_support")
KINDS = (*CASE_KINDS, "activity", "event")
MIXED = "mixed"
"""A table of cases of several 業務, with the 業務 told in each row."""
UNDECIDED = "undecided"
"""A table of cases whose 業務 is not told anywhere; somebody must choose it."""
MORE_STARTS = ("start_2", "start_3")
"""Further columns of a table of several 業務 that tell a start (依頼日, 受付日 …)."""
IGNORED_FIELDS = frozenset({"row_no", "age"})

_BRACKETS = re.compile(r"[(\[【<《「][^)\]】>》」]*[)\]】>》」]")
_ORNAMENT = re.compile(r"^[※*◎○●・:]+|[※*:]+$")
_MIDDLE_DOTS = str.maketrans({"･": "・", "／": "/", "·": "・"})


@dataclass(frozen=True)
class Column:
    """One column of a table: its header texts from the group down, and the field it fills.

    `field` is '' for a column that means nothing to the program; its cells are kept as they are.
    """

    index: int
    texts: tuple[str, ...]
    field: str

    @property
    def title(self) -> str:
        """The header as one text."""
        return "・".join(names.one_line(text) for text in self.texts if text) or f"列{self.letter}"

    @property
    def letter(self) -> str:
        """The column's letters in Excel."""
        number, letters = self.index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


def extra_title(columns: Sequence[Column], column: Column) -> str:
    """What the kept cells of a column without meaning are found by: its title, told apart."""
    same = [other for other in columns if not other.field and other.title == column.title]
    return column.title if len(same) < 2 else f"{column.title}（{column.letter}列）"


@dataclass(frozen=True)
class Table:
    """One table found on a sheet; rows are counted as Excel does, columns from 0."""

    sheet: str
    kind: str
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    title: str
    year: int | None
    """The 年度 the sheet is about, when its name, title or dates tell it."""

    @property
    def first_column(self) -> int:
        """The table's leftmost column."""
        return min(column.index for column in self.columns)

    @property
    def signature(self) -> str:
        """What a saved correction is found by."""
        return mapping_signature(column.texts for column in self.columns)

    def column_of(self, field: str) -> Column | None:
        """The column that fills `field`."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def fields(self) -> frozenset[str]:
        """Every field some column fills."""
        return frozenset(column.field for column in self.columns if column.field)


@dataclass(frozen=True)
class NoTable:
    """A sheet from which nothing is taken, and why."""

    sheet: str
    reason: str


@dataclass(frozen=True)
class LedgerMapping:
    """How a whole book is read: its tables and the sheets that hold none."""

    tables: tuple[Table, ...]
    skipped: tuple[NoTable, ...]


@remembered
def header_text(text: str) -> str:
    """A header cell folded for comparing: width, spaces, kana and case do not matter."""
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_MIDDLE_DOTS).split())
    return names.katakana(_ORNAMENT.sub("", plain)).casefold()


@remembered
def _spellings(text: str) -> tuple[str, ...]:
    folded = header_text(text)
    return tuple(dict.fromkeys(part for part in (folded, _BRACKETS.sub("", folded)) if part))


@dataclass(frozen=True)
class _Words:
    by_kind: Mapping[str, Mapping[tuple[str, str], str]]
    all_words: frozenset[str]
    groups: frozenset[str]


@cache
def _words() -> _Words:
    by_kind: dict[str, dict[tuple[str, str], str]] = {kind: {} for kind in (*KINDS, MIXED)}
    seen: set[str] = set()
    groups: set[str] = set()
    with paths.resource("ledgers", "columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kinds = _kinds(row["services"])
            unders = [header_text(word) for word in row["under"].split("|") if word]
            groups.update(unders)
            for word in row["words"].split("|"):
                seen.add(header_text(word))
                for kind in kinds:
                    for under in unders or [""]:
                        by_kind[kind].setdefault((header_text(word), under), row["field"])
    return _Words(by_kind, frozenset(seen), frozenset(groups))


def _kinds(services: str) -> set[str]:
    kinds = set(services.split("|"))
    if "case" in kinds:
        kinds = kinds - {"case"} | set(CASE_KINDS)
    return kinds | ({MIXED} if kinds & set(CASE_KINDS) else set())


@remembered
def is_header_word(text: str) -> bool:
    """Whether any table calls a column so, or a group of columns."""
    words = _words()
    return any(part in words.all_words or part in words.groups for part in _spellings(text))


def is_group_word(text: str) -> bool:
    """Whether the word stands over several columns in some table."""
    return any(part in _words().groups for part in _spellings(text))


def field_of(texts: Sequence[str], kind: str) -> str:
    """The field that a column with these header texts (group first) fills; '' for none."""
    words = _words().by_kind[MIXED if kind == UNDECIDED else kind]
    parts = [text for text in texts if text]
    if not parts:
        return ""
    groups = [part for text in parts[:-1] for part in _spellings(text)]
    # 年月日 below 釈放 is no day of an activity: only tables of cases have such groups.
    alone = kind not in ("activity", "event") or not any(map(is_group_word, parts[:-1]))
    for leaf in _spellings(parts[-1]):
        for under in (*reversed(groups), *([""] if alone else [])):
            if (leaf, under) in words:
                return words[leaf, under]
    joined = header_text("".join(parts))
    return words.get((joined, ""), "")


def map_columns(headers: Mapping[int, tuple[str, ...]], kind: str) -> tuple[Column, ...]:
    """Every column with its field; a field is filled by its first column."""
    columns = [Column(index, texts, field_of(texts, kind)) for index, texts in headers.items()]
    if kind == MIXED:
        columns = _numbered_starts(columns)
    taken: dict[str, int] = {}
    for column in columns:
        if column.field:
            taken.setdefault(column.field, column.index)
    if "start_move" in taken and "start" not in taken:
        taken.pop("move", None)
    return tuple(
        column if taken.get(column.field) == column.index else replace(column, field="")
        for column in columns
    )


def _numbered_starts(columns: list[Column]) -> list[Column]:
    """依頼日, 受付日 and 開始日 side by side: each 業務 fills its own."""
    starts = [column.index for column in columns if column.field == "start"]
    fields = dict(zip(starts[1:], MORE_STARTS, strict=False))
    return [replace(column, field=fields.get(column.index, column.field)) for column in columns]


def mapping_signature(headers: Iterable[tuple[str, ...]]) -> str:
    """sha256 over the folded header texts, so that next month's book is known again."""
    lines = ["\t".join(header_text(text) for text in texts) for texts in headers]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def choices_for(kind: str) -> tuple[str, ...]:
    """The fields that a column of such a table may be given, in the order of the words file."""
    return tuple(dict.fromkeys(_words().by_kind[MIXED if kind == UNDECIDED else kind].values()))


def apply_correction(
    mapping: LedgerMapping, sheet: str, header_row: int, index: int, field: str
) -> LedgerMapping:
    """Give one column another field ('' for none); a column that had it loses it."""

    def corrected(table: Table) -> Table:
        if table.sheet != sheet or table.header_rows[0] != header_row:
            return table
        columns = tuple(
            replace(column, field=field)
            if column.index == index
            else replace(column, field="")
            if field and column.field == field
            else column
            for column in table.columns
        )
        return replace(table, columns=columns)

    return replace(mapping, tables=tuple(corrected(table) for table in mapping.tables))


def choose_kind(mapping: LedgerMapping, sheet: str, header_row: int, kind: str) -> LedgerMapping:
    """Say which 業務 (or activity, event) a table is; its columns are read anew for it."""

    def chosen(table: Table) -> Table:
        if table.sheet != sheet or table.header_rows[0] != header_row:
            return table
        headers = {column.index: column.texts for column in table.columns}
        return replace(table, kind=kind, columns=map_columns(headers, kind))

    return replace(mapping, tables=tuple(chosen(table) for table in mapping.tables))


def leave_out(mapping: LedgerMapping, sheet: str, header_row: int) -> LedgerMapping:
    """Take nothing from one table."""
    kept = tuple(t for t in mapping.tables if (t.sheet, t.header_rows[0]) != (sheet, header_row))
    note = NoTable(sheet, "この表は取り込まないことにしました。")
    return LedgerMapping(kept, (*mapping.skipped, note))


def saved_form(table: Table) -> dict[str, Any]:
    """What is kept of a corrected table, for the same header next time."""
    return {
        "kind": table.kind,
        "fields": {
            str(column.index - table.first_column): column.field for column in table.columns
        },
    }


def with_saved(table: Table, saved: Mapping[str, Any]) -> Table:
    """The table as it was corrected before."""
    fields = saved["fields"]
    columns = tuple(
        replace(column, field=fields.get(str(column.index - table.first_column), column.field))
        for column in table.columns
    )
    return replace(table, kind=saved["kind"], columns=columns)
