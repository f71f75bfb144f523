"""Ctrl+C in a list: what is chosen, as cells for a spreadsheet, or as the words of one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.clipboard import copy
from app.ui.presenting import shown
from app.ui.table_clipboard import copy_table
from app.ui.tables import CELL_ROLE, Cell, Kind

if TYPE_CHECKING:
    from app.ui.widgets.list_table import ListTable


def copy_chosen(table: ListTable) -> None:
    """The chosen block with its head where the list gives tables away; else the current cell.

    What is hidden while the screen is shown to others is hidden in the copy too.
    """
    current = table.currentIndex()
    if not current.isValid():
        return
    chosen = table.selectionModel().selectedIndexes() if table.copies else []
    if len(chosen) < 2:
        copy(_words(table, current.row(), current.column()))
        return
    rows = sorted({index.row() for index in chosen})
    columns = sorted(
        {index.column() for index in chosen if not table.isColumnHidden(index.column())}
    )
    heads = [table.rows.columns[place] for place in columns]
    copy_table(
        [head.title for head in heads],
        [[_words(table, row, place) for place in columns] for row in rows],
        numbers=[head.kind is Kind.NUMBER for head in heads],
    )


def _words(table: ListTable, row: int, column: int) -> str:
    cell = table.rows.index(row, column).data(CELL_ROLE)
    return shown(cell.words) if isinstance(cell, Cell) else ""
