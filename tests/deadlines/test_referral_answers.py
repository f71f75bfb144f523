"""つなぎの返事 on 今日, on the case and in the list of つなぎ: one day, everywhere the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.deadlines import actions, queries
from app.deadlines.of_case.queries import deadlines_of
from app.deadlines.waiting.queries import waiting_for
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import queries as referrals
from app.storage.records import Episode, Referral
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice

NAME = "つなぎの返事"


def sent(opened: OpenedOffice, episode: str, **otherwise: Any) -> str:
    def act(work: Any) -> str:
        office = organisations.add(work, OrganisationInput("outreach", "見本アウトリーチ"))
        facts = {
            "direction": "out",
            "kind": "outreach",
            "state": "sent",
            "sent_on": date(2026, 11, 5),
            "asked": "訪問",
        }
        person = work.get(Episode, episode).person_id
        return work.add(
            Referral(
                person_id=person,
                episode_id=episode,
                organisation_id=office,
                **(facts | otherwise),
            )
        ).id

    return str(do(opened, act))


def days(opened: OpenedOffice, episode: str, referral: str) -> list[date]:
    """The day on the case page, checked against 今日, the answers awaited and the list."""
    own = ask(opened, lambda r: deadlines_of(r, episode)).dues
    found = [one.due.day for one in own if one.due.words == NAME]
    shown = ask(opened, queries.today)
    parts = (shown.late, shown.due_today, shown.week, shown.later)
    seen = [line.due.day for part in parts for line in part.items if line.due.words == NAME]
    assert seen == [day for day in found if (day - date(2026, 11, 24)).days <= 7]
    line = ask(opened, lambda r: referrals.referral(r, referral)).line
    assert [line.due] == (found or [None])
    assert [one.due for one in ask(opened, waiting_for)[0]] == found
    return found


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ({}, [date(2026, 11, 19)]),
        ({"answer_by": date(2026, 11, 30)}, [date(2026, 11, 30)]),
        ({"answer_by": date(2027, 1, 15)}, [date(2027, 1, 15)]),
        ({"state": "more_info"}, [date(2026, 11, 19)]),
        ({"state": "accepted", "answered_on": date(2026, 11, 10)}, []),
        ({"state": "draft", "sent_on": None}, []),
        ({"state": "withdrawn"}, []),
    ],
)
def test_an_answer_that_is_awaited_is_a_deadline(
    opened: OpenedOffice, otherwise: dict[str, Any], expected: list[date]
) -> None:
    episode = begin(opened)
    referral = sent(opened, episode, **otherwise)
    assert days(opened, episode, referral) == expected


def test_what_came_in_waits_for_nobody_else(opened: OpenedOffice) -> None:
    episode = begin(opened)
    sent(opened, episode, direction="in")
    assert ask(opened, waiting_for) == ((), False)
    assert [
        d for d in ask(opened, lambda r: deadlines_of(r, episode)).dues if d.due.words == NAME
    ] == []


def test_the_measure_is_the_centres_own(opened: OpenedOffice) -> None:
    episode = begin(opened)
    referral = sent(opened, episode)
    do(opened, lambda w: actions.set_rule(w, "referral_answer", {"length": 21}))
    assert days(opened, episode, referral) == [date(2026, 11, 26)]
    do(opened, lambda w: actions.set_rule(w, "referral_answer", {"enabled": False}))
    line = ask(opened, lambda r: referrals.referral(r, referral)).line
    assert line.due is None
    assert all(
        one.due.words != NAME for one in ask(opened, lambda r: deadlines_of(r, episode)).dues
    )
