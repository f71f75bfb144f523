"""The due days of a calendar are those of the cases, for any range and engine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.deadlines import actions
from app.deadlines.days.queries import due_days
from app.deadlines.of_case.queries import deadlines_of
from app.deadlines.rule import Shows
from tests.conftest import OpenedOffice
from tests.deadlines.test_office_and_case import TODAY, fill, one_case

KEPT_ON_THE_CASE = 60
"""A day longer past leaves the page of its case."""


@pytest.mark.parametrize("seed", [5, 6])
def test_any_days_show_what_their_cases_say(opened: OpenedOffice, seed: int) -> None:
    with opened.office.work(opened.actor) as work:
        ids = fill(work, seed, 30)
    with opened.office.reading(opened.actor) as reading:
        cases = {
            (episode, item.due.words, item.due.day)
            for episode in ids
            for item in deadlines_of(reading, episode).dues
        }
        seen: set[Shows] = set()
        for start, length in ((-KEPT_ON_THE_CASE, 42), (-3, 1), (0, 7), (20, 42), (200, 400)):
            first = TODAY + timedelta(days=start)
            last = first + timedelta(days=length - 1)
            found = due_days(reading, first, last)
            assert {(due.episode_id, due.words, due.day) for due in found} == {
                item for item in cases if first <= item[2] <= last
            }
            assert [due.day for due in found] == sorted(due.day for due in found)
            seen |= {due.shows for due in found}
    assert seen == {Shows.CUSTODY, Shows.RELEASE, Shows.DUE}


def test_a_settled_day_leaves_the_calendar_and_a_worker_sees_the_own_ones(
    opened: OpenedOffice,
) -> None:
    episode, day = one_case(opened), date(2026, 11, 21)

    def found(worker: str = "") -> list[str]:
        with opened.office.reading(opened.actor) as reading:
            return [due.words for due in due_days(reading, day, day, worker=worker)]

    assert found() == ["満期釈放"]
    assert found("試作") == []
    with opened.office.work(opened.actor) as work:
        actions.settle(work, episode, "release_day", day, "done")
    assert found() == []
