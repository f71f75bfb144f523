"""How minutes are split, what is read as a distance or a fare, and which entries are late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.holidays import is_office_closed
from app.calendar.partial import PartialDate
from app.cases.contacts.rules import (
    LATE_AFTER,
    carried,
    is_late,
    km_words,
    read_metres,
    read_yen,
    split,
)

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@given(st.integers(0, 100_000), st.integers(1, 30))
def test_shares_are_the_whole_and_only_the_first_has_more(whole: int, persons: int) -> None:
    shares = [share for share in split(whole, persons) if share is not None]
    assert sum(shares) == whole and len(shares) == persons
    assert set(shares[1:]) <= {whole // persons} and shares[0] - whole // persons < persons


def test_what_is_not_known_is_known_of_nobody() -> None:
    assert split(None, 3) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "metres"),
    [("12", 12_000), ("12.5", 12_500), ("１２．５ｋｍ", 12_500), ("0.4キロ", 400), ("3.125", 3_125),
     ("", None), ("12,5", None), ("-3", None), ("12.3456", None), ("近く", None)],
)  # fmt: skip
def test_distances_as_people_write_them(text: str, metres: int | None) -> None:
    assert read_metres(text) == metres


@given(st.integers(0, 5_000_000))
def test_a_distance_is_typed_again_as_it_is_shown(metres: int) -> None:
    assert read_metres(km_words(metres)) == metres


@pytest.mark.parametrize(
    ("text", "yen"),
    [("480", 480), ("1,240円", 1_240), ("￥1,240", 1_240), ("¥980", 980), ("１２００", 1_200),
     ("12,40", None), ("480.5", None), ("無料", None)],
)  # fmt: skip
def test_fares_as_people_write_them(text: str, yen: int | None) -> None:
    assert read_yen(text) == yen


@given(DAYS, st.integers(0, 400))
def test_an_entry_is_late_after_some_open_days(day: date, later: int) -> None:
    recorded = day + timedelta(days=later)
    between = [day + timedelta(days=at) for at in range(1, later + 1)]
    opened = sum(not is_office_closed(one) for one in between)
    assert is_late(PartialDate.of(day), recorded) == (opened > LATE_AFTER)


def test_a_day_that_is_not_known_exactly_is_never_late() -> None:
    assert not is_late(PartialDate(2024, 4), date(2026, 11, 24))


def test_only_what_was_the_same_is_carried_to_the_others() -> None:
    same = {"day": "2026-11-20", "means": "visit", "partner": "", "content": "様子", "worker": "",
            "place": "家"}  # fmt: skip
    after = {**same, "day": "2026-11-19", "content": "様子を見た"}
    apart = {**same, "content": "この人だけ"}
    assert carried(same, after, same) == {"day": "2026-11-19", "content": "様子を見た"}
    assert carried(same, after, apart) == {"day": "2026-11-19"}
