"""主担当 day by day: a day is given by who holds it, never taken, and never lost."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.handoff.exchange.lead import Lead
from app.handoff.letters.kinds import Side
from tests.conftest import examples

BEGIN = date(2026, 12, 1)
DAYS = [BEGIN + timedelta(days=number) for number in range(20)]
GIFT = st.tuples(st.sampled_from(Side), st.integers(0, 19), st.integers(0, 19) | st.none())


@given(st.lists(GIFT, max_size=8))
@settings(max_examples=examples(60), deadline=None)
def test_spans_say_what_a_list_of_days_would(gifts: list[tuple[Side, int, int | None]]) -> None:
    lead = Lead()
    plain = dict.fromkeys([*DAYS, date.min, date.max], Side.ASKING)
    for number, (giver, first, last) in enumerate(gifts):
        start, end = DAYS[first], date.max if last is None else DAYS[last]
        lead = lead.given(giver, start, end, lead, f"letter {number}")
        for day, holder in plain.items():
            if start <= day <= end and holder is giver:
                plain[day] = giver.other
    assert {day: lead.on(day) for day in plain} == plain
    for before, after in zip(lead.spans, lead.spans[1:], strict=False):
        assert before.last + timedelta(days=1) == after.first
        assert (before.side, before.by) != (after.side, after.by)
    assert (lead.spans[0].first, lead.spans[-1].last) == (date.min, date.max)
    for side in Side:
        assert lead.holds_any(side, DAYS[3], DAYS[9]) == any(
            plain[day] is side for day in DAYS[3:10]
        )
        assert lead.holds_all(side, DAYS[3], DAYS[9]) == all(
            plain[day] is side for day in DAYS[3:10]
        )


def test_only_the_days_held_while_writing_are_given() -> None:
    given_all = Lead().given(Side.ASKING, DAYS[5], date.max, Lead(), "a")
    back = given_all.given(Side.ASKED, DAYS[8], DAYS[9], given_all, "b")
    # 群馬 wrote before it had the two days back: they are not among those it gives.
    late = back.given(Side.ASKING, DAYS[3], date.max, given_all, "c")
    assert [(span.first, span.side, span.by) for span in late.spans[1:]] == [
        (DAYS[3], Side.ASKED, "c"),
        (DAYS[5], Side.ASKED, "a"),
        (DAYS[8], Side.ASKING, "b"),
        (DAYS[10], Side.ASKED, "a"),
    ]


def test_a_way_there_and_back_changes_on_the_days_it_names() -> None:
    lead = Lead().given(Side.ASKING, DAYS[5], DAYS[7], Lead(), "a")
    change = lead.next_change(DAYS[0])
    assert change is not None
    assert (change.first, change.last, change.side) == (DAYS[5], DAYS[7], Side.ASKED)
    after = lead.next_change(DAYS[6])
    assert after is not None
    assert (after.first, after.side, after.by) == (DAYS[8], Side.ASKING, "")
    assert lead.next_change(DAYS[8]) is None
