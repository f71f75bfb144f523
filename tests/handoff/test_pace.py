"""The days of 広域 are the office's: how long a letter can be taken in, when something is late."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, NotAllowed
from app.handoff.exchange.next_steps import Patience, What
from app.handoff.overview.queries import exchange_page
from app.handoff.pace.actions import set_pace
from app.handoff.pace.queries import DAYS, WAITS, pace
from app.handoff.pace.rules import KEPT_FOR, SETTABLE, Pace, read_pace
from app.staff.permissions import Role
from app.storage.records import Setting
from tests.cases.one_case import as_role, ask, do
from tests.handoff.real_offices import Two, ask_for_help, at

TYPED = {"kept_for": "14", **{str(what): "3" for what in SETTABLE}}


@given(st.sampled_from(sorted(TYPED)), st.text(max_size=4))
def test_what_is_no_number_of_days_is_refused_at_its_field(name: str, words: str) -> None:
    try:
        found = read_pace({**TYPED, name: words})
    except InvalidInput as problem:
        assert set(problem.by_field()) == {name}
    else:
        days = found.kept_for if name == "kept_for" else found.waits[What(name)]
        assert 1 <= days <= 365


def test_as_it_is_typed() -> None:
    assert read_pace({**TYPED, "kept_for": " ４５日 "}).kept_for == 45


def test_the_days_hold_for_the_next_letter_and_for_what_is_late(two: Two) -> None:
    exchange = ask_for_help(two)
    first = at(two.here, exchange).letters[0]
    today = two.here.office.clock.today()
    assert first.expires == today + timedelta(days=KEPT_FOR)
    wanted = Pace(14, MappingProxyType(dict.fromkeys(SETTABLE, 3)))
    with pytest.raises(NotAllowed):
        do(two.here, lambda work: set_pace(work, wanted), as_role(two.here, Role.COUNSELLOR))
    do(two.here, lambda work: set_pace(work, wanted))
    assert ask(two.here, pace) == wanted
    assert at(two.here, exchange).letters[0] == first, "what was signed stays"
    steps = ask(two.here, lambda reading: exchange_page(reading, exchange)).steps
    due = {one.what: one.due for one in steps}
    assert due[What.ANSWER_REQUEST] == today + timedelta(days=3)


@pytest.mark.parametrize("value", ["30", 0, -1, 366, True, None, {"receipt": "x"}, [1]])
def test_a_setting_that_is_no_number_of_days_is_not_used(two_embedded: Two, value: Any) -> None:
    def spoil(work: Any) -> None:
        for name in (DAYS, WAITS):
            work.add(Setting(name=name, value=value))

    do(two_embedded.here, spoil)
    assert ask(two_embedded.here, pace) == Pace()


def test_how_long_one_waits_where_the_office_has_set_nothing() -> None:
    assert {str(what): Patience().due(what, date(2026, 11, 1)).day - 1 for what in What} == {
        "answer_request": 14, "request_again": 7, "answer_question": 7, "answer_offer": 7,
        "pass_lead": 3, "promised": 0, "receipt": 5, "missing": 5, "give_back": 0, "write_again": 3,
    }  # fmt: skip
