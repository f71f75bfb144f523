"""The days that 予定表 shows, and their words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.screens.schedule.span import Span, View

TODAY = date(2026, 11, 24)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
views = st.sampled_from(list(View))


@given(views, days)
def test_every_view_holds_its_day_in_whole_weeks(view: View, day: date) -> None:
    span = Span(view, day)
    shown = list(span.days())
    assert day in shown and span.holds(day)
    assert shown == sorted(set(shown)) and shown[0] == span.first and shown[-1] == span.last
    if view is not View.DAY:
        assert shown[0].weekday() == 0 and shown[-1].weekday() == 6
    if view is View.MONTH:
        month = [one for one in shown if span.holds(one)]
        assert month[0].day == 1 and (month[-1] + timedelta(days=1)).day == 1


@given(views, days)
def test_the_next_period_begins_where_this_one_ends(view: View, day: date) -> None:
    span = Span(view, day)
    following = span.stepped(1)
    last = max(one for one in span.days() if span.holds(one))
    first = min(one for one in following.days() if following.holds(one))
    assert first == last + timedelta(days=1)
    before = following.stepped(-1)
    assert before.holds(max(one for one in span.days() if span.holds(one)))


@pytest.mark.parametrize(
    ("view", "day", "words"),
    [
        (View.DAY, date(2026, 11, 23), "令和8年11月23日(月) 勤労感謝の日"),
        (View.DAY, date(2026, 11, 24), "令和8年11月24日(火)"),
        (View.DAY, date(2030, 11, 23), "令和12年11月23日(土) 勤労感謝の日（推定）"),
        (View.WEEK, date(2026, 11, 24), "令和8年11月23日(月)〜29日(日)"),
        (View.WEEK, date(2026, 12, 1), "令和8年11月30日(月)〜12月6日(日)"),
        (View.WEEK, date(2026, 12, 31), "令和8年12月28日(月)〜令和9年1月3日(日)"),
        (View.WEEK, date(2019, 4, 30), "平成31年4月29日(月)〜令和元年5月5日(日)"),
        (View.MONTH, date(2026, 11, 24), "令和8年11月"),
    ],
)
def test_the_period_is_said_in_wareki(view: View, day: date, words: str) -> None:
    assert Span(view, day).title(TODAY) == words


def test_a_month_keeps_its_day_as_far_as_there_is_one() -> None:
    assert Span(View.MONTH, date(2026, 1, 31)).stepped(1).day == date(2026, 2, 28)
    assert Span(View.MONTH, date(2026, 12, 5)).stepped(1).day == date(2027, 1, 5)
    assert Span(View.MONTH, date(2026, 1, 5)).stepped(-1).day == date(2025, 12, 5)
