"""The office's copy: an .xlsx with the values handed in and a sheet of 根拠; no formulas, no names."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from app.errors import FileProblem
from app.reports.evidence.evidence import Evidence, Ground
from app.reports.xlsx.book import Book, BookProblem
from app.storage import unfinished

ACROSS = 10
"""Case numbers beside each other."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Always the same, so that the same evidence gives the same bytes."""
_OWN = "事業所の控え（ケース番号だけで、氏名は入っていません）"
_PRACTICE = "【練習用】"


def workbook(found: Evidence) -> bytes:
    """The finished file. Its rows lie on the disk meanwhile, in a folder that the next start clears."""
    try:
        with unfinished.scratch() as folder:
            return _workbook(found, folder)
    except (OSError, BookProblem) as error:
        raise FileProblem(
            "根拠のファイルを作れませんでした。記録と、前からあるファイルはそのままです。"
            "ディスクの空きを増やしてから、もう一度行ってください。"
        ) from error


def _workbook(found: Evidence, folder: Path) -> bytes:
    target = io.BytesIO()
    with Book(target, in_memory=False, constant_memory=True, tmpdir=str(folder)) as book:
        book.set_properties({"title": f"根拠 {found.period}", "created": _MADE})
        styles = _Styles(book)
        _values(book, styles, found)
        _grounds(book, styles, found.grounds)
        _table(
            book,
            styles,
            "足りないもの",
            ("番号", "足りないもの", "変わる数"),
            (16, 64, 40),
            found.missing,
        )
        _table(
            book, styles, "後からの記録",
            ("番号", "種類", "実施日", "記録日"), (16, 16, 14, 14), found.late,
        )  # fmt: skip
    return target.getvalue()


class _Styles:
    """The few looks of the workbook."""

    def __init__(self, book: Book) -> None:
        base = {"font_name": "BIZ UDPGothic", "font_size": 10, "valign": "top"}
        self.plain = book.add_format(base)
        self.wrapped = book.add_format({**base, "text_wrap": True})
        self.head = book.add_format({**base, "bold": True, "bg_color": "#E5EEFA", "bottom": 1})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.strong = book.add_format({**base, "bold": True, "bg_color": "#F5F6F8"})
        self.number = book.add_format(
            {**base, "bold": True, "bg_color": "#F5F6F8", "num_format": "#,##0"}
        )
        self.muted = book.add_format({**base, "font_color": "#566273"})


def _values(book: Book, styles: _Styles, found: Evidence) -> None:
    sheet = book.add_worksheet("提出した値")
    sheet.set_column(0, 0, 44, styles.plain)
    sheet.set_column(1, 1, 10, styles.plain)
    sheet.set_column(2, 2, 18, styles.plain)
    sheet.set_column(3, 3, 60, styles.plain)
    mark = _PRACTICE if found.practice else ""
    sheet.text(0, 0, f"{mark}{found.form}　{found.period}", styles.title)
    sheet.text(1, 0, f"{found.office}　{_OWN}", styles.muted)
    row = 2
    for words in (found.note, found.explanation):
        for line in words.split("\n") if words else ():
            sheet.text(row, 0, line, styles.plain)
            row += 1
    row += 1
    for column, words in enumerate(("欄", "番地", "値", "集計")):
        sheet.text(row, column, words, styles.head)
    for entry in found.fields:
        row += 1
        sheet.text(row, 0, entry.name, styles.plain)
        sheet.text(row, 1, entry.cell, styles.plain)
        if isinstance(entry.value, int):
            sheet.write_number(row, 2, entry.value, styles.plain)
        else:
            sheet.text(row, 2, entry.value, styles.plain)
        sheet.text(row, 3, entry.figure, styles.muted)


def _grounds(book: Book, styles: _Styles, grounds: Iterable[Ground]) -> None:
    sheet = book.add_worksheet("根拠")
    sheet.set_column(0, 0, 34, styles.plain)
    sheet.set_column(1, ACROSS, 13, styles.plain)
    for column, words in enumerate(("集計", "数", "数え方・数えた件の番号")):
        sheet.text(0, column, words, styles.head)
    sheet.freeze_panes(1, 0)
    row = 1
    for ground in grounds:
        sheet.text(row, 0, ground.title, styles.strong)
        sheet.write_number(row, 1, ground.number, styles.number)
        sheet.text(row, 2, ground.sentence, styles.strong)
        row += 1
        for at in range(0, len(ground.counted), ACROSS):
            for column, words in enumerate(ground.counted[at : at + ACROSS], start=1):
                sheet.text(row, column, words, styles.plain)
            row += 1
        if ground.left_out:
            sheet.text(row, 0, "入らなかったもの", styles.muted)
        for number, reason in ground.left_out:
            sheet.text(row, 1, number, styles.plain)
            sheet.text(row, 2, reason, styles.muted)
            row += 1


def _table(
    book: Book,
    styles: _Styles,
    name: str,
    heads: tuple[str, ...],
    widths: tuple[int, ...],
    rows: Iterable[tuple[str, ...]],
) -> None:
    sheet = book.add_worksheet(name)
    for column, (words, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width, styles.plain)
        sheet.text(0, column, words, styles.head)
    sheet.freeze_panes(1, 0)
    at = 0
    for at, cells in enumerate(rows, start=1):
        for column, words in enumerate(cells):
            sheet.text(at, column, words, styles.wrapped)
    if at == 0:
        sheet.text(1, 0, "ありません", styles.muted)
