"""Every rule on every start day from 1990 to 2035, against an arithmetic of its own."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays as second_library
import pytest

from app.calendar.partial import PartialDate
from app.deadlines import engine
from app.deadlines.engine import CaseFacts, Known, Paper
from app.deadlines.rule import Closed, Rule, Unit
from app.deadlines.rulebook import rulebook

TABLE = Path(__file__).parents[1] / "calendar" / "holidays_1990_2027.csv"
FIRST, LAST = date(1990, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]
ONE = timedelta(days=1)
TERM = timedelta(days=1234)
"""From the first to the last day of a made-up sentence."""
RULES = rulebook().rules


@cache
def public_holidays() -> frozenset[date]:
    """The reviewed table up to 2027, a second library after it."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        known = {date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    later = second_library.country_holidays("JP", years=range(2028, 2047))
    return frozenset(known | set(later))


def shut(day: date) -> bool:
    """土曜・日曜・祝日・12/29〜1/3."""
    return (
        day.isoweekday() in (6, 7)
        or day in public_holidays()
        or (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
    )


def length_of_month(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def months_from(first: date, months: int) -> date:
    """応当日の前日; the end of the month where there is no 応当日 (民法143条2項)."""
    year, month, day = first.year, first.month, first.day
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    if day > length_of_month(year, month):
        return date(year, month, length_of_month(year, month))
    if day > 1:
        return date(year, month, day - 1)
    year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, length_of_month(year, month))


@cache
def days_passed(thirds: int) -> int:
    """How many days of the made-up sentence pass before so many thirds of it are over."""
    return sum(1 for number in range(TERM.days + 1) if 3 * number < (TERM.days + 1) * thirds)


def expected(rule: Rule, start: date) -> date:
    """The due date by the rule's own words."""
    counted_from = start if rule.first_day_counts else start + ONE
    if rule.unit is Unit.HOURS:
        due = date.fromordinal(start.toordinal() + {24: 1, 48: 2, 72: 3}[rule.length])
    elif rule.unit is Unit.THIRDS:
        due = date.fromordinal(start.toordinal() + days_passed(rule.length))
    elif rule.length == 0:
        due = start
    elif rule.unit is Unit.DAYS:
        due = date.fromordinal(counted_from.toordinal() + rule.length - 1)
    else:
        due = months_from(counted_from, rule.length * {Unit.MONTHS: 1, Unit.YEARS: 12}[rule.unit])
    while rule.closed is Closed.MOVES and shut(due):
        due += ONE
    return due


def facts_for(rule: Rule, service: str, start: date) -> CaseFacts:
    """A case in which nothing but the start, and what the rule asks for, is known."""
    known = {rule.starts[0]: Known(PartialDate.of(start))}
    words: dict[str, str] = {}
    for condition in rule.only_when[:1]:
        key, equals, wanted = condition.partition("=")
        if not equals:
            known[key] = Known(PartialDate.of(start))
        elif key != "service":
            words[key] = wanted.split("|")[0]
    if rule.scope:
        return CaseFacts("e", service, "-", {}, {}, (Paper("p", rule.scope, known, words),))
    return CaseFacts("e", service, "-", known, words)


def service_for(rule: Rule) -> str:
    by_service = [text for text in rule.only_when if text.startswith("service=")]
    return by_service[0].partition("=")[2] if by_service else rule.services[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id}-{rule.version}")
def test_every_start_day(rule: Rule) -> None:
    service = service_for(rule)
    facts = facts_for(rule, service, FIRST)
    dates = facts.papers[0].dates if rule.scope else facts.dates
    assert isinstance(dates, dict)
    tried = 0
    for start in DAYS:
        dates[rule.starts[0]] = Known(PartialDate.of(start))
        if rule.until:
            dates[rule.until] = Known(PartialDate.of(start + TERM))
        found = list(engine.of_rule(rule, facts))
        if not rule.holds_for(start):
            assert found == []
            continue
        tried += 1
        due = found[0]
        assert due.day == expected(rule, start), f"{rule.id} from {start}"
        assert all(shut(day) for day in due.counted.skipped)
    assert tried > 4_000


@pytest.mark.parametrize(
    ("rule_id", "start", "due"),
    [
        ("release_day", "2026-12-31", "2027-01-01"),  # 元日: the day never moves
        ("release_day", "2028-02-28", "2028-02-29"),
        ("ua_6m", "2026-05-23", "2026-11-23"),
        ("ua_6m", "2026-08-30", "2027-02-28"),  # no 31 February
        ("ua_6m", "2026-08-31", "2027-02-28"),  # from 9/1: six whole months
        ("ua_6m", "2027-02-28", "2027-08-31"),
        ("ua_2y", "2024-02-29", "2026-02-28"),
        ("detention_10", "2026-11-15", "2026-11-24"),
        ("detention_10", "2026-12-25", "2027-01-03"),  # holidays do not extend it
        ("indicted_2m", "2026-12-31", "2027-02-28"),
        ("indicted_3m", "2026-12-01", "2027-02-28"),
        ("appeal_14", "2026-12-16", "2027-01-04"),  # 12/30 falls into 年末年始
        ("appeal_14", "2019-04-16", "2019-05-07"),  # ten days in a row
        ("appeal_14", "2026-09-07", "2026-09-24"),  # 敬老の日, 国民の休日, 秋分の日
        ("appeal_14", "2021-07-25", "2021-08-10"),  # 山の日 and its 振替休日
        ("appeal_14", "2026-11-10", "2026-11-24"),
        ("formal_trial_14", "2026-11-06", "2026-11-20"),
        ("addon_3y", "2024-02-29", "2027-02-28"),
        ("seiho_14", "2026-11-13", "2026-11-27"),
        ("seiho_30", "2026-11-13", "2026-12-13"),  # a Sunday: offices are closed, it stays
        ("custody_48h", "2026-11-20", "2026-11-22"),
    ],
)
def test_days_counted_by_hand(rule_id: str, start: str, due: str) -> None:
    rule = rulebook().versions(rule_id)[-1]
    facts = facts_for(rule, service_for(rule), date.fromisoformat(start))
    assert [found.day.isoformat() for found in engine.of_rule(rule, facts)] == [due]


@pytest.mark.parametrize(
    ("start", "end", "from_day"),
    [
        ("2026-01-01", "2026-03-31", "2026-01-31"),  # 90 days: 30 are over
        ("2026-01-01", "2026-04-01", "2026-02-01"),  # 91 days: a part counts as a day
        ("2024-02-29", "2024-02-29", "2024-03-01"),
    ],
)
def test_a_third_of_the_term_by_hand(start: str, end: str, from_day: str) -> None:
    rule = rulebook().versions("parole_third")[0]
    known = {"case_date.final": start, "episode.term_end": end}
    dates = {key: Known(PartialDate.of(date.fromisoformat(day))) for key, day in known.items()}
    (due,) = engine.of_rule(rule, CaseFacts("e", "coordination", "plan", dates))
    assert due.day.isoformat() == from_day
    assert "刑期の3分の1が過ぎた次の日" in due.reason and "刑法28条" in due.reason
    del dates["episode.term_end"]
    assert list(engine.of_rule(rule, CaseFacts("e", "coordination", "plan", dates))) == []


def test_hours_run_from_the_minute() -> None:
    rule = rulebook().versions("custody_48h")[0]
    arrested = Known(PartialDate(2026, 12, 30), 22 * 60 + 40)
    facts = CaseFacts("e", "suspect_support", "requested", {"case_date.arrested": arrested})
    (due,) = engine.of_rule(rule, facts)
    assert (due.day, due.minute) == (date(2027, 1, 1), 22 * 60 + 40)
    assert "22時40分まで" in due.reason


def test_the_version_follows_the_start_day() -> None:
    for start, version in ((date(2023, 11, 30), 1), (date(2023, 12, 1), 2)):
        found = [
            due
            for rule in rulebook().versions("ua_1y")
            for due in engine.of_rule(rule, facts_for(rule, "suspect_support", start))
        ]
        assert [due.rule.version for due in found] == [version]
