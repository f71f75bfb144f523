"""The table of steps of a つなぎ, and the trail with what was taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import codes
from app.network.referrals.steps import (
    DRAFT,
    FINAL,
    OPEN,
    RULES,
    STATES,
    Step,
    possible,
    refusal,
    rule,
)
from app.network.referrals.trail import Taken, counted, days_of, standing, state_before

ALLOWED = {
    (DRAFT, Step.SEND): "sent",
    (DRAFT, Step.WITHDRAW): "withdrawn",
    ("sent", Step.ASK): "more_info",
    ("sent", Step.ACCEPT): "accepted",
    ("sent", Step.DECLINE): "declined",
    ("sent", Step.WITHDRAW): "withdrawn",
    ("more_info", Step.SUPPLY): "sent",
    ("more_info", Step.ACCEPT): "accepted",
    ("more_info", Step.DECLINE): "declined",
    ("more_info", Step.WITHDRAW): "withdrawn",
    ("accepted", Step.BEGIN): "supporting",
    ("accepted", Step.END): "ended",
    ("accepted", Step.WITHDRAW): "withdrawn",
    ("supporting", Step.END): "ended",
    ("supporting", Step.WITHDRAW): "withdrawn",
}
DAY = date(2026, 4, 1)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", [step for step in Step if step is not Step.TAKE_BACK])
def test_the_full_square(state: str, step: Step) -> None:
    words = codes.label("referral_state", state)
    refused = refusal(step, state, words)
    if (state, step) in ALLOWED:
        assert refused == ""
        assert rule(step).leads == ALLOWED[state, step]
    else:
        assert words in refused and refused.endswith("。")
        ways = [one.out_words for one in possible(state)]
        assert all(way in refused for way in ways)
        if state in FINAL:
            assert "一つ前に戻す" in refused


def test_every_state_has_its_word_and_every_step_its_two() -> None:
    assert {row.code for row in codes.table("referral_state")} == set(STATES)
    assert set(OPEN) | set(FINAL) == set(STATES)
    assert all(one.out_words and one.in_words for one in RULES)


def test_no_declining_ending_or_withdrawing_hands_anything_over() -> None:
    """So consent can never stand in the way of them."""
    for one in RULES:
        if one.leads in FINAL:
            assert not one.discloses and one.reason


def _taken(steps: list[Step]) -> tuple[Taken, ...]:
    """A trail that follows the table, as far as the steps can be taken."""
    trail: list[Taken] = []
    for number, step in enumerate(steps):
        state = standing(trail)
        if refusal(step, state, state):
            continue
        leads = state_before(trail) if step is Step.TAKE_BACK else rule(step).leads
        trail.append(Taken(step, leads, DAY + timedelta(days=number), "", "x"))
    return tuple(trail)


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_taking_back_is_as_if_the_step_had_never_been(steps: list[Step]) -> None:
    trail = _taken(steps)
    replayed = DRAFT
    stack: list[tuple[Step, str]] = []
    for taken in trail:
        if taken.step is Step.TAKE_BACK:
            stack.pop()
        else:
            assert replayed in rule(taken.step).starts
            stack.append((taken.step, rule(taken.step).leads))
        replayed = stack[-1][1] if stack else DRAFT
        assert taken.state == replayed
    assert standing(trail) == replayed
    assert [(one.step, one.state) for one in counted(trail)] == stack


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_the_days_are_those_of_the_steps_that_count(steps: list[Step]) -> None:
    trail = _taken(steps)
    sent, answered, ended = days_of(trail)
    left = counted(trail)
    assert (sent is not None) == any(one.step is Step.SEND for one in left)
    assert (ended is not None) == (standing(trail) in FINAL)
    if answered is not None and sent is not None:
        assert sent <= answered
    if ended is not None:
        assert ended == left[-1].day
