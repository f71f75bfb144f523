"""A ledger of a wanted number of rows, made from the standard sample: all its sheets, copied on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

SAMPLE = Path(__file__).resolve().parents[1] / "tests" / "samples" / "ledger_standard_r6.xlsx"
HEADERS = {
    **dict.fromkeys(("コーディネート", "フォローアップ", "相談支援"), 4),
    "被疑者等支援": 5,
    "活動記録": 3,
    "研修・啓発": 3,
}
COPIED_SHEETS = ("活動記録",)
"""Contacts fill up what is wanted; the cases and events stand twice."""
_TIMES = 2
_NUMBER = "管理番号"

Line = tuple[Any, ...]


def ledger(path: Path, rows: int) -> None:
    """Write a ledger with so many rows below its headers."""
    with closing(openpyxl.load_workbook(SAMPLE, read_only=True)) as book:
        sheets = {name: list(book[name].iter_rows(values_only=True)) for name in HEADERS}
    left = rows - sum(
        _TIMES * len(lines[HEADERS[name] :])
        for name, lines in sheets.items()
        if name not in COPIED_SHEETS
    )
    with xlsxwriter.Workbook(path) as made:
        day = made.add_format({"num_format": "yyyy/m/d"})
        for name, lines in sheets.items():
            header = HEADERS[name]
            body = lines[header:]
            wanted = left if name in COPIED_SHEETS else _TIMES * len(body)
            page = made.add_worksheet(name)
            for at, line in enumerate(
                [*lines[:header], *islice(_copies(lines[header - 1], body), wanted)]
            ):
                _write(page, at, line, day)


def _copies(head: Line, body: list[Line]) -> Iterator[Line]:
    """The rows again and again, each time with other 管理番号."""
    place = head.index(_NUMBER) if _NUMBER in head else None
    for copy in count():
        for line in body:
            if copy and place is not None and line[place]:
                yield (*line[:place], f"{line[place]}-{copy}", *line[place + 1 :])
            else:
                yield line


def _write(page: Any, at: int, line: Line, day: Any) -> None:
    for column, value in enumerate(line):
        if isinstance(value, datetime):
            page.write_datetime(at, column, value, day)
        elif value is not None:
            page.write(at, column, value)
