"""Rows as a table on the clipboard: cells of a spreadsheet, none of which becomes a formula there.

The table lies there twice: as lines with tabs, and as HTML, which Excel takes first and which says of
every cell whether it is text: 0123 keeps its nought and 8-1 does not become a day.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from app.ui.clipboard import copy

_BREAKS = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d{1,15}(\.\d+)?")
_TEXT = "mso-number-format:'\\@'"
"""How Excel is told that a cell is text."""
_BEGINNING = '<html><head><meta charset="utf-8"></head><body><table>'
_END = "</table></body></html>"


def copy_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[bool] = ()
) -> None:
    """Put a head and rows on the clipboard; `numbers` says which columns may become numbers."""
    lines = tuple(_line(line, numbers) for line in (head, *rows))
    plain = "\r\n".join("\t".join(_quoted(words) for words, _ in line) for line in lines)
    told = "".join(f"<tr>{''.join(map(_html_cell, line))}</tr>" for line in lines)
    copy(plain, html=f"{_BEGINNING}{told}{_END}")


def as_cell(words: str) -> str:
    """One line without tabs; what a spreadsheet would calculate begins with an apostrophe.

    Quotes are doubled inside of quotes (RFC 4180, 2.6 and 2.7): a spreadsheet takes a pair around
    a cell away and would then calculate what stood in it (OWASP ASVS 5.0, 1.2.10).
    """
    return _quoted(_harmless(words))


def cells_of(text: str) -> list[list[str]]:
    """The cells of a table that a spreadsheet put on the clipboard; the other way of `as_cell`."""
    lines: list[list[str]] = [[]]
    for found in re.finditer(r'("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)', text):
        if found.start() == len(text) and not text.endswith("\t"):
            break  # behind the last cell stands nothing more
        cell, end = found.groups()
        quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
        lines[-1].append(cell[1:-1].replace('""', '"') if quoted else cell)
        if end not in ("\t", ""):
            lines.append([])
    while lines and not any(lines[-1]):
        lines.pop()
    return lines


def _line(cells: Sequence[str], numbers: Sequence[bool]) -> list[tuple[str, bool]]:
    """Each cell, harmless, and whether it is a number."""
    may = (*numbers, *(False,) * len(cells))
    kept = [
        (words, ok and _NUMBER.fullmatch(words) is not None)
        for words, ok in zip(cells, may, strict=False)
    ]
    return [(words if number else _harmless(words), number) for words, number in kept]


def _harmless(words: str) -> str:
    from app.reports.xlsx.cells import begins_formula

    flat = _BREAKS.sub(" ", words)
    return f"'{flat}" if begins_formula(flat) else flat


def _quoted(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"' if '"' in words else words


def _html_cell(cell: tuple[str, bool]) -> str:
    words, number = cell
    told = "" if number else f' style="{_TEXT}"'
    return f"<td{told}>{html.escape(words)}</td>"
