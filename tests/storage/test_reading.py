"""A read asks for a record once, however many parts of a page need it."""

from __future__ import annotations

from sqlalchemy import event

from app.people.actions import register
from app.people.rules import PersonInput
from app.storage.records import Person
from app.storage.work import Office
from tests.conftest import OpenedOffice


def questions(office: Office) -> list[str]:
    """Every statement from now on."""
    asked: list[str] = []
    event.listen(
        office.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: asked.append(statement),
    )
    return asked


def test_a_record_is_asked_for_once_in_a_read_and_anew_in_the_next(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        person = register(work, PersonInput("見本 はるな", "ミホン ハルナ", "male", "S28.4.5"))
    asked = questions(opened.office)
    for _ in range(2):
        asked.clear()
        with opened.office.reading(opened.actor) as reading:
            names = [reading.get(Person, person).name for _ in range(3)]
        assert names == ["見本 はるな"] * 3
        assert len([statement for statement in asked if "FROM person" in statement]) == 1
