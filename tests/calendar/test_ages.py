"""Ages by birthday, and the day on which the law counts an age as reached."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.ages import age_on, age_range, birthday, reached_on
from app.calendar.partial import PartialDate

BIRTHS = st.dates(date(1900, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1958, 4, 5), date(2023, 4, 4), 64),
        (date(1958, 4, 5), date(2023, 4, 5), 65),
        (date(2004, 2, 29), date(2023, 2, 28), 18),
        (date(2004, 2, 29), date(2023, 3, 1), 19),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2024, 4, 1), date(2024, 4, 1), 0),
        (date(2024, 4, 2), date(2024, 4, 1), None),
        (None, date(2024, 4, 1), None),
        (PartialDate(1958), date(2023, 12, 31), 65),
        (PartialDate(1958), date(2023, 12, 30), None),
        (PartialDate(1958, 4), date(2023, 3, 31), 64),
        (PartialDate(1958, 4), date(2023, 4, 29), None),
        (PartialDate(1958, 4), date(2023, 4, 30), 65),
    ],
)
def test_age(birth: date | PartialDate | None, day: date, age: int | None) -> None:
    assert age_on(birth, day) == age


@given(BIRTHS, st.integers(0, 110))
def test_age_changes_on_the_birthday_and_is_reached_the_day_before(birth: date, age: int) -> None:
    turns = birthday(birth, age)
    assert age_on(birth, turns) == age
    assert age_on(birth, turns - timedelta(days=1)) == (age - 1 if age else None)
    assert reached_on(birth, age) + timedelta(days=1) == turns


def test_born_on_the_first_of_april_is_six_in_law_on_the_last_of_march() -> None:
    assert reached_on(date(2018, 4, 1), 6) == date(2024, 3, 31)
    assert reached_on(date(1960, 2, 29), 65) == date(2025, 2, 28)
    assert reached_on(date(1960, 2, 29), 64) == date(2024, 2, 28)


@given(BIRTHS, st.integers(1, 2), st.integers(0, 40_000))
def test_range_holds_the_age_of_every_possible_birth(birth: date, kept: int, later: int) -> None:
    part = PartialDate(*(birth.year, birth.month)[:kept])
    day = part.last + timedelta(days=later)
    found = age_range(part, day)
    span = (part.last - part.first).days
    ages = [age_on(part.first + timedelta(days=at), day) for at in range(span + 1)]
    assert found == (min(a for a in ages if a is not None), max(a for a in ages if a is not None))


def test_range_while_the_birth_may_still_lie_ahead() -> None:
    assert age_range(PartialDate(2024), date(2024, 6, 1)) == (0, 0)
    assert age_range(PartialDate(2024), date(2023, 12, 31)) is None
