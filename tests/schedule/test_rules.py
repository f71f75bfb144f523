"""予定: times as they are typed, days that lie ahead, and plans that meet each other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schedule import rules
from app.schedule.clock import DAY, clock_words, read_clock, span_words
from app.schedule.rules import AppointmentInput, Slot, check, clashes, meet, read_planned_day

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("10:30", 630),
        ("１０：３０", 630),
        ("10時半", 630),
        ("10時", 600),
        ("10時5分", 605),
        ("1330", 810),
        ("930", 570),
        ("9", 540),
        ("0:00", 0),
        ("23:59", DAY - 1),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert read_clock(typed) == minutes


@pytest.mark.parametrize("typed", ["24:00", "10:60", "1099", "朝", "10:30:00", "-5", "99999"])
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="10:30"):
        read_clock(typed)


@given(st.integers(0, DAY - 1))
def test_a_shown_time_reads_back(minute: int) -> None:
    assert read_clock(clock_words(minute)) == minute


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1/5", date(2027, 1, 5)),
        ("11/20", date(2026, 11, 20)),
        ("6/1", date(2027, 6, 1)),
        ("R8.12.1", date(2026, 12, 1)),
        ("2025/4/1", date(2025, 4, 1)),
    ],
)
def test_a_day_without_a_year_lies_ahead(typed: str, day: date) -> None:
    assert read_planned_day(typed, TODAY) == (day, "")


def typed(**more: object) -> AppointmentInput:
    """A 予定 that may be kept."""
    base = {
        "day": "12/1",
        "start": "10:00",
        "end": "11:00",
        "kind": "interview",
        "title": "初回面接",
        "place": "前橋刑務所",
        "workers": ("試作",),
    }
    return AppointmentInput(**{**base, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"day": "2月30日"}, "day"),
        ({"day": "R8.12"}, "day"),
        ({"day": ""}, "day"),
        ({"start": "25:00"}, "start"),
        ({"start": "", "end": "11:00"}, "start"),
        ({"end": "9:30"}, "end"),
        ({"end": "10:00"}, "end"),
        ({"kind": "x"}, "kind"),
        ({"workers": (" ",)}, "workers"),
        ({"title": " "}, "title"),
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field(more: dict[str, object], field: str) -> None:
    problems = check(typed(**more), TODAY).problems
    assert [problem.field for problem in problems] == [field]
    assert problems[0].message.endswith("。") or "例" in problems[0].message


def test_leave_and_a_case_need_no_title() -> None:
    assert check(typed(title="", kind=rules.LEAVE), TODAY).problems == ()
    assert check(typed(title="", episode_id="x"), TODAY).problems == ()


def slot(
    key: str, start: int | None, end: int | None, kind: str = "visit", who: str = "試作"
) -> Slot:
    """A plan on one day."""
    return Slot(key, TODAY, start, end, kind, (who,))


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [
        (slot("a", 600, 660), slot("b", 660, 720), False),
        (slot("a", 600, 661), slot("b", 660, 720), True),
        (slot("a", 600, None), slot("b", 650, 700), True),
        (slot("a", 600, None), slot("b", 660, 700), False),
        (slot("a", 600, 660), slot("b", 600, 660, who="例示"), False),
        (slot("a", None, None), slot("b", 600, 660), False),
        (slot("a", None, None, rules.LEAVE), slot("b", 600, 660), True),
        (slot("a", 600, 660), slot("b", None, None, rules.LEAVE, who="例示"), False),
    ],
)
def test_plans_of_one_person_that_cannot_both_be_kept(one: Slot, other: Slot, met: bool) -> None:
    assert meet(one, other) is met
    assert meet(other, one) is met


SLOTS = st.lists(
    st.builds(
        Slot,
        st.uuids().map(str),
        st.sampled_from([TODAY, date(2026, 11, 25)]),
        st.integers(0, 1000),
        st.none() | st.integers(1001, 1439),
        st.sampled_from(["visit", "leave"]),
        st.sampled_from([("試作",), ("例示",), ("試作", "例示")]),
    ),
    max_size=8,
    unique_by=lambda made: made.id,
)


@given(SLOTS)
def test_clashes_say_both_sides_and_nothing_else(slots: list[Slot]) -> None:
    found = clashes(slots)
    for one in slots:
        expected = {other.id for other in slots if other is not one and meet(one, other)}
        assert set(found.get(one.id, ())) == expected


def test_a_span_is_said_in_words() -> None:
    assert [span_words(600, 690), span_words(600, None), span_words(None, None)] == [
        "10:00〜11:30",
        "10:00〜",
        "終日",
    ]
