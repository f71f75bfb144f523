"""Partial dates stay as vague as they were told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.partial import PartialDate, compatible

DAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31))


@st.composite
def partials(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    kept = draw(st.integers(1, 3))
    numbers = (day.year, day.month, day.day)[:kept]
    return PartialDate(*numbers)


@given(partials())
def test_iso_round_trip(part: PartialDate) -> None:
    assert PartialDate.from_iso(part.iso) == part


@given(partials())
def test_first_and_last_are_the_edges_of_what_it_may_mean(part: PartialDate) -> None:
    inside = [part.first, part.last]
    outside = [part.first - timedelta(days=1), part.last + timedelta(days=1)]
    assert all(compatible(part, PartialDate.of(day)) for day in inside)
    assert not any(compatible(part, PartialDate.of(day)) for day in outside)


@given(partials(), partials())
def test_order_is_by_first_day_then_the_vaguer(a: PartialDate, b: PartialDate) -> None:
    rank = ("year", "month", "day").index
    key_a, key_b = (a.first, rank(a.precision)), (b.first, rank(b.precision))
    assert (a < b) == (key_a < key_b)
    assert (a == b) == (key_a == key_b)
    assert (a.iso < b.iso) == (a < b)


@given(partials(), partials())
def test_compatible_is_symmetric_and_means_one_contains_the_other(
    a: PartialDate, b: PartialDate
) -> None:
    contained = (a.first <= b.first and b.last <= a.last) or (
        b.first <= a.first and a.last <= b.last
    )
    assert compatible(a, b) is compatible(b, a) is contained


def test_precision_and_day() -> None:
    full = PartialDate(2024, 2, 29)
    assert full.is_full
    assert full.as_date() == date(2024, 2, 29)
    assert [PartialDate(2024).precision, PartialDate(2024, 2).precision, full.precision] == [
        "year",
        "month",
        "day",
    ]
    assert PartialDate(2023, 2).last == date(2023, 2, 28)
    with pytest.raises(ValueError, match="not known"):
        PartialDate(2024, 2).as_date()


@pytest.mark.parametrize("numbers", [(2023, 2, 29), (2023, 13), (2023, 0), (2023, 4, 0)])
def test_days_that_do_not_exist_cannot_be_made(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"month must be|day is out of range|day must be"):
        PartialDate(*numbers)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(2023, None, 4)


@pytest.mark.parametrize("text", ["", "2024-4", "2024-04-01 ", "24", "２０２４", "2024-04-01T00"])
def test_only_its_own_iso_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a partial ISO date"):
        PartialDate.from_iso(text)
