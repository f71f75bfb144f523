"""The one way into a new Excel workbook: words stay words, whole and as they were typed.

A workbook is opened by a program that calculates what begins with =, and by people who press F2 in
a cell. So text is always of the type string, and carries the mark by which Excel keeps it text when
it is edited (the apostrophe of the input line), where it begins with a sign that begins a formula.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from app.errors import FileProblem
from app.reports.xlsx.cells import LONGEST_TEXT, begins_formula, units

BookProblem = FileCreateError
"""Raised where the drafts of a book cannot lie on the disk."""
_SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CODE = re.compile(r"_x[0-9A-Fa-f]{4}(?=_)")
_CODES_THAT_SHARE_A_SIGN = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose text goes in through `text` alone; numbers and days as the library has them."""

    def text(self, row: int, column: int, words: str, look: Any) -> None:
        """Write words into a cell; FileProblem where a cell of Excel cannot hold them whole."""
        if not words:
            self.write_blank(row, column, None, look)
            return
        if 2 * len(words) > LONGEST_TEXT and units(words) > LONGEST_TEXT:
            raise FileProblem(
                f"Excelのひとつの欄に入らない長さの文（{units(words):,}文字）があるため、"
                f"書き出せませんでした。データはそのままです。{LONGEST_TEXT:,}文字までに短くするか、"
                "選べるときはその列を外すと、書き出せます。"
            )
        kept = look.as_text if begins_formula(words) else look
        pieces = _pieces(words)
        if len(pieces) == 1:
            refused = self.write_string(row, column, words, kept)
        else:
            runs = [part for piece in pieces[1:] for part in (look, piece)]
            refused = self.write_rich_string(row, column, pieces[0], *runs, kept)
        if refused:
            raise FileProblem(
                "Excelのひとつの表に入らない数の行か列があるため、書き出せませんでした。"
                "データはそのままです。期間や条件で減らしてから書き出してください。"
            )


class Book(xlsxwriter.Workbook):  # type: ignore[misc]
    """A new workbook, without names in its properties."""

    worksheet_class = Sheet

    def __init__(self, target: Any, **more: Any) -> None:
        super().__init__(target, {**_SETTINGS, **more})
        self.set_properties({"author": "", "title": "", "comments": ""})

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Finish the file; after an error only let its drafts go."""
        if kind is None:
            self.close()
            return
        for sheet in self.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()

    def add_format(self, properties: dict[str, Any] | None = None) -> Any:
        """A look of cells; beside it the same with the mark of a text."""
        said = properties or {}
        look = super().add_format(said)
        if "xf_index" not in said:  # the library's own first look has its number from the start
            look.as_text = super().add_format({**said, "quote_prefix": True})
        return look


def _pieces(words: str) -> list[str]:
    """The words in the fewest pieces that the library writes as they are.

    It takes what stands between <r> and </r> for markup of its own, and of two codes of characters
    that share a sign (_x0041_x0042_) it keeps only the first from being read as a code. In pieces
    a code is cut, since there the library marks it twice.
    """
    markup = words.startswith("<r>") and words.endswith("</r>")
    if not markup and not _CODES_THAT_SHARE_A_SIGN.search(words):
        return [words]
    cuts = {found.end() for found in _CODE.finditer(words)} | ({1} if markup else set())
    return [words[start:end] for start, end in pairwise((0, *sorted(cuts), len(words)))]
