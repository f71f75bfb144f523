"""Until when a record is kept: years from the end, leap days, 年度, and what must be typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.fiscal import fiscal_year_of
from app.calendar.partial import PartialDate
from app.errors import InvalidInput
from app.retention.holds.rules import HoldInput, Reason, checked_hold, in_force
from app.retention.proposals.rules import count_words, remaining_words, typed_number, whole_month
from app.retention.rules import (
    CountedFrom,
    Rule,
    RuleInput,
    checked_rule,
    clock_doubt,
    due_day,
    last_day,
)

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))
YEARS = st.integers(1, 100)
NEXT, YEAR = CountedFrom.NEXT_DAY, CountedFrom.FISCAL_YEAR


def day(text: str) -> PartialDate:
    return PartialDate.from_iso(text)


@pytest.mark.parametrize(
    ("ended", "rule", "due"),
    [
        ("2021-05-20", Rule(5, YEAR), date(2027, 4, 1)),
        ("2021-03-31", Rule(5, YEAR), date(2026, 4, 1)),
        ("2021-04-01", Rule(5, YEAR), date(2027, 4, 1)),
        ("2021-05-20", Rule(5, NEXT), date(2026, 5, 21)),
        ("2024-02-28", Rule(1, NEXT), date(2025, 3, 1)),  # begins on 29 February
        ("2024-02-29", Rule(1, NEXT), date(2025, 3, 1)),
        ("2023-02-28", Rule(1, NEXT), date(2024, 3, 1)),
        ("2024-02-28", Rule(4, NEXT), date(2028, 2, 29)),
        ("2020-12-31", Rule(1, NEXT), date(2022, 1, 1)),
        ("2021-05", Rule(1, NEXT), date(2022, 6, 1)),  # as late as it may be
        ("2021", Rule(1, YEAR), date(2023, 4, 1)),
    ],
)
def test_the_day_from_which_it_may_go(ended: str, rule: Rule, due: date) -> None:
    assert due_day(day(ended), rule) == due


@given(DAYS, YEARS, st.sampled_from(CountedFrom))
def test_never_before_the_end_and_its_years(ended: date, years: int, begins: CountedFrom) -> None:
    due = due_day(PartialDate.of(ended), Rule(years, begins))
    try:
        same_day = ended.replace(year=ended.year + years)
    except ValueError:  # 29 February
        same_day = date(ended.year + years, 2, 28)
    assert due > same_day
    assert last_day(PartialDate.of(ended), Rule(years, begins)) == due - timedelta(days=1)
    if begins is YEAR:
        assert (due.month, due.day) == (4, 1)
        assert fiscal_year_of(due) == fiscal_year_of(ended) + 1 + years


@given(DAYS, YEARS)
def test_a_年度_is_never_shorter_than_the_days(ended: date, years: int) -> None:
    end = PartialDate.of(ended)
    assert due_day(end, Rule(years, YEAR)) >= due_day(end, Rule(years, NEXT))


@given(DAYS, YEARS, st.sampled_from(CountedFrom))
def test_a_vaguer_end_is_kept_no_shorter(ended: date, years: int, begins: CountedFrom) -> None:
    rule = Rule(years, begins)
    month = PartialDate(ended.year, ended.month)
    assert due_day(PartialDate.of(ended), rule) <= due_day(month, rule)
    assert due_day(month, rule) <= due_day(PartialDate(ended.year), rule)


@pytest.mark.parametrize("years", ["0", "101", "五", "-1", "1.5", "1000"])
def test_years_that_are_none(years: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_rule(RuleInput(years, "next_day", "契約"))
    assert set(refused.value.by_field()) == {"years"}


def test_a_period_needs_its_source_and_none_takes_it_back() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_rule(RuleInput("5", "later", " "))
    assert set(refused.value.by_field()) == {"counted_from", "source"}
    assert checked_rule(RuleInput("５年", "fiscal_year", "規程 別表")).years == 5
    assert checked_rule(RuleInput("", "fiscal_year", "規程を確認中")).years is None


def test_a_hold_holds_through_its_last_day() -> None:
    today = date(2026, 11, 24)
    assert in_force(today, lifted=False, today=today)
    assert not in_force(today - timedelta(days=1), lifted=False, today=today)
    assert in_force(None, lifted=False, today=today)
    assert not in_force(None, lifted=True, today=today)
    kept = checked_hold(HoldInput("audit", "", "R9.3.31"), today)
    assert (kept.reason, kept.until) == (Reason.AUDIT, date(2027, 3, 31))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (HoldInput("", "x"), "reason"),
        (HoldInput("other", " "), "note"),
        (HoldInput("audit", "", "R8.11.23"), "until"),
        (HoldInput("audit", "", "R9.3"), "until"),
        (HoldInput("audit", "", "いつか"), "until"),
    ],
)
def test_a_hold_that_is_none(typed: HoldInput, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_hold(typed, date(2026, 11, 24))
    assert set(refused.value.by_field()) == {field}


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("before", "latest", "words"),
    [
        (None, None, ""),
        (-1, 0, ""),
        (-3, 0, "3日あいています"),
        (-3650, 0, "3650日あいています"),
        (-1, 1, ""),
        (-1, 2, "先の日付"),
    ],
)
def test_a_clock_that_may_be_wrong(before: int | None, latest: int | None, words: str) -> None:
    days = (one if one is None else TODAY + timedelta(days=one) for one in (before, latest))
    doubt = clock_doubt(TODAY, *days)
    assert (words in doubt) if words else doubt == ""


def test_small_words() -> None:
    assert typed_number("１，２３４件") == 1234 and typed_number("十二") is None
    assert count_words({"need": 3, "episode": 2, "letter_mark": 1}) == (
        ("ケース", 2),
        ("その他（上のものに付く記録）", 4),
    )
    assert whole_month(day("2024-02-29")) == day("2024-02")
    assert whole_month(day("2024")) == day("2024") and whole_month(None) is None
    assert "令和9年11月" in remaining_words(date(2026, 11, 24), 12, served=False)
    assert "管理者" in remaining_words(date(2026, 11, 24), 12, served=True)
