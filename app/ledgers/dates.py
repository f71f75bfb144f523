"""The dates of a ledger's cells: typed texts, real dates, bare day numbers, 同日."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from app.calendar.partial import PartialDate
from app.calendar.typing import EXCEL_DAY_ZERO, read_date
from app.calendar.wareki import long
from app.ledgers.cells import CellValue, plain, shown
from app.ledgers.check import Problem, problem
from app.ledgers.remembering import remembered

_DAYS_1904 = 1462
_SERIALS = range(10_000, 80_000)
_SAME_DAY = frozenset({"同日", "同日終了", "当日", "即日"})
_MONTH = re.compile(r"(\d{1,2})月")
_DAY = re.compile(r"(\d{1,2})日?")
_MISSING = frozenset({"", "-", "ー", "―", "–", "—", "不明", "不詳", "未定", "未", "なし", "無", "?", "×",
                      "調整中", "確認中", "未取得", "未実施"})  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What a date's place tells: the 年度 of the sheet, the month of the section, the start."""

    year: int
    month: PartialDate | None = None
    start: PartialDate | None = None
    date1904: bool = False


class ReadDay(NamedTuple):
    """A date or why there is none (`missing`, `impossible`, `unreadable`)."""

    value: PartialDate | None
    missing: bool = False
    impossible: bool = False
    remark: Problem | None = None


def read_day(value: CellValue, field: str, around: Around) -> ReadDay:
    """The date in a cell; `missing` for a blank or a word such as 不明."""
    if isinstance(value, date):
        return _whole_day(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, bool | time | timedelta):
        return ReadDay(None)
    text = plain(value)
    if text in _MISSING:
        return ReadDay(None, missing=True)
    if text in _SAME_DAY:
        return ReadDay(around.start, missing=around.start is None)
    if isinstance(value, int | float) and int(value) in _SERIALS:
        days = int(value) + (_DAYS_1904 if around.date1904 else 0)
        return ReadDay(PartialDate.of(EXCEL_DAY_ZERO + timedelta(days=days)))
    day_only = _DAY.fullmatch(text) if around.month is not None else None
    if day_only is not None and around.month is not None:
        return _in_month(around.month, int(day_only[1]))
    return _typed(shown(value), field, around)


@remembered
def _whole_day(day: date) -> ReadDay:
    return ReadDay(PartialDate.of(day))


def _in_month(month: PartialDate, day: int) -> ReadDay:
    try:
        return ReadDay(PartialDate(month.year, month.month, day))
    except ValueError:
        return ReadDay(None, impossible=True)


def _typed(text: str, field: str, around: Around) -> ReadDay:
    # 1 October is in the middle of the 年度, so 4/1 and 3/31 both fall into it.
    middle = date(around.year, 10, 1)
    read = read_date(text, today=middle, allow_serial=True)
    if read.value is not None:
        remark = None
        if read.year_guessed:
            remark = problem("year_assumed", field, text=text, detail=long(read.value))
        return ReadDay(read.value, remark=remark)
    if read.problem is None or read.problem.code == "empty":
        return ReadDay(None, missing=True)
    if read.problem.suggestion is not None:
        corrected = read_date(read.problem.suggestion, today=middle).value
        if corrected is not None:
            detail = read.problem.suggestion
            remark = problem("date_corrected", field, text=text, detail=detail)
            return ReadDay(corrected, remark=remark)
    return ReadDay(None, impossible=read.problem.code != "unreadable")


def month_of_section(text: str, year: int) -> PartialDate | None:
    """The month that a section's heading names (【４月】, 令和6年4月分); `year` is the 年度."""
    folded = unicodedata.normalize("NFKC", text)
    found = _MONTH.search(folded)
    if found is None or not 1 <= int(found[1]) <= 12:
        return None
    month = int(found[1])
    whole = re.search(r"[^\s【】\[\]■●◆()]*年\d{1,2}月", folded)
    if whole is not None:
        told = read_date(whole[0], today=date(year, 10, 1)).value
        if told is not None and told.month is not None:
            return PartialDate(told.year, told.month)
    return PartialDate(year if month >= 4 else year + 1, month)
