"""Cell addresses and how a value is written inside a cell."""

from __future__ import annotations

import re
from datetime import date, datetime

from app.errors import FieldProblem, InvalidInput

LONGEST_TEXT = 32_767
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]*)")
_ESCAPED_BY_EXCEL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_FIRST_SAFE_DAY = date(1900, 3, 1)

_BEGINS_FORMULA = re.compile("[\\s\"'\u2018\u2019\u201c\u201d]*[=+\\-@＝＋－＠\t\r\n\x00]")

Place = tuple[int, int]
"""Row and column, both from 1."""


def place(address: str) -> Place:
    """Row and column of an address like `AB12`."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def on_a_sheet(spot: Place) -> bool:
    """Whether a sheet can have this cell at all (XFD1048576 is the last)."""
    return 1 <= spot[0] <= 1_048_576 and 1 <= spot[1] <= 16_384


def address(spot: Place) -> str:
    """The address of a row and column."""
    row, column = spot
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def area(reference: str) -> tuple[Place, Place]:
    """First and last place of `A1:B2` (or of a single address)."""
    first, _, last = reference.partition(":")
    return place(first), place(last or first)


def inside(spot: Place, bounds: tuple[Place, Place]) -> bool:
    """Whether `spot` lies in the area."""
    (top, left), (bottom, right) = bounds
    return top <= spot[0] <= bottom and left <= spot[1] <= right


def serial(day: date, *, date1904: bool) -> int:
    """Excel's number of a day; before 1900-03-01 Excel counts a day that never was."""
    first = _EPOCH_1904 if date1904 else _FIRST_SAFE_DAY
    if day < first:
        raise ValueError(day)
    return (day - (_EPOCH_1904 if date1904 else _EPOCH_1900)).days


def units(text: str) -> int:
    """How long Excel takes a text to be: in UTF-16, where an emoji counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet may calculate the text when it is pasted or edited.

    = + - @, also in full width, and behind spaces and quotes; tab, line breaks and NUL alone
    (OWASP ASVS 5.0, 1.2.10).
    """
    return _BEGINS_FORMULA.match(text) is not None


def check(name: str, value: int | str | date) -> None:
    """Refuse what a cell cannot hold, naming the field and the character."""
    if isinstance(value, bool | datetime) or not isinstance(value, int | str | date):
        raise TypeError(f"{name}: {type(value).__name__}")
    if isinstance(value, date) and value < _EPOCH_1904:
        raise _invalid(name, "1904年より前の日付は書けません。日付を確かめてください。")
    if not isinstance(value, str):
        return
    bad = _FORBIDDEN.search(value)
    if bad is not None:
        raise _invalid(
            name,
            f"{bad.start() + 1}文字目にExcelの表に書けない文字"
            f"（U+{ord(bad[0]):04X}）があります。その文字を消してください。",
        )
    if units(value) > LONGEST_TEXT:
        raise _invalid(name, f"{LONGEST_TEXT:,}文字より長い文は書けません。短くしてください。")


def tidy(value: int | str | date) -> int | str | date:
    """Text with the line breaks a cell uses."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value


def content(value: int | str | date, prefix: str, *, date1904: bool) -> tuple[str, str]:
    """The cell's type attribute (or nothing) and what stands inside it; text is never a formula."""
    if isinstance(value, str):
        from xml.sax.saxutils import escape  # reads what Python knows of the Web

        kept = escape(_ESCAPED_BY_EXCEL.sub("_x005F_", value))
        text = f'<{prefix}is><{prefix}t xml:space="preserve">{kept}</{prefix}t></{prefix}is>'
        return "inlineStr", text
    number = serial(value, date1904=date1904) if isinstance(value, date) else value
    return "", f"<{prefix}v>{number}</{prefix}v>"


def _invalid(name: str, reason: str) -> InvalidInput:
    return InvalidInput((FieldProblem(name, f"「{name}」の{reason}"),))
