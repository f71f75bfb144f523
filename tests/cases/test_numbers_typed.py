"""Numbers that nobody means: refused with words that say why, however long they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.backups.rules import read_plan
from app.cases.checking import Checking
from app.cases.contacts.rules import read_minutes
from app.deadlines.rule import Shows
from app.deadlines.rulebook import rulebook
from app.deadlines.setting import read_setting, values_of
from app.errors import InvalidInput
from app.funding.typed import hours, whole
from app.handoff.pace.rules import read_pace
from app.network.events.rules import EventInput, check_event
from app.network.offers.rules import OfferInput, check_offer
from app.reports.papers.history_head import read_mark
from app.retention.proposals.rules import typed_number

TODAY = date(2026, 11, 23)
ENDLESS = "9" * 5_000
"""More digits than Python reads."""


def said(check: Callable[[], Any], field: str) -> str:
    """What a rule says of a field."""
    with pytest.raises(InvalidInput) as refused:
        check()
    return refused.value.by_field()[field]


@pytest.mark.parametrize("typed", ["100000", "99999999999999", ENDLESS])
def test_a_number_that_is_too_large_is_called_so(typed: str) -> None:
    event = EventInput("R8.11.2", "training", "研修", participants=typed)
    assert said(lambda: check_event(event, TODAY), "participants") == (
        "参加者の数が大きすぎます。99,999までの数字で入力してください。"
    )
    offer = OfferInput("housing", "居室", capacity=typed)
    assert said(lambda: check_offer(offer, TODAY), "capacity").startswith("定員が大きすぎます。")
    checking = Checking(TODAY)
    assert whole(checking, "units", "数", typed) is None
    assert checking.problems[0].message.startswith("数が大きすぎます。")


def test_what_is_no_number_is_still_asked_for_as_one() -> None:
    event = EventInput("R8.11.2", "training", "研修", participants="たくさん")
    assert "数字で入力" in said(lambda: check_event(event, TODAY), "participants")
    assert whole(Checking(TODAY), "units", "数", "0006") == 6


def test_digits_without_end_are_refused_wherever_a_number_is_typed() -> None:
    assert read_minutes(ENDLESS) is None and read_minutes(f"{ENDLESS}時間") is None
    assert typed_number(ENDLESS) is None
    assert read_mark(ENDLESS, "0" * 64) is None
    assert hours(Checking(TODAY), "hours", ENDLESS) is None
    habit = next(rule for rule in rulebook().rules if rule.shows is not Shows.SILENCE)
    typed = replace(values_of(habit), lead=ENDLESS)
    assert "数で入力" in said(lambda: read_setting(habit, typed), "lead")
    plan = {"hours": "4", "daily": ENDLESS, "weekly": "1", "monthly": "1"}
    assert "数字で入力" in said(lambda: read_plan(plan), "daily")
    assert "数字で入力" in said(lambda: read_pace({"kept_for": ENDLESS}), "kept_for")
