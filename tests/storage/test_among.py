"""Rows whose column is one of many ids, on both engines."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, literal, select, text

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


def test_the_file_finds_them_by_an_index(opened_embedded: OpenedOffice) -> None:
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        asked = select(Person.name).where(among(Person.id, ["a"]), Person.birth.is_(None))
        bind = reading.session.get_bind()
        written = asked.compile(bind, compile_kwargs={"literal_binds": True})
        steps = reading.session.execute(text(f"EXPLAIN QUERY PLAN {written}")).all()
    assert steps[0].detail == "SEARCH person USING INDEX sqlite_autoindex_person_1 (id=?)"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), max_size=6))
def test_it_says_what_in_says(opened: OpenedOffice, asked: list[str]) -> None:
    """Quotes, brackets, signs of JSON and characters outside the plane: only words."""
    texts = [*asked, "a", '"', "\\", "]", "𠮷", ""]
    with opened.office.reading(opened.actor) as reading:
        for word in texts:
            held = reading.session.scalar(select(among(literal(word, Text()), asked)))
            assert bool(held) == (word in asked)
