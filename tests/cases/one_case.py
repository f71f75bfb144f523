"""One made-up case in an empty office, for tests of what hangs on a case."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.cases import actions
from app.codes import Service
from app.errors import InvalidInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.desks import Change
from tests.conftest import OpenedOffice

YOMOGI = PersonInput("齋藤　蓬夫", "サイトウ ヨモギオ", "male", "S37.4.5")


def begin(
    opened: OpenedOffice, service: Service = Service.COORDINATION, **typed: str | bool | None
) -> str:
    """Register the person and begin a 業務 for them."""

    def act(work: Any) -> str:
        person = people.register(work, YOMOGI)
        return actions.open_episode(work, person, service, {"start": "R8.4.1", **typed})

    return str(do(opened, act))


def do(opened: OpenedOffice, act: Callable[[Any], Any], actor: Actor | None = None) -> Any:
    """Run one action as one transaction."""
    with opened.office.work(actor or opened.actor) as work:
        return act(work)


def ask(opened: OpenedOffice, query: Callable[[Any], Any], actor: Actor | None = None) -> Any:
    """Run one query."""
    with opened.office.reading(actor or opened.actor) as reading:
        return query(reading)


def as_role(opened: OpenedOffice, role: Role) -> Actor:
    """The same person in another role, as far as the program itself refuses."""
    return Actor(opened.actor.staff_id, opened.actor.name, role)


def refused(call: Callable[[], Any], **sentences: str) -> None:
    """The call is refused with exactly these fields, each sentence saying this."""
    with pytest.raises(InvalidInput) as caught:
        call()
    by_field = {key.replace(".", "__"): text for key, text in caught.value.by_field().items()}
    assert set(by_field) == set(sentences), by_field
    for key, part in sentences.items():
        assert re.search(part, by_field[key]), by_field[key]


def notices(opened: OpenedOffice) -> list[Change]:
    """What other screens are told from now on."""
    heard: list[Change] = []
    opened.office.listeners.append(heard.append)
    return heard
