"""Which 業務 a table is about, decided by its columns and by the words around it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from app import paths
from app.ledgers import columns as meaning
from app.ledgers import values
from app.ledgers.cells import cell_at, is_blank, plain
from app.ledgers.columns import CASE_KINDS, IGNORED_FIELDS, KINDS, MIXED, UNDECIDED

if TYPE_CHECKING:
    from app.ledgers.reading.workbook import Row

_TELLING = {
    "coordination": {"term_end", "sentence", "prison_count"},
    "follow_up": {"start_move"},
    "consultation": {"topic", "continuing"},
    "suspect_support": {
        "arrest", "detention", "detention_end", "disposition", "disposition_date", "focus",
    },
}  # fmt: skip
"""Fields that only one 業務 has."""

_IN_NAME, _IN_TITLE, _TELLS = 5, 3, 2


def decide_kind(
    headers: Mapping[int, tuple[str, ...]], sheet_name: str, title: str, body: Sequence[Row]
) -> str | None:
    """The kind of table, `MIXED`, `UNDECIDED`, or None when it is no table of the work."""
    fields = {kind: _fields(headers, kind) for kind in KINDS}
    possible = [kind for kind in KINDS if _has_needed(kind, fields[kind])]
    if not possible:
        return None
    cases = [kind for kind in possible if kind in CASE_KINDS]
    if cases and _tells_service(headers, body):
        return MIXED
    spoken = {kind: _spoken(kind, sheet_name, title) for kind in possible}
    telling = {kind: _TELLS * len(fields[kind] & _TELLING.get(kind, set())) for kind in possible}
    best = max(possible, key=lambda kind: len(fields[kind]) + spoken[kind] + telling[kind])
    if best in CASE_KINDS and not spoken[best] and not telling[best]:
        return UNDECIDED if len(cases) > 1 else best
    return best


def _fields(headers: Mapping[int, tuple[str, ...]], kind: str) -> set[str]:
    found = {meaning.field_of(texts, kind) for texts in headers.values()}
    return found - {""} - IGNORED_FIELDS


def _has_needed(kind: str, fields: set[str]) -> bool:
    if kind in CASE_KINDS:
        return "name" in fields and bool(fields & {"start", "start_move"})
    if kind == "activity":
        return "day" in fields and len(fields & {"means", "minutes", "content", "partner"}) >= 2
    return {"day", "name"} <= fields and bool(
        fields & {"participants", "organisations", "venue", "role"}
    )


def _tells_service(headers: Mapping[int, tuple[str, ...]], body: Sequence[Row]) -> bool:
    """Whether a column names the 業務 of each row (its words are looked at, not only its header)."""
    for index, texts in headers.items():
        if meaning.field_of(texts, MIXED) != "service":
            continue
        cells = [cell_at(row, index) for row in body]
        words = [plain(c.value) for c in cells if c is not None and not is_blank(c)]
        known = sum(values.service(word) is not None for word in words)
        return bool(words) and known * 2 >= len(words)
    return False


@cache
def _sheet_words() -> dict[str, tuple[str, ...]]:
    with paths.resource("ledgers", "sheet_words.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["kind"]: tuple(meaning.header_text(word) for word in row["words"].split("|"))
            for row in csv.DictReader(file)
        }


def _spoken(kind: str, sheet_name: str, title: str) -> int:
    words = _sheet_words()[kind]
    name, above = meaning.header_text(sheet_name), meaning.header_text(title)
    return _IN_NAME * any(word in name for word in words) + _IN_TITLE * any(
        word in above for word in words
    )


def spoken_service(text: str) -> str | None:
    """The one 業務 that a section's heading names; None when it names none or several."""
    folded = meaning.header_text(text)
    named = [k for k in CASE_KINDS if any(word in folded for word in _sheet_words()[k])]
    return named[0] if len(named) == 1 else None
