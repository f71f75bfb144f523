"""和暦 against a second table of eras, for every day from 1873 to 2100."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from tests.conftest import LONG

TODAY = date(2026, 11, 24)
ERA_FACTS = Path(__file__).resolve().parent / "eras.csv"

# Written apart from the program: the last day of each era as a number YYYYMMDD, and what to
# take from the western year to get the year of the era.
LAST_DAYS = [
    (19120729, "明治", "M", 1867),
    (19261224, "大正", "T", 1911),
    (19890107, "昭和", "S", 1925),
    (20190430, "平成", "H", 1988),
    (99999999, "令和", "R", 2018),
]
MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def every_day() -> Iterator[tuple[int, int, int, str]]:
    """Year, month, day and weekday sign from 1873-01-01 (a Wednesday) to 2100-12-31."""
    at = 0
    for year in range(1873, 2101):
        leap = (year % 4 == 0) - (year % 100 == 0) + (year % 400 == 0)
        for month, length in enumerate(MONTH_LENGTHS, start=1):
            for day in range(1, length + (leap if month == 2 else 0) + 1):
                yield year, month, day, "水木金土日月火"[at % 7]
                at += 1


def expected(year: int, month: int, day: int) -> tuple[str, str]:
    stamp = year * 10000 + month * 100 + day
    name, letter, offset = next(row[1:] for row in LAST_DAYS if stamp <= row[0])
    number = year - offset
    written = "元" if number == 1 else str(number)
    return f"{name}{written}年{month}月{day}日", f"{letter}{number}.{month}.{day}"


def test_every_day_is_written_and_read_back() -> None:
    """Every day in the long run; else all of the years in which an era began, and every eleventh."""
    every, turns, count = LONG in os.environ, (1912, 1926, 1989, 2019), 0
    for year, month, day, sign in every_day():
        count += 1
        at = date(year, month, day)
        if not (every or year in turns or count % 11 == 0):
            continue
        long, short = expected(year, month, day)
        assert wareki.long(at) == long
        assert wareki.short(at) == short
        assert wareki.long(at, weekday=True) == f"{long}({sign})"
        for typed in (long, f"{short}({sign})"):
            read = read_date(typed, today=TODAY)
            assert read.value == PartialDate(year, month, day), typed
            assert read.note is None, typed
    assert count == (date(2100, 12, 31) - date(1873, 1, 1)).days + 1


def test_every_month_and_year_is_written_and_read_back() -> None:
    for year in range(1873, 2101):
        for month in (None, *range(1, 13)):
            part = PartialDate(year, month)
            for written in (wareki.long(part), wareki.short(part), wareki.western(part)):
                assert read_date(written, today=TODAY).value == part, written
            short = wareki.western_short(part)
            assert read_date(short, today=TODAY).value == part, short


@pytest.mark.parametrize(
    ("iso", "long", "short"),
    [
        ("1873-01-01", "明治6年1月1日", "M6.1.1"),
        ("1912-07-29", "明治45年7月29日", "M45.7.29"),
        ("1912-07-30", "大正元年7月30日", "T1.7.30"),
        ("1926-12-24", "大正15年12月24日", "T15.12.24"),
        ("1926-12-25", "昭和元年12月25日", "S1.12.25"),
        ("1989-01-07", "昭和64年1月7日", "S64.1.7"),
        ("1989-01-08", "平成元年1月8日", "H1.1.8"),
        ("2019-04-30", "平成31年4月30日", "H31.4.30"),
        ("2019-05-01", "令和元年5月1日", "R1.5.1"),
        ("2026-11-23", "令和8年11月23日", "R8.11.23"),
        ("2019-04", "平成31年4月", "H31.4"),
        ("2019-05", "令和元年5月", "R1.5"),
        ("2019", "令和元年（平成31年）", "R1年(H31年)"),
        ("1989-01", "平成元年1月（昭和64年1月）", "H1.1(S64.1)"),
        ("1947", "昭和22年", "S22年"),
    ],
)
def test_boundaries_and_partial_dates(iso: str, long: str, short: str) -> None:
    part = PartialDate.from_iso(iso)
    assert wareki.long(part) == long
    assert wareki.short(part) == short


def test_weekday_only_where_the_day_is_known() -> None:
    assert wareki.long(date(2026, 11, 23), weekday=True) == "令和8年11月23日(月)"
    assert wareki.short(PartialDate(2026, 11), weekday=True) == "R8.11"
    assert wareki.western(date(2026, 11, 23), weekday=True) == "2026年11月23日(月)"
    assert wareki.western_short(date(2026, 11, 23)) == "2026/11/23"


@pytest.mark.parametrize("value", [date(1872, 12, 31), PartialDate(1872), PartialDate(1868, 1)])
def test_days_of_the_lunar_calendar_are_refused(value: date | PartialDate) -> None:
    with pytest.raises(ValueError, match="太陰暦"):
        wareki.long(value)


def test_era_table_agrees_with_the_collected_facts() -> None:
    with ERA_FACTS.open(encoding="utf-8", newline="") as file:
        facts = [
            (r["code"], r["abbr"], r["name"], r["kana"], r["start_date"], r["end_date"])
            for r in csv.DictReader(file)
        ]
    ours = [
        (
            str(era.digit),
            era.letter,
            era.name,
            era.kana,
            era.first.isoformat(),
            era.last.isoformat() if era.last else "",
        )
        for era in wareki.ERAS
    ]
    assert ours == facts
