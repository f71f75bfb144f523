"""Holidays against a reviewed table and a second library; days on which offices are open."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import holidays as second_library
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calendar import holidays

# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TABLE = Path(__file__).with_name("holidays_1990_2027.csv")
ROOT = Path(__file__).resolve().parents[2]
SHORTER_THERE = {
    "大喪の礼": "昭和天皇の大喪の礼の行われる日",
    "結婚の儀": "皇太子徳仁親王の結婚の儀の行われる日",
    "即位礼正殿の儀": "即位礼正殿の儀の行われる日",
    "即位礼正殿の儀が行われる日": "即位礼正殿の儀の行われる日",
}


def reviewed() -> dict[date, str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["name"] for row in csv.DictReader(file)}


def from_second_library(first: int, last: int) -> dict[date, str]:
    found = second_library.country_holidays("JP", years=range(first, last + 1), language="ja")
    return {day: SHORTER_THERE.get(name, name) for day, name in found.items()}


def ours(first: int, last: int) -> dict[date, str]:
    years = range(first, last + 1)
    return {day: name for year in years for day, name in holidays.holidays_in(year).items()}


def test_every_day_of_1990_to_2027_agrees_with_the_reviewed_table() -> None:
    table = reviewed()
    assert len(table) == 649
    assert ours(1990, 2027) == table
    assert from_second_library(1990, 2027) == table


@pytest.mark.long
def test_the_years_around_agree_with_the_second_library() -> None:
    assert ours(1972, 1989) == from_second_library(1972, 1989)
    assert ours(2028, 2035) == from_second_library(2028, 2035)


def test_equinoxes_agree_with_the_astronomical_approximation() -> None:
    for year in range(1990, 2100):
        drift = 0.242194 * (year - 1980) - (year - 1980) // 4
        spring, autumn = int(20.8431 + drift), int(23.2488 + drift)
        assert holidays.holiday_name(date(year, 3, spring)) == "春分の日"
        assert holidays.holiday_name(date(year, 9, autumn)) == "秋分の日"


@pytest.mark.parametrize(
    ("iso", "name"),
    [
        ("1990-11-12", "即位礼正殿の儀の行われる日"),
        ("1993-06-09", "皇太子徳仁親王の結婚の儀の行われる日"),
        ("2019-04-30", "国民の休日"),
        ("2019-05-01", "天皇の即位の日"),
        ("2019-05-02", "国民の休日"),
        ("2019-10-22", "即位礼正殿の儀の行われる日"),
        ("2019-12-23", None),
        ("2020-07-20", None),
        ("2020-07-23", "海の日"),
        ("2020-07-24", "スポーツの日"),
        ("2020-08-10", "山の日"),
        ("2020-10-12", None),
        ("2021-07-22", "海の日"),
        ("2021-07-23", "スポーツの日"),
        ("2021-08-08", "山の日"),
        ("2021-08-09", "振替休日"),
        ("2021-08-11", None),
        ("2009-05-06", "振替休日"),
        ("2026-09-22", "国民の休日"),
        ("1973-02-12", None),
        ("1984-05-04", None),
        ("1940-01-01", None),
    ],
)
def test_special_days(iso: str, name: str | None) -> None:
    day = date.fromisoformat(iso)
    assert holidays.holiday_name(day) == name
    assert holidays.is_holiday(day) is (name is not None)


@pytest.mark.parametrize(
    ("iso", "closed"),
    [
        ("2026-12-28", False),
        ("2026-12-29", True),
        ("2027-01-03", True),
        ("2027-01-04", False),
        ("2026-11-21", True),
        ("2026-11-22", True),
        ("2026-11-23", True),
        ("2026-11-24", False),
    ],
)
def test_office_days(iso: str, closed: bool) -> None:
    assert holidays.is_office_closed(date.fromisoformat(iso)) is closed


def test_next_and_previous_working_day() -> None:
    assert holidays.next_working_day(date(2026, 12, 29)) == date(2027, 1, 4)
    assert holidays.next_working_day(date(2026, 11, 24)) == date(2026, 11, 24)
    assert holidays.previous_working_day(date(2027, 1, 3)) == date(2026, 12, 28)
    assert holidays.next_working_day(date(2019, 4, 27)) == date(2019, 5, 7)


@unhurried
@given(st.dates(date(1990, 1, 1), date(2027, 10, 31)), st.integers(0, 40))
def test_working_days_between_counts_what_the_table_leaves_open(first: date, length: int) -> None:
    table = reviewed()
    days = [first + timedelta(days=at) for at in range(length)]
    open_days = [
        day
        for day in days
        if day.isoweekday() < 6 and day not in table and "0104" <= day.strftime("%m%d") <= "1228"
    ]
    assert holidays.working_days_between(first, first + timedelta(days=length - 1)) == len(
        open_days
    )


def test_later_years_are_estimated() -> None:
    today = date(2026, 11, 24)
    assert not holidays.is_estimated(date(2027, 12, 31), today)
    assert holidays.is_estimated(date(2028, 1, 1), today)


def test_the_library_is_not_imported_before_it_is_needed() -> None:
    program = "import sys, app.calendar.holidays; sys.exit('jpholiday' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
