"""同意の期間の終わり on 今日 and on the case: once, when it ends and nothing takes it up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.deadlines import actions, queries
from app.deadlines.known.queries import centre_rulebook
from app.deadlines.of_case.queries import deadlines_of
from app.deadlines.rulebook import rulebook
from app.deadlines.setting import read_setting, values_of
from app.errors import InvalidInput
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice
from tests.consent.one_register import HOME, consent, organisation, person_of

NAME = "同意の期間の終わり"


def due(opened: OpenedOffice, episode: str) -> list[date]:
    """The days on the case page, checked against 今日."""
    own = ask(opened, lambda r: deadlines_of(r, episode)).dues
    days = [one.due.day for one in own if one.due.words == NAME]
    shown = ask(opened, queries.today)
    parts = (shown.late, shown.due_today, shown.week, shown.later)
    lead = ask(opened, lambda r: centre_rulebook(r).versions("consent_ends"))[0].lead
    seen = [line.due.day for part in parts for line in part.items if line.due.words == NAME]
    assert seen == [day for day in days if (day - date(2026, 11, 24)).days <= lead]
    return days


@pytest.mark.parametrize(
    ("otherwise", "days"),
    [
        ({"valid_to": date(2026, 12, 20)}, [date(2026, 12, 20)]),
        ({"valid_to": date(2026, 11, 20)}, [date(2026, 11, 20)]),
        ({"valid_to": date(2027, 3, 31)}, [date(2027, 3, 31)]),
        ({"valid_to": None}, []),
        ({"valid_to": date(2026, 12, 20), "withdrawn_on": date(2026, 11, 1)}, []),
        ({"valid_to": date(2026, 12, 20), "how": "refused"}, []),
    ],
)
def test_a_consent_that_ends_is_a_deadline(
    opened: OpenedOffice, otherwise: dict[str, Any], days: list[date]
) -> None:
    episode = begin(opened)
    consent(opened, person_of(opened, episode), organisation(opened, *HOME), **otherwise)
    assert due(opened, episode) == days


def test_a_longer_consent_for_the_same_takes_it_up(opened: OpenedOffice) -> None:
    episode = begin(opened)
    person, home = person_of(opened, episode), organisation(opened, *HOME)
    consent(opened, person, home, valid_to=date(2026, 12, 20))
    consent(opened, person, home, items=["identity"])
    assert due(opened, episode) == [date(2026, 12, 20), date(2027, 3, 31)]
    consent(opened, person, home, valid_to=None)
    assert due(opened, episode) == []


def test_when_it_is_named_is_set_by_the_centre(opened: OpenedOffice) -> None:
    episode = begin(opened)
    person, home = person_of(opened, episode), organisation(opened, *HOME)
    consent(opened, person, home, valid_to=date(2027, 1, 15))
    assert due(opened, episode) == [date(2027, 1, 15)]
    assert ask(opened, queries.today).later.count == 0
    do(opened, lambda w: actions.set_rule(w, "consent_ends", {"lead": 60}))
    assert due(opened, episode) == [date(2027, 1, 15)]
    assert ask(opened, queries.today).later.count == 1
    (rule,) = ask(opened, lambda r: centre_rulebook(r).versions("consent_ends"))
    assert (rule.lead, rule.changed_here) == (60, False), "no date is counted otherwise"
    for values in ({"lead": 500}, {"length": 3}, {"lead": 3, "closed": "moves"}):
        with pytest.raises(InvalidInput):
            do(opened, lambda w, v=values: actions.set_rule(w, "consent_ends", v))
    do(opened, lambda w: actions.set_rule(w, "consent_ends", None))
    assert ask(opened, queries.today).later.count == 0


def test_of_a_fixed_rule_only_the_lead_is_read() -> None:
    (rule,) = rulebook().versions("consent_ends")
    typed = values_of(rule)
    assert read_setting(rule, typed) is None
    assert read_setting(rule, replace(typed, lead="４５日", length="9")) == {"lead": 45}
    for wrong in ("", "-1", "401", "すぐ"):
        with pytest.raises(InvalidInput) as refused:
            read_setting(rule, replace(typed, lead=wrong))
        assert set(refused.value.by_field()) == {"lead"}
