"""Which 控え stay, when one is due, and when the person is warned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.backups.rules import (
    NEWEST,
    Plan,
    Standing,
    drill_due,
    due,
    is_old,
    plan_of,
    read_plan,
    staying,
)
from app.errors import InvalidInput

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
plans = st.builds(
    Plan,
    st.sampled_from((0, 4)),
    st.integers(0, 20),
    st.integers(0, 10),
    st.integers(0, 15),
)


@given(st.lists(moments, max_size=60), plans)
def test_the_newest_three_stay_and_never_more_than_the_plan_says(taken, plan):
    past = [one for one in taken if one.date() <= NOW.date()]
    stays = staying(past, plan, NOW.date())
    assert set(sorted(set(past))[-NEWEST:]) <= stays <= set(past)
    assert len(stays) <= NEWEST + plan.daily + plan.weekly + plan.monthly
    assert staying(stays, plan, NOW.date()) == stays  # thinning again takes nothing more


@given(st.lists(moments, max_size=60), plans)
def test_the_last_of_each_kept_day_and_month_stays(taken, plan):
    stays = staying(taken, plan, NOW.date())
    days = sorted({one.date() for one in taken if one.date() <= NOW.date()})
    for day in days[-plan.daily :] if plan.daily else []:
        assert max(one for one in taken if one.date() == day) in stays
    months = sorted({(one.year, one.month) for one in taken if one.date() <= NOW.date()})
    for month in months[-plan.monthly :] if plan.monthly else []:
        of_month = [one for one in taken if (one.year, one.month) == month]
        assert max(one for one in of_month if one.date() <= NOW.date()) in stays


@given(st.lists(moments, min_size=1, max_size=30), plans)
def test_a_clock_that_was_ahead_takes_no_control_of_today_away(taken, plan):
    ahead = [NOW + timedelta(days=4000 + n) for n in range(5)]
    today = max(taken)
    assert today in staying([*taken, *ahead], Plan(daily=1), today.date())


def test_a_year_of_working_days_thins_to_days_weeks_and_months():
    taken = [NOW - timedelta(days=day, hours=hour) for day in range(365) for hour in (0, 4)]
    stays = sorted(staying(taken, Plan(), NOW.date()), reverse=True)
    assert stays[:3] == sorted(taken, reverse=True)[:3]
    assert {one.date() for one in stays} >= {NOW.date() - timedelta(days=day) for day in range(14)}
    assert stays[-1].date() == date(2025, 12, 31)
    assert len(stays) == 31


def test_one_is_due_at_the_first_opening_of_a_day_and_after_the_hours():
    begins = NOW.replace(hour=0)
    plan = Plan(hours=4)
    assert due(Standing(), plan, NOW, begins)
    assert due(Standing(made_at=begins - timedelta(minutes=1)), plan, NOW, begins)
    assert not due(Standing(made_at=NOW - timedelta(hours=3)), plan, NOW, begins)
    assert due(Standing(made_at=NOW - timedelta(hours=4)), plan, NOW, begins)
    assert not due(Standing(made_at=NOW - timedelta(hours=8)), Plan(hours=0), NOW, begins)
    assert due(Standing(made_at=NOW + timedelta(days=1)), plan, NOW, begins)  # the clock was ahead


def test_an_old_one_and_one_from_the_future_are_warned_of():
    assert is_old(Standing(), NOW)
    assert not is_old(Standing(made_at=NOW - timedelta(hours=25)), NOW)
    assert is_old(Standing(made_at=NOW - timedelta(hours=27)), NOW)
    assert is_old(Standing(made_at=NOW + timedelta(hours=1)), NOW)


def test_a_drill_is_due_a_month_after_the_last_or_after_the_office_began():
    assert not drill_due(Standing(begun_at=NOW - timedelta(days=30)), NOW)
    assert drill_due(Standing(begun_at=NOW - timedelta(days=31)), NOW)
    fresh = Standing(begun_at=NOW - timedelta(days=400), drilled_at=NOW - timedelta(days=2))
    assert not drill_due(fresh, NOW)


@given(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.booleans())))
def test_whatever_was_kept_gives_a_plan(kept):
    plan = plan_of(kept)
    assert plan.hours in (0, 1, 2, 4, 8)
    assert plan_of(None) == plan_of("x") == Plan()


def test_what_was_typed_is_read_or_each_wrong_field_named():
    typed = {"hours": "2", "daily": "７", "weekly": "4", "monthly": "0", "second": " E:\\控え "}
    assert read_plan(typed) == Plan(2, 7, 4, 0, "E:\\控え")
    with pytest.raises(InvalidInput) as caught:
        read_plan({**typed, "hours": "3", "daily": "61", "weekly": "-1"})
    assert set(caught.value.by_field()) == {"hours", "daily", "weekly"}
