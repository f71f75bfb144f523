"""Money adds up whatever is entered: shares, rounding, the subsidy, the forecast, days without."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import codes
from app.funding import terms
from app.funding.rules import (
    Forecast,
    Rounding,
    Settlement,
    Terms,
    forecast,
    rounded,
    share,
    too_dear,
    uncovered,
)
from tests.conftest import examples

EXAMPLES = examples(100)
YEN = st.integers(0, 10**9)
TERMS = st.builds(
    lambda up, more, how, unit: Terms(up, up + more, how, unit),
    st.integers(1, 10), st.integers(0, 10), st.sampled_from(Rounding),
    st.sampled_from([1, 10, 100, 1000]),
)  # fmt: skip
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


@settings(max_examples=EXAMPLES)
@given(YEN, st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.sampled_from(Rounding))
def test_shares_of_one_amount_never_exceed_it(
    amount: int, minutes: list[int], how: Rounding
) -> None:
    whole = sum(minutes)
    shares = [share(amount, own, whole, Rounding.DOWN) for own in minutes]
    assert sum(shares) <= amount
    assert sum(shares) > amount - len(shares) or whole == 0
    assert all(0 <= share(amount, own, whole, how) <= amount for own in minutes)


@settings(max_examples=EXAMPLES)
@given(YEN, YEN, TERMS)
def test_rounding_is_monotone_and_off_by_less_than_a_unit(one: int, more: int, by: Terms) -> None:
    less, great = (
        rounded(x * by.numerator, by.denominator, by.unit, by.rounding) for x in (one, one + more)
    )
    assert less <= great and less % by.unit == 0
    assert abs(less * by.denominator - one * by.numerator) < by.unit * by.denominator


@settings(max_examples=EXAMPLES)
@given(YEN, YEN, YEN, st.none() | YEN, YEN, TERMS)
def test_a_settlement_adds_up(
    eligible: int, aside: int, income: int, base: int | None, received: int, by: Terms
) -> None:
    made = Settlement(eligible + aside, eligible, income, base, received, by)
    assert made.grant + made.own == made.eligible <= made.total
    assert 0 <= made.grant <= made.chosen <= made.net <= made.eligible
    assert made.received + made.difference == made.grant
    assert base is None or made.chosen <= base


@pytest.mark.parametrize(
    ("eligible", "base", "grant"),
    [
        (10_000_000, None, 7_500_000),
        (10_001_999, None, 7_501_000),
        (10_001_999, 9_000_000, 6_750_000),
        (1_333, None, 0),
        (1_334, None, 1_000),
    ],
)
def test_three_quarters_below_a_thousand_yen_left_off(
    eligible: int, base: int | None, grant: int
) -> None:
    by = terms.proposed_terms("whole", FIRST)
    assert by.words == "3/4・1,000円未満切捨て"
    assert Settlement(eligible, eligible, 0, base, 0, by).grant == grant


@settings(max_examples=EXAMPLES)
@given(YEN, YEN, st.none() | YEN, DAYS, st.booleans())
def test_a_forecast_is_never_below_what_was_spent(
    spent: int, budget: int, planned: int | None, today: date, occasional: bool
) -> None:
    found = forecast(spent, budget, planned, (FIRST, LAST, today), occasional=occasional)
    assert found.total >= spent
    assert found.how.endswith("。")
    if planned is not None:
        assert found.total == spent + planned


def test_the_pace_of_the_days_behind() -> None:
    found = forecast(730_000, 900_000, None, (FIRST, LAST, date(2026, 6, 12)))
    assert found == Forecast(
        3_650_000, "はじめの73日で730,000円です。同じ割合で使うと、年度末に3,650,000円になります。"
    )
    assert forecast(730_000, 900_000, None, (FIRST, LAST, LAST)).total == 730_000
    assert forecast(0, 900_000, None, (FIRST, LAST, date(2026, 6, 12))).total == 900_000


@settings(max_examples=EXAMPLES)
@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=5), st.integers(1, 2))
def test_every_day_without_is_named_and_no_other(
    spans: list[tuple[date, date | None]], least: int
) -> None:
    gaps = uncovered(spans, FIRST, LAST, least)
    named = {
        first + timedelta(days=at) for first, last in gaps for at in range((last - first).days + 1)
    }
    for at in range(365):
        day = FIRST + timedelta(days=at)
        here = sum(since <= day and (until is None or day <= until) for since, until in spans)
        assert (here < least) == (day in named), day
    assert all(a[1] + timedelta(days=1) < b[0] for a, b in pairwise(gaps))


def test_the_rules_are_whole_and_say_where_they_stand() -> None:
    kinds = {"subsidy": 3, "equipment": 1, "share": 1, "qualified": 1}
    assert {k: sum(r.kind == k for r in terms.rules()) for k in kinds} == kinds
    assert all(rule.source and rule.unverified for rule in terms.rules())
    assert {rule.part for rule in terms.rules() if rule.kind == "subsidy"} == {
        row.code for row in codes.table("funding_part")
    }
    assert terms.dear_from(FIRST) == 300_000
    assert (too_dear(299_999, 1, 300_000), too_dear(300_000, 1, 300_000)) == (False, True)
    assert (too_dear(599_998, 2, 300_000), too_dear(600_000, 2, 300_000)) == (False, True)
    assert {row.service for row in codes.table("expense_item")} <= {
        row.code for row in codes.table("expense")
    }
