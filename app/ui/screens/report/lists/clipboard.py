"""Rows as a table on the clipboard: lines of cells, none of which becomes a formula elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.reports.xlsx.cells import begins_formula
from app.ui.clipboard import copy

_BREAKS = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def copy_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Put a head and rows on the clipboard."""
    lines = ("\t".join(map(as_cell, line)) for line in (head, *rows))
    copy("\r\n".join(lines))


def as_cell(words: str) -> str:
    """One line without tabs; what a spreadsheet would calculate begins with an apostrophe.

    Quotes are doubled inside of quotes (RFC 4180, 2.6 and 2.7): a spreadsheet takes a pair around
    a cell away and would then calculate what stood in it (OWASP ASVS 5.0, 1.2.10).
    """
    flat = _BREAKS.sub(" ", words)
    kept = f"'{flat}" if begins_formula(flat) else flat
    doubled = kept.replace('"', '""')
    return f'"{doubled}"' if '"' in kept else kept
