"""最近開いたケース: in the order in which one opened them, one's own only."""

from __future__ import annotations

from app.cases import actions as cases
from app.cases.recent.queries import recently_opened
from app.codes import Service
from app.history.viewing import of_case, of_person
from app.people import actions as people
from app.people.rules import PersonInput
from app.practice.actions import add_colleague
from app.staff.permissions import Actor
from app.storage.work import Work
from tests.conftest import OpenedOffice


def case_of(work: Work, name: str) -> tuple[str, str]:
    person = people.register(work, PersonInput(name, "ミホン", "male", "S28.4.5"))
    return person, cases.open_episode(work, person, Service.COORDINATION, {"start": "R8.4.1"})


def look(opened: OpenedOffice, actor: Actor, episode: str) -> None:
    opened.office.seen.forget()  # as if ten minutes had passed
    with opened.office.reading(actor, of_case(episode)):
        pass


def names(opened: OpenedOffice, limit: int = 6) -> list[str]:
    with opened.office.reading(opened.actor) as reading:
        return [row.name for row in recently_opened(reading, limit)]


def test_the_one_opened_last_comes_first_and_each_once(opened: OpenedOffice) -> None:
    called = ["見本 一", "見本 二", "見本 三"]
    with opened.office.work(opened.actor) as work:
        made = {name: case_of(work, name) for name in called}
    assert names(opened) == []
    for name in (*called, "見本 一"):
        look(opened, opened.actor, made[name][1])
    with opened.office.reading(opened.actor, of_person(made["見本 二"][0])):
        pass
    assert names(opened) == ["見本 一", "見本 三", "見本 二"]
    assert names(opened, 2) == ["見本 一", "見本 三"]


def test_what_a_colleague_opened_is_theirs(opened_embedded: OpenedOffice) -> None:
    with opened_embedded.office.work(opened_embedded.actor) as work:
        mine, theirs = case_of(work, "見本 一")[1], case_of(work, "見本 二")[1]
        colleague = add_colleague(work, "例示 千歳")
    look(opened_embedded, opened_embedded.actor, mine)
    look(opened_embedded, colleague, theirs)
    assert names(opened_embedded) == ["見本 一"]
