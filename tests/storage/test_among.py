"""Rows whose column is one of many ids, on both engines."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, literal, select

from app.people.actions import register
from app.people.rules import PersonInput
from app.storage.among import among
from app.storage.records import Person
from tests.conftest import OpenedOffice

MANY = 40_000
"""More than either engine takes as values of their own."""


def test_as_many_as_there_are_in_one_question(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        kept = [register(work, PersonInput(f"見本{at}", "", "male", "")) for at in range(3)]
    asked = [*kept[:2], *(f"{at:032x}" for at in range(MANY))]
    with opened.office.reading(opened.actor) as reading:
        found = reading.session.scalars(select(Person.id).where(among(Person.id, asked)))
        assert sorted(found) == sorted(kept[:2])
        assert not reading.session.scalars(select(Person.id).where(among(Person.id, []))).all()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), max_size=6))
def test_it_says_what_in_says(opened: OpenedOffice, asked: list[str]) -> None:
    """Quotes, brackets, signs of JSON and characters outside the plane: only words."""
    texts = [*asked, "a", '"', "\\", "]", "𠮷", ""]
    with opened.office.reading(opened.actor) as reading:
        for text in texts:
            held = reading.session.scalar(select(among(literal(text, Text()), asked)))
            assert bool(held) == (text in asked)
