"""Reading a date as people type it, and saying what to type instead when it is none.

The text is put into one spelling and then matched against a few shapes. Nothing is guessed
except the year of 4/1.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from app.calendar.partial import PartialDate
from app.calendar.spelling import one_spelling
from app.calendar.wareki import (
    ERAS,
    SOLAR_CALENDAR_FROM,
    TOO_EARLY,
    WEEKDAYS,
    Era,
    in_era,
    long,
)

ProblemCode = Literal["empty", "unreadable", "impossible", "era_over", "too_early", "in_future"]

LAST_YEAR = 2199
_LONGEST = 200  # a cell of a hostile file may hold 32,767 characters
EXCEL_DAY_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Why a text is no date; `suggestion` is what to type instead where that is certain.

    `in_future` is never found here: whether a date may lie ahead is for the field to say.
    """

    code: ProblemCode
    message: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What was read: a value or a problem, never both; `note` is a remark on an accepted date."""

    text: str
    value: PartialDate | None
    problem: DateProblem | None = None
    note: str | None = None
    year_guessed: bool = False


_EMPTY = DateProblem("empty", "日付を入力してください（例: R6.4.1、2024/4/1）。")
_UNREADABLE = DateProblem(
    "unreadable", "日付として読み取れません。R6.4.1 や 2024/4/1 のように入力してください。"
)
_NO_ERA = DateProblem(
    "unreadable",
    "元号か西暦4桁の年が分かりません。R6.4.1 や 2024/4/1 のように入力してください。",
)
_NO_YEAR = DateProblem(
    "impossible", "今年の前後に2月29日はありません。R6.2.29 のように年も入力してください。"
)
_YEAR_ZERO = DateProblem(
    "impossible",
    "0年という年はありません。元年は R1.5.1 や 令和元年5月1日 のように入力してください。",
)
_TOO_EARLY = DateProblem("too_early", TOO_EARLY)
_TOO_LATE = DateProblem(
    "impossible", f"{LAST_YEAR + 1}年以降の日付は扱えません。年を確かめて入力し直してください。"
)

_ERA_BY_SIGN = {
    sign: era for era in ERAS for sign in (era.name, era.kanji, era.letter, str(era.digit))
}
_ERA = "|".join([*(e.name for e in ERAS), *(e.kanji for e in ERAS), *(e.letter for e in ERAS)])
_TAIL = r"(?:(?:年|[./-])([0-9]{1,2})(?:(?:月|[./-])([0-9]{1,2})日?|月)?|年)?"
_IN_ERA = re.compile(rf"({_ERA})\.?(元|[0-9]{{1,3}}){_TAIL}")
_WESTERN = re.compile(rf"(?:西暦)?([12][0-9]{{3}}){_TAIL}")
_COMPACT = re.compile(rf"([1-5]|{_ERA})([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})")
_EIGHT = re.compile(r"((?:1[89]|2[01])[0-9]{2})([0-9]{2})([0-9]{2})")
_BARE = re.compile(r"([0-9]{1,2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?")
_MONTH_DAY = re.compile(r"([0-9]{1,2})(?:月|[./-])([0-9]{1,2})日?")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")

_WEEKDAY = re.compile(r"(?:\(([月火水木金土日])(?:曜日?)?(?:\.?祝日?)?\)|([月火水木金土日])曜日?)$")
_BOTH_ERAS = re.compile(r"([^()]+)\(([^()]+)\)")


def read_date(
    text: str, *, today: date, era_hint: str | None = None, allow_serial: bool = False
) -> ReadDate:
    """Read a typed date, full or partial; 不明 alone counts as empty.

    `today` decides only the year of a date typed without one (4/1): the one that brings it
    nearest to today, the earlier one of two as near. `era_hint` ('S', '昭和' …; a KeyError when
    it is none) is the era of a year typed without one (33.4.5). `allow_serial` also takes the
    day numbers of Excel's 1900 system (44824), which only a cell of a ledger may mean.
    """
    if len(text) > _LONGEST:
        return ReadDate(text, None, _UNREADABLE)
    plain = one_spelling(text)
    if not plain:
        return ReadDate(text, None, _EMPTY)
    weekday = None
    if plain[-1] in ")日曜" and (found := _WEEKDAY.search(plain)):
        weekday = found[1] or found[2]
        plain = plain[: found.start()]
    if plain and plain[-1] == ")":
        return replace(_read_both(plain, today), text=text)
    result = _read_plain(text, plain, today, era_hint, allow_serial)
    return _check_weekday(result, weekday) if weekday else result


def _read_both(plain: str, today: date) -> ReadDate:
    """平成元年(昭和64年): two spellings of one date, as a year with two eras is shown."""
    found = _BOTH_ERAS.fullmatch(plain)
    if found is not None:
        one, other = (_read_plain(part, part, today, None, False) for part in found.groups())
        if one.value is not None and one.value == other.value and not one.year_guessed:
            return one
    return ReadDate(plain, None, _UNREADABLE)


def _read_plain(
    text: str, plain: str, today: date, era_hint: str | None, allow_serial: bool
) -> ReadDate:
    if found := _COMPACT.fullmatch(plain):
        return _in_era(text, _ERA_BY_SIGN[found[1]], found[2], found[3], found[4])
    if found := _IN_ERA.fullmatch(plain):
        if found[3] is None and len(found[1]) == 1 and plain[-1] != "年":
            return ReadDate(text, None, _UNREADABLE)  # R641 and R64 are not years of 令和
        return _in_era(text, _ERA_BY_SIGN[found[1]], found[2], found[3], found[4])
    if found := _WESTERN.fullmatch(plain) or _EIGHT.fullmatch(plain):
        year = int(found[1])
        if plain == found[1] and year < SOLAR_CALENDAR_FROM.year:
            return ReadDate(text, None, _UNREADABLE)  # 1125 is no year but 11/25 without a slash
        return _judge(text, year, found[2], found[3], None)
    if found := _MONTH_DAY.fullmatch(plain):
        return _without_year(text, int(found[1]), int(found[2]), today)
    if found := _BARE.fullmatch(plain):
        if era_hint is None:
            return ReadDate(text, None, _NO_ERA)
        return _in_era(text, _ERA_BY_SIGN[era_hint], found[1], found[2], found[3])
    if allow_serial and (found := _SERIAL.fullmatch(plain)):
        day = EXCEL_DAY_ZERO + timedelta(days=int(found[1]))
        return ReadDate(text, PartialDate.of(day))
    return ReadDate(text, None, _UNREADABLE)


def _in_era(text: str, era: Era, year: str, month: str | None, day: str | None) -> ReadDate:
    number = 1 if year == "元" else int(year)
    if number == 0:
        return ReadDate(text, None, _YEAR_ZERO)
    return _judge(text, era.first.year + number - 1, month, day, era)


def _judge(text: str, year: int, month: str | None, day: str | None, era: Era | None) -> ReadDate:
    """The date when it exists, is not too early and lies in the era it was typed in."""
    if year < SOLAR_CALENDAR_FROM.year:
        return ReadDate(text, None, _TOO_EARLY)
    if year > LAST_YEAR:
        return ReadDate(text, None, _TOO_LATE)
    month_number = int(month) if month is not None else None
    day_number = int(day) if day is not None else None
    try:
        value = PartialDate(year, month_number, day_number)
    except ValueError:
        return ReadDate(text, None, _impossible(year, month_number or 0, day_number or 0, era))
    if era is None or (value.last >= era.first and (era.last is None or value.first <= era.last)):
        return ReadDate(text, value)
    return ReadDate(text, None, _outside(value, era))


def _impossible(year: int, month: int, day: int, era: Era | None) -> DateProblem:
    if not 1 <= month <= 12:
        message = f"{month}月という月はありません。月は1から12までの数で入力してください。"
        return DateProblem("impossible", message)
    named = PartialDate(year, month)
    typed = in_era(named, era) if era else f"{year}年{month}月"
    return DateProblem("impossible", _no_such_day(typed, day, month, monthrange(year, month)[1]))


def _no_such_day(typed: str, day: int, month: int, last: int) -> str:
    return f"{typed}{day}日という日はありません。{month}月は{last}日までです。"


def _outside(value: PartialDate, era: Era) -> DateProblem:
    right = long(value)
    if value.last < era.first:
        bound = f"{era.name}は{_spoken(era.first, era)}からです"
    else:
        bound = f"{era.name}は{_spoken(era.last or era.first, era)}までです"
    return DateProblem("era_over", f"{bound}。{right}と入力してください。", right)


def _spoken(day: date, era: Era) -> str:
    return in_era(PartialDate.of(day), era).removeprefix(era.name)


def _without_year(text: str, month: int, day: int, today: date) -> ReadDate:
    if not 1 <= month <= 12:
        return ReadDate(text, None, _impossible(today.year, month, day, None))
    longest = 29 if month == 2 else monthrange(today.year, month)[1]
    if not 1 <= day <= longest:
        message = _no_such_day(f"{month}月", day, month, longest)
        return ReadDate(text, None, DateProblem("impossible", message))
    near = [
        date(year, month, day)
        for year in (today.year - 1, today.year, today.year + 1)
        if day <= monthrange(year, month)[1]
    ]
    if not near:
        return ReadDate(text, None, _NO_YEAR)
    value = PartialDate.of(min(near, key=lambda at: abs(at - today)))
    note = f"年の入力がないため{long(value)}としました。"
    return ReadDate(text, value, note=note, year_guessed=True)


def _check_weekday(result: ReadDate, weekday: str) -> ReadDate:
    if result.value is None:
        return result
    if not result.value.is_full:
        return ReadDate(result.text, None, _UNREADABLE)
    right = WEEKDAYS[result.value.as_date().weekday()]
    if right == weekday:
        return result
    note = f"{long(result.value)}は{right}曜日です。日付を確かめてください。"
    return replace(result, note=note)
