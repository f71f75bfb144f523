"""Rows as a table on the clipboard: lines of cells, none of which becomes a formula elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.ui.clipboard import copy

_BEGINS_FORMULA = ("=", "+", "-", "@")


def copy_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Put a head and rows on the clipboard."""
    lines = ("\t".join(map(_plain, line)) for line in (head, *rows))
    copy("\r\n".join(lines))


def _plain(cell: str) -> str:
    """One line without tabs; what a spreadsheet would calculate begins with an apostrophe."""
    flat = " ".join(cell.split())
    return f"'{flat}" if flat.startswith(_BEGINS_FORMULA) else flat
