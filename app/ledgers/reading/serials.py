"""Excel's day numbers and the number formats that show them as dates (pure)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum

_DAY_MS = 86_400_000
_LAST_1900 = 2_958_466
_LAST_1904 = _LAST_1900 - 1_462
_NEVER_A_DATE = 60
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKET = re.compile(r"\[[^\[\]]*\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_AM_PM = re.compile(r"a/p|am/pm|上午/下午|午前/午後", re.IGNORECASE)
_DATE_LETTERS = frozenset("yegdabr")  # a: 曜日, g e r: 年号, b: 仏暦
_LONGEST_CODE = 1_000
_TIME_LETTERS = frozenset("hs")

Value = int | float | date | datetime | time | timedelta


class Shown(Enum):
    """As what a number format shows a number."""

    GENERAL = "general"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"


# ECMA-376 part 1, 18.8.30: ids 27-36 and 50-58 are dates in Japanese (and Chinese, Korean) Excel.
_BUILT_IN = (
    dict.fromkeys((*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)), Shown.DATE)
    | dict.fromkeys((*range(18, 22), *range(32, 34), 45, 47), Shown.TIME)
    | {0: Shown.GENERAL, 46: Shown.DURATION}
)


def shown_by_id(format_id: int) -> Shown:
    """What a built-in format shows."""
    return _BUILT_IN.get(format_id, Shown.NUMBER)


def shown_by_code(code: str) -> Shown:
    """What a custom format code shows, e.g. `[$-411]ge.m.d;@` a date."""
    if len(code) > _LONGEST_CODE:
        return Shown.NUMBER
    first = _LITERAL.sub("", code).split(";", 1)[0]
    if _ELAPSED.search(first):
        return Shown.DURATION
    bare = _BRACKET.sub("", first).casefold().strip()
    if bare in ("general", "g/標準", "標準", ""):
        return Shown.GENERAL
    letters = set(_AM_PM.sub("h", bare))
    if letters & {"0", "#", "?"} and not letters & {"y", "d", "h", "s"}:
        return Shown.NUMBER
    if letters & _DATE_LETTERS or ("m" in letters and not letters & _TIME_LETTERS):
        return Shown.DATE
    return Shown.TIME if letters & _TIME_LETTERS else Shown.NUMBER


def plain_number(number: float) -> int | float:
    """Whole numbers as int, so that 管理番号 5 is never 5.0."""
    return int(number) if abs(number) < 2**53 and number == int(number) else number


def value_of(number: float, shown: Shown, date1904: bool) -> Value:
    """The number as its format shows it; what cannot be a date stays a number."""
    if shown in (Shown.GENERAL, Shown.NUMBER) or not -_LAST_1900 < number < _LAST_1900:
        return plain_number(number)
    milliseconds = round(number * _DAY_MS)
    if shown is Shown.DURATION:
        return timedelta(milliseconds=milliseconds)
    if number < 0:
        return plain_number(number)
    if shown is Shown.TIME or 0 < number < 1:
        return _time_of(number, milliseconds, date1904)
    return _date_of(number, milliseconds, date1904)


def _time_of(number: float, milliseconds: int, date1904: bool) -> Value:
    if milliseconds < _DAY_MS:
        return (datetime(1900, 1, 1) + timedelta(milliseconds=milliseconds)).time()  # noqa: DTZ001
    # h:mm over a day: 25:30 typed as a length of time; a real date lies far above.
    if number < _NEVER_A_DATE:
        return timedelta(milliseconds=milliseconds)
    return _date_of(number, milliseconds, date1904)


def _date_of(number: float, milliseconds: int, date1904: bool) -> Value:
    days, rest = divmod(milliseconds, _DAY_MS)
    if date1904:
        if days >= _LAST_1904:
            return plain_number(number)
        first = datetime(1904, 1, 1)  # noqa: DTZ001 - a ledger's date has no zone
    else:
        # Day 0 is no date and day 60 is 1900-02-29, which never was.
        if days in (0, _NEVER_A_DATE):
            return plain_number(number)
        first = datetime(1899, 12, 31 if days < _NEVER_A_DATE else 30)  # noqa: DTZ001
    moment = first + timedelta(days=days, milliseconds=rest)
    return moment if rest else moment.date()
