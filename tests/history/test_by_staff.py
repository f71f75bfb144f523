"""The history by person, and its last mark on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import JST, fixed
from app.errors import HistoryBroken, NotAllowed
from app.history.chain import Head
from app.history.staff.queries import of_staff
from app.history.staff.rules import Act, count, out_of_hours
from app.history.viewing import of_case
from app.reports.papers.history_head import history_head, printed_mark, read_mark
from app.staff.permissions import Role
from tests.cases.one_case import as_role, begin
from tests.conftest import NOW, OpenedOffice, examples

DAY = datetime(2026, 11, 24, 10, 0, tzinfo=JST)  # a Tuesday


def act(kind: str, **about: Any) -> Act:
    return Act(**{"actor_id": "a", "at": DAY, "kind": kind, **about})


def test_cases_are_counted_once_and_those_of_others_apart() -> None:
    acts = [
        act("view.case", case_id="1", worker="試作"),
        act("view.case", case_id="1", worker="試作"),
        act("view.case", case_id="2", worker="例示"),
        act("view.case", case_id="3", worker=""),
        act("view.list"),
        act("paper.left", case_id="2", worker="例示"),
        act("refused"),
        act("sign_in.failed", about_actor="b"),
        act("view.case", case_id="9", worker="試作", actor_id="gone"),
    ]
    mine, other = count({"a": "試作 澪江", "b": "例示 瑞"}, acts)
    assert (mine.name, mine.cases, mine.others, mine.taken_out, mine.failed) == (
        "試作 澪江", 3, 1, 1, 1,
    )  # fmt: skip
    assert (other.cases, other.failed, other.last) == (0, 1, DAY)


@pytest.mark.parametrize(
    ("at", "out"),
    [
        (datetime(2026, 11, 24, 6, 59, tzinfo=JST), True),
        (datetime(2026, 11, 24, 7, 0, tzinfo=JST), False),
        (datetime(2026, 11, 24, 19, 59, tzinfo=JST), False),
        (datetime(2026, 11, 24, 20, 0, tzinfo=JST), True),
        (datetime(2026, 11, 23, 12, 0, tzinfo=JST), True),
        (datetime(2026, 11, 28, 12, 0, tzinfo=JST), True),
    ],
)
def test_nights_weekends_and_holidays_are_out_of_hours(at: datetime, out: bool) -> None:
    assert out_of_hours(at) is out


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.builds(
            act,
            st.sampled_from(["view.case", "view.list", "paper.left", "refused", "note"]),
            actor_id=st.sampled_from(["a", "b"]),
            case_id=st.sampled_from(["", "1", "2"]),
            worker=st.sampled_from(["", "試作", "例示"]),
            at=st.integers(0, 8000).map(lambda hours: DAY + timedelta(hours=hours)),
        ),
        max_size=8,
    )
)
def test_no_entry_is_lost_or_counted_twice(acts: list[Act]) -> None:
    found = count({"a": "試作", "b": "例示"}, acts)
    assert sum(one.taken_out for one in found) == sum(a.kind == "paper.left" for a in acts)
    assert sum(one.failed for one in found) == sum(a.kind == "refused" for a in acts)
    assert sum(one.out_of_hours for one in found) == sum(out_of_hours(a.at) for a in acts)
    assert all(one.others <= one.cases for one in found)
    assert [one.others for one in found] == sorted((one.others for one in found), reverse=True)


def test_who_looked_how_much_is_asked_for_a_span_of_days(opened: OpenedOffice) -> None:
    office, actor = opened.office, opened.actor
    episode = begin(opened)
    with office.reading(actor, of_case(episode)):
        pass
    late = fixed(NOW.now() + timedelta(days=1, hours=14))
    office.clock = late
    office.seen.forget()
    with office.reading(actor, of_case(episode)):
        pass
    with office.reading(actor) as reading:
        today = NOW.today()
        tomorrow = today + timedelta(days=1)
        (both,) = [
            one for one in of_staff(reading, today, tomorrow) if one.staff_id == actor.staff_id
        ]
        (second,) = [
            one for one in of_staff(reading, tomorrow, tomorrow) if one.staff_id == actor.staff_id
        ]
        before = of_staff(reading, date(2020, 1, 1), date(2020, 1, 2))
    assert (both.cases, second.cases, second.out_of_hours) == (1, 1, 1)
    assert all(one.last is None and one.cases == 0 for one in before)
    clerk = as_role(opened, Role.CLERK)
    with pytest.raises(NotAllowed), office.reading(clerk) as reading:
        of_staff(reading, today, today)


def test_no_paper_is_made_of_a_history_that_is_not_whole(opened_embedded: OpenedOffice) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    with pytest.raises(HistoryBroken), office.reading(actor) as reading:
        history_head(reading, b"another key")
    clerk = as_role(opened_embedded, Role.CLERK)
    with pytest.raises(NotAllowed), office.reading(clerk) as reading:
        history_head(reading, office.chain_key)


@given(st.integers(1, 10**9), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_what_was_printed_can_be_typed(seq: int, mark: str) -> None:
    head = Head(seq, mark)
    for number in (str(seq), f"第{seq:,}番", f" {seq} "):
        assert read_mark(number, printed_mark(head)) == head
        assert read_mark(number, mark.upper()) == head


@pytest.mark.parametrize(
    ("seq", "mark"),
    [("0", "a" * 64), ("x", "a" * 64), ("5", "a" * 63), ("5", "g" * 64), ("²", "a" * 64)],
)
def test_what_is_no_mark_is_refused(seq: str, mark: str) -> None:
    assert read_mark(seq, mark) is None
