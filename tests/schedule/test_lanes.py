"""Entries whose times overlap never lie on each other, and take no more room than they need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.schedule.lanes import Lane, lanes

spans = st.lists(
    st.tuples(st.integers(0, 1380), st.integers(1, 240)).map(lambda p: (p[0], p[0] + p[1])),
    max_size=12,
)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two times share a minute."""
    return one[0] < other[1] and other[0] < one[1]


@given(spans)
def test_overlapping_entries_have_lanes_of_their_own(given_spans: list[tuple[int, int]]) -> None:
    found = lanes(given_spans)
    assert len(found) == len(given_spans)
    for at, (one, lane) in enumerate(zip(given_spans, found, strict=True)):
        assert 0 <= lane.at < lane.of
        alone = True
        for other_at, (other, other_lane) in enumerate(zip(given_spans, found, strict=True)):
            if at != other_at and overlap(one, other):
                alone = False
                assert lane.at != other_lane.at and lane.of == other_lane.of
        assert not alone or lane == Lane(0, 1)


@given(spans)
def test_no_more_lanes_than_meet_at_one_moment(given_spans: list[tuple[int, int]]) -> None:
    most = max(
        (sum(s <= moment < e for s, e in given_spans) for moment, _ in given_spans), default=0
    )
    assert max((lane.of for lane in lanes(given_spans)), default=0) == most


def test_what_ends_when_the_next_begins_stands_above_it() -> None:
    assert lanes([(600, 660), (660, 720)]) == (Lane(0, 1), Lane(0, 1))
    assert lanes([(600, 720), (600, 660), (660, 720)]) == (Lane(0, 2), Lane(1, 2), Lane(1, 2))
