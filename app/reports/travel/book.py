"""旅費・移動一覧 as an Excel book: text is never a formula, sums are numbers."""

from __future__ import annotations

import io
from typing import Any

from app.calendar import wareki
from app.reports.travel.listing import TITLE, TravelLine, TravelList
from app.reports.xlsx.book import Book, Sheet

HEAD = (
    "日付",
    "曜日",
    "用務",
    "行き先",
    "管理番号",
    "移動時間（分）",
    "距離（km）",
    "交通費（円）",
)
FIRST_ROW = 5
"""The row, counted from 0, in which the first way stands."""
_WIDTHS = (12, 6, 14, 30, 24, 14, 12, 14)
_DATE_FORMAT = "[$-411]ge.m.d;@"


def build(listed: TravelList) -> bytes:
    """The whole book as bytes."""
    data = io.BytesIO()
    with Book(data) as book:
        looks = _looks(book)
        sheet = book.add_worksheet("旅費・移動一覧")
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(FIRST_ROW - 1)
        sheet.freeze_panes(FIRST_ROW, 0)
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        _write_head(sheet, listed, looks)
        for at, line in enumerate(listed.lines, start=FIRST_ROW):
            _write_line(sheet, at, line, looks)
        _write_whole(sheet, FIRST_ROW + len(listed.lines), listed, looks)
    return data.getvalue()


def _looks(book: Book) -> dict[str, Any]:
    font = {"font_name": "BIZ UDPゴシック", "font_size": 10, "valign": "top"}
    border = {**font, "border": 1, "border_color": "#D8DDE4"}
    strong = {**border, "bold": True, "bg_color": "#E5EEFA"}
    return {
        "title": book.add_format({**font, "bold": True, "font_size": 14}),
        "plain": book.add_format(font),
        "head": book.add_format({**strong, "text_wrap": True}),
        "text": book.add_format({**border, "num_format": "@", "text_wrap": True}),
        "date": book.add_format({**border, "num_format": _DATE_FORMAT, "align": "left"}),
        "number": book.add_format({**border, "num_format": "#,##0"}),
        "km": book.add_format({**border, "num_format": "#,##0.0##"}),
        "whole": book.add_format({**strong, "num_format": "#,##0"}),
        "whole_km": book.add_format({**strong, "num_format": "#,##0.0##"}),
    }


def _write_head(sheet: Sheet, listed: TravelList, looks: dict[str, Any]) -> None:
    mark = "【練習用】" if listed.practice else ""
    sheet.text(0, 0, f"{mark}{TITLE}", looks["title"])
    sheet.text(1, 0, listed.office, looks["plain"])
    sheet.text(2, 0, f"{listed.period.label}　{listed.worker}", looks["plain"])
    sheet.text(2, 5, f"作成 {listed.made}", looks["plain"])
    for at, words in enumerate(HEAD):
        sheet.text(FIRST_ROW - 1, at, words, looks["head"])


def _write_line(sheet: Sheet, row: int, line: TravelLine, looks: dict[str, Any]) -> None:
    if line.day.is_full:
        day = line.day.first
        sheet.write_datetime(row, 0, day, looks["date"])
        sheet.text(row, 1, wareki.WEEKDAYS[day.weekday()], looks["text"])
    else:
        sheet.text(row, 0, wareki.short(line.day), looks["text"])
        sheet.text(row, 1, "", looks["text"])
    for at, words in enumerate((line.means, line.place, "、".join(line.numbers)), start=2):
        sheet.text(row, at, words, looks["text"])
    sheet.write_number(row, 5, line.travel_minutes, looks["number"])
    sheet.write_number(row, 6, line.distance_m / 1000, looks["km"])
    sheet.write_number(row, 7, line.fare, looks["number"])


def _write_whole(sheet: Sheet, row: int, listed: TravelList, looks: dict[str, Any]) -> None:
    minutes, metres, fare = listed.whole
    sheet.text(row, 0, "計", looks["whole"])
    sheet.text(row, 1, f"{len(listed.lines)}件", looks["whole"])
    for at in (2, 3, 4):
        sheet.text(row, at, "", looks["whole"])
    sheet.write_number(row, 5, minutes, looks["whole"])
    sheet.write_number(row, 6, metres / 1000, looks["whole_km"])
    sheet.write_number(row, 7, fare, looks["whole"])
