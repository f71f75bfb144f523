"""Rows as a table on the clipboard: other programs take every cell as text, none as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def copy_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Put a head and rows on the clipboard."""
    lines = [list(head), *(list(row) for row in rows)]
    data = QMimeData()
    data.setText("\r\n".join("\t".join(_plain(cell) for cell in line) for line in lines))
    data.setData("text/html", _table(lines).encode())
    QGuiApplication.clipboard().setMimeData(data)


def _plain(cell: str) -> str:
    """One line without tabs; what a spreadsheet would calculate begins with an apostrophe."""
    flat = " ".join(cell.split())
    return f"'{flat}" if flat.startswith(_BEGINS_FORMULA) else flat


def _table(lines: Sequence[Sequence[str]]) -> str:
    rows = "".join(
        "<tr>"
        + "".join(f"<td style=\"mso-number-format:'\\@'\">{_cell(c)}</td>" for c in line)
        + "</tr>"
        for line in lines
    )
    return f"<table>{rows}</table>"


def _cell(cell: str) -> str:
    return escape(_plain(cell))
