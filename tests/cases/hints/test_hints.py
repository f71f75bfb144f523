"""Hints on a case page: 少年院 without a guardian, what still lasts, a death with an open case."""

from __future__ import annotations

import pytest

from app.cases import actions as cases
from app.cases.hints.queries import hints
from app.cases.whereabouts import actions as whereabouts
from app.cases.whereabouts.rules import EventInput, StayInput
from app.codes import Service
from app.people import actions as people
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.people.rules import PersonInput
from app.storage.records import Episode
from tests.conftest import OpenedOffice


class Case:
    """A case of a made-up young person."""

    def __init__(self, opened: OpenedOffice, **typed: str) -> None:
        self.opened = opened
        with opened.office.work(opened.actor) as work:
            self.person = people.register(work, PersonInput("蓬田 若葉", "", "male", "H20.4.5"))
            values = {"start": "R8.4.1", **typed}
            self.id = cases.open_episode(work, self.person, Service.COORDINATION, values)

    @property
    def hints(self) -> str:
        """What the page says."""
        with self.opened.office.reading(self.opened.actor) as reading:
            return "".join(hints(reading, self.id))


@pytest.mark.parametrize("kind", ["parent", "adult_guardian"])
def test_a_guardian_is_asked_for_not_demanded(opened: OpenedOffice, kind: str) -> None:
    case = Case(opened, facility="赤城少年院")
    assert "保護者がまだ" in case.hints
    with opened.office.work(opened.actor) as work:
        family.add(work, case.id, RelatedInput(kind, "蓬田 母"))
    assert case.hints == ""
    with opened.office.work(opened.actor) as work:
        typed = {"dest_kind": "relatives", "move": "R8.11.20", "release": "R8.11.20"}
        cases.move(work, case.id, 1, "moved", typed=typed)
    assert "退院・仮退院" in case.hints
    with opened.office.work(opened.actor) as work:
        version = work.get(Episode, case.id).version
        cases.correct(work, case.id, version, {"release_reason": "provisional_discharge"})
    assert case.hints == ""


def test_a_prison_asks_for_no_guardian(opened: OpenedOffice) -> None:
    case = Case(opened, facility="前橋刑務所")
    assert case.hints == ""
    with opened.office.work(opened.actor) as work:
        stay = StayInput("juvenile", "榛名女子学園", "R8.10.1")
        whereabouts.add_stay(work, case.id, stay)
    assert "保護者がまだ" in case.hints


def test_what_lasts_is_said_until_it_is_settled(opened: OpenedOffice) -> None:
    case = Case(opened)
    with opened.office.work(opened.actor) as work:
        event = whereabouts.record_event(work, case.id, EventInput("missing", "R8.11.1"))
    assert case.hints == "R8.11.1から所在不明です。"
    with opened.office.work(opened.actor) as work:
        typed = EventInput("missing", "R8.11.1", settled_on="R8.11.3")
        whereabouts.correct_event(work, event, 1, typed)
    assert case.hints == ""
    with opened.office.work(opened.actor) as work:
        died = whereabouts.record_event(work, case.id, EventInput("died", "R8.11.20"))
    assert "業務を終了に" in case.hints
    with opened.office.work(opened.actor) as work:
        whereabouts.end_all(work, died, 1)
    assert case.hints == ""
