"""The search that is always there shows the first cases by name, however many bear the name."""

from __future__ import annotations

from random import Random

import pytest

from app.cases import queries
from app.cases.actions import open_episode
from app.cases.queries import CaseFilter, case_list, cases_named
from app.codes import Service
from app.people.actions import register
from app.people.rules import PersonInput
from tests.conftest import OpenedOffice

PERSONS, SEED = 90, 20261130
NAMES = (("見本", "ミホン"), ("見本 一", "ミホン イチ"), ("見木", "ミキ"), ("試", "タメシ"))


@pytest.mark.parametrize("counted", [2, 20, 1_000])
def test_the_first_by_name_are_those_of_the_whole_list(
    opened: OpenedOffice, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    """Many of one name, persons without a case, persons with several."""
    chance = Random(SEED)
    with opened.office.work(opened.actor) as work:
        for _ in range(PERSONS):
            name, kana = chance.choice(NAMES)
            person = register(work, PersonInput(name, kana, "male", ""))
            for _ in range(chance.choice((0, 0, 0, 1, 2))):
                number = f"{chance.randrange(1_000_000):06}"
                typed = {"start": "R6.4.1", "number": number}
                open_episode(work, person, Service.COORDINATION, typed)
    monkeypatch.setattr(queries, "COUNTED", counted)
    with opened.office.reading(opened.actor) as reading:
        for text in ("見", "見本", "ミ", "み", "イチ", "試", "無"):
            everything = case_list(
                reading, CaseFilter(text=text, ended_too=True), sort="name", descending=False
            ).rows
            assert bool(everything) == (text != "無")
            for limit in (1, 2, 5, 12, 60):
                assert cases_named(reading, text, limit) == everything[:limit]
