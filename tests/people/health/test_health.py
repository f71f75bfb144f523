"""医療・緊急時: one row for a person, whoever writes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.cases import actions as cases
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput
from app.people import actions as people
from app.people.health import actions, queries
from app.people.health.rules import HealthInput, filled
from app.people.rules import PersonInput
from app.storage.records import Health
from tests.conftest import OpenedOffice

KNOWN = HealthInput(medicine="朝夕 一包化", allergies="ペニシリン", communication="短い文で話す")


def begin(opened: OpenedOffice) -> str:
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput("試作 柊", "シサク シュウ", "male", "S40.1.1"))
        return cases.open_episode(work, person, Service.FOLLOW_UP, {"start": "R8.4.1"})


def health(opened: OpenedOffice, episode: str) -> queries.HealthFacts:
    with opened.office.reading(opened.actor) as reading:
        return queries.health(reading, episode)


def write(opened: OpenedOffice, episode: str, version: int, typed: HealthInput) -> None:
    with opened.office.work(opened.actor) as work:
        actions.write(work, episode, version, typed)


def test_written_and_written_again(opened: OpenedOffice) -> None:
    episode = begin(opened)
    assert (health(opened, episode).version, filled(health(opened, episode).facts)) == (0, 0)
    write(opened, episode, 0, KNOWN)
    first = health(opened, episode)
    assert first.facts == KNOWN
    write(opened, episode, first.version, replace(KNOWN, allergies=""))
    assert filled(health(opened, episode).facts) == 2
    with pytest.raises(ChangedMeanwhile):
        write(opened, episode, first.version, KNOWN)
    with pytest.raises(InvalidInput) as refused:
        write(opened, episode, first.version, replace(KNOWN, doctor="医" * 20_001))
    assert set(refused.value.by_field()) == {"doctor"}


def test_two_desks_write_for_the_first_time(opened: OpenedOffice) -> None:
    episode = begin(opened)

    def at_one_desk(words: str) -> bool:
        try:
            write(opened, episode, 0, HealthInput(medicine=words))
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(2) as desks:
        assert sorted(desks.map(at_one_desk, ("一", "二"))) == [False, True]
    with opened.office.reading(opened.actor) as reading:
        assert reading.session.scalar(select(func.count()).select_from(Health)) == 1
