"""Months, quarters, halves, 年度 and 暦年 and their labels."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.fiscal import (
    KINDS,
    Period,
    PeriodKind,
    calendar_year,
    fiscal_year,
    fiscal_year_of,
    half_year,
    month,
    month_of,
    parse_half,
    parse_month,
    parse_quarter,
    parse_year,
    period_of,
    quarter,
)
from app.calendar.partial import PartialDate
from app.errors import WrongUse

YEARS = st.integers(1874, 2100)


@pytest.mark.parametrize(
    ("period", "label", "first", "last"),
    [
        (month(2024, 4), "令和6年4月", "2024-04-01", "2024-04-30"),
        (month(2019, 4), "平成31年4月", "2019-04-01", "2019-04-30"),
        (month(2019, 5), "令和元年5月", "2019-05-01", "2019-05-31"),
        (fiscal_year(2024), "令和6年度", "2024-04-01", "2025-03-31"),
        (fiscal_year(2018), "平成30年度", "2018-04-01", "2019-03-31"),
        (fiscal_year(2019), "令和元年度", "2019-04-01", "2020-03-31"),
        (fiscal_year(1988), "昭和63年度", "1988-04-01", "1989-03-31"),
        (quarter(2024, 1), "令和6年度第1四半期", "2024-04-01", "2024-06-30"),
        (quarter(2024, 4), "令和6年度第4四半期", "2025-01-01", "2025-03-31"),
        (quarter(2018, 4), "平成30年度第4四半期", "2019-01-01", "2019-03-31"),
        (half_year(2019, 1), "令和元年度上半期", "2019-04-01", "2019-09-30"),
        (half_year(2024, 2), "令和6年度下半期", "2024-10-01", "2025-03-31"),
        (calendar_year(2024), "令和6年（暦年）", "2024-01-01", "2024-12-31"),
        (calendar_year(2019), "令和元年（暦年）", "2019-01-01", "2019-12-31"),
    ],
)
def test_label_and_ends(period: Period, label: str, first: str, last: str) -> None:
    assert (period.label, period.first.isoformat(), period.last.isoformat()) == (label, first, last)


@given(YEARS)
def test_a_year_is_exactly_its_twelve_months(year: int) -> None:
    for period in (fiscal_year(year), calendar_year(year)):
        months = period.months()
        assert len(months) == 12
        assert (months[0].first, months[-1].last) == (period.first, period.last)
        for earlier, later in pairwise(months):
            assert later.first - earlier.last == timedelta(days=1)
            assert later.previous() == earlier


@given(YEARS)
def test_quarters_and_halves_divide_the_fiscal_year(year: int) -> None:
    whole = fiscal_year(year)
    for parts in (
        [quarter(year, at) for at in range(1, 5)],
        [half_year(year, 1), half_year(year, 2)],
    ):
        assert [one for part in parts for one in part.months()] == list(whole.months())
        for earlier, later in pairwise(parts):
            assert earlier.stepped(1) == later and later.previous() == earlier
        assert all(
            part.previous_year().label.startswith(fiscal_year(year - 1).label) for part in parts
        )


@given(
    st.sampled_from(tuple(KINDS)),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.integers(-30, 30),
)
def test_a_period_of_any_kind_holds_its_day_and_steps_back(
    kind: PeriodKind, day: date, steps: int
) -> None:
    period = period_of(kind, day)
    assert period.contains(day) and period.kind == kind
    assert period.stepped(steps).stepped(-steps) == period
    assert period.previous().last + timedelta(days=1) == period.first


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_month_and_year(day: date) -> None:
    assert month_of(day).contains(day)
    assert fiscal_year(fiscal_year_of(day)).contains(day)
    assert not fiscal_year(fiscal_year_of(day)).previous_year().contains(day)
    assert parse_month(month_of(day).key) == month_of(day)


def test_previous_year_is_the_same_period_a_year_before() -> None:
    assert month(2024, 2).previous_year() == month(2023, 2)
    assert fiscal_year(2024).previous_year() == fiscal_year(2023)
    assert calendar_year(2024).previous_year() == calendar_year(2023)
    assert month(2024, 1).previous() == month(2023, 12)
    assert month(2024, 7).months() == (month(2024, 7),)


@pytest.mark.parametrize(
    ("iso", "holds"),
    [
        ("2024-09-30", True),
        ("2024-09", True),
        ("2024", None),
        ("2024-10", False),
        ("2023", False),
        ("2024-08-31", False),
    ],
)
def test_too_vague_dates_are_told_apart(iso: str, holds: bool | None) -> None:
    assert month(2024, 9).holds(PartialDate.from_iso(iso)) is holds


def test_typed_periods() -> None:
    assert parse_month("2024-09") == month(2024, 9)
    assert parse_year("2024") == 2024
    assert parse_quarter("2024-4") == parse_quarter("2024-Q4") == quarter(2024, 4)
    assert parse_half("2024-2") == parse_half(half_year(2024, 2).key) == half_year(2024, 2)
    assert {quarter(2024, 1).key, half_year(2024, 1).key} == {"2024-Q1", "2024-H1"}
    assert fiscal_year(2024).key == "2024"


@pytest.mark.parametrize(
    "text", ["", "2024-13", "2024-00", "2024-9", "2024", "0001-01", "２０２４-09"]
)
def test_other_months_are_wrong_use(text: str) -> None:
    with pytest.raises(WrongUse, match="2024-09"):
        parse_month(text)


@pytest.mark.parametrize("text", ["", "2024", "2024-5", "2024-0", "2024-01", "R6-1"])
def test_other_quarters_and_halves_are_wrong_use(text: str) -> None:
    for read in (parse_quarter, parse_half):
        with pytest.raises(WrongUse, match="2024-1"):
            read(text)


@pytest.mark.parametrize("text", ["", "24", "1899", "2200", "R6", "２０２４"])
def test_other_years_are_wrong_use(text: str) -> None:
    with pytest.raises(WrongUse, match="西暦4桁"):
        parse_year(text)
