"""Workbooks as a prefecture might send them, made on the spot: nothing real, nothing official."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Made:
    """Where the parts of the sheet stand, so that an edition can move them."""

    top: int = 4
    works: tuple[str, ...] = ("コーディネート", "フォローアップ", "相談支援")
    heads: tuple[str, ...] = ("前月末", "新規", "終了", "月末")
    named: bool = False


def workbook(made: Made | None = None, more: Callable[[Any, Any], None] | None = None) -> bytes:
    """A protected sheet with merged cells, formulas, a chart, a text box and a button."""
    made = made or Made()
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, other = book.add_worksheet("報告"), book.add_worksheet("記入要領")
    other.write_string("A1", "この様式は見本です。")
    box = book.add_format({"border": 1})
    free = book.add_format({"border": 1, "locked": False})
    head = book.add_format({"border": 1, "bold": True, "bg_color": "#DDEBF7", "align": "center"})
    sheet.merge_range("A1:F1", "見本県 定着支援 月次報告（見本）", head)
    sheet.write_string("A2", "センター名", head)
    sheet.merge_range("B2:D2", "", free)
    sheet.write_string("E2", "報告月", head)
    month = book.add_format({"border": 1, "locked": False, "num_format": '[$-411]ggge"年"m"月"'})
    sheet.write_blank("F2", None, month)
    for column, words in enumerate(("業務", *made.heads)):
        sheet.write_string(made.top - 1, column, words, head)
    for at, work in enumerate(made.works):
        row = made.top + at
        sheet.write_string(row, 0, work, box)
        for column in (1, 2, 3):
            sheet.write_blank(row, column, None, free)
            if made.named:
                place = xlsxwriter.utility.xl_rowcol_to_cell(row, column, True, True)
                book.define_name(f"欄_{work}_{column}", f"='報告'!{place}")
        sheet.write_formula(row, 4, f"=B{row + 1}+C{row + 1}-D{row + 1}", box)
    end = made.top + len(made.works)
    sheet.write_array_formula(end, 1, end, 3, f"{{=SUM(B{made.top + 1}:B{end})*{{1,1,1}}}}", box)
    sheet.write_string(end, 0, "計", box)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": ["報告", made.top, 1, end - 1, 1]})
    sheet.insert_chart("H2", chart)
    sheet.insert_textbox("H18", "押印は不要です。")
    sheet.insert_button("H22", {"caption": "確認"})
    sheet.data_validation("B3", {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.protect("", {"format_cells": True})
    if more is not None:
        more(book, sheet)
    book.close()
    return buffer.getvalue()


def on_disk(folder: Path, made: Made | None = None, name: str = "見本県.xlsx") -> Path:
    """The same as a file."""
    path = folder / name
    path.write_bytes(workbook(made))
    return path
