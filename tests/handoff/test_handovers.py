"""An offer of the lead and what answers it: who may take, refuse, retract or replace it, and until when."""

from __future__ import annotations

import pytest

from app.handoff.exchange.course import Stage, Why
from app.handoff.exchange.moves import Seen, availability, refusal
from app.handoff.exchange.state import State, state
from app.handoff.letters.kinds import LetterKind, Side
from app.handoff.letters.letter import Letter
from tests.handoff.one_exchange import BEGIN, GUNMA, RELEASE, SHIMANE, Pair

K = LetterKind
DAY = RELEASE.isoformat()


def offered() -> tuple[Pair, Letter]:
    """群馬 asked, 島根 accepted, 群馬 offers the lead."""
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    return pair, pair.write(GUNMA, K.OFFER_LEAD, day=DAY)


def stages(now: State) -> list[Stage]:
    return [one.stage for one in now.handovers]


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize(
    ("by", "kind", "stage"),
    [
        (GUNMA, K.RETRACT_OFFER, Stage.RETRACTED),
        (SHIMANE, K.REFUSE_LEAD, Stage.REFUSED),
        (SHIMANE, K.RETRACT_OFFER, None),
        (GUNMA, K.REFUSE_LEAD, None),
    ],
)
def test_whose_offer_it_is_retracts_it_and_the_other_refuses_it(
    by: str, kind: LetterKind, stage: Stage | None, taken: bool
) -> None:
    pair, offer = offered()
    if taken:
        pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
    before = state(pair.written)
    letter = pair.write(by, kind, of=offer.id)
    now = state(pair.written)
    if stage is None:
        assert [(one.letter, one.why) for one in now.ignored] == [(letter, Why.NO_TARGET)]
        assert stages(now) == stages(before)
    else:
        assert (stages(now), now.ignored, now.pending) == ([stage], (), ())
        late = pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
        assert [one.letter for one in state(pair.written).ignored] == [late]


def test_an_offer_is_taken_once_and_by_the_other_side() -> None:
    pair, offer = offered()
    own = pair.write(GUNMA, K.TAKE_LEAD, of=offer.id)
    pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
    again = pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
    now = state(pair.written)
    assert stages(now) == [Stage.TAKEN]
    assert {one.letter for one in now.ignored} == {own, again}


def test_a_new_offer_takes_the_place_of_one_under_way_and_of_no_other() -> None:
    pair, first = offered()
    pair.write(SHIMANE, K.REFUSE_LEAD, of=first.id)
    second = pair.write(GUNMA, K.OFFER_LEAD, day=DAY)
    assert stages(state(pair.written)) == [Stage.REFUSED, Stage.OFFERED]
    third = pair.write(GUNMA, K.OFFER_LEAD, day=DAY, until=DAY)
    assert stages(state(pair.written)) == [Stage.REFUSED, Stage.REPLACED, Stage.OFFERED]
    late = pair.write(SHIMANE, K.TAKE_LEAD, of=second.id)
    take = pair.write(SHIMANE, K.TAKE_LEAD, of=third.id)
    passed = pair.write(GUNMA, K.PASS_LEAD, of=take.id)
    now = state(pair.written)
    assert [one.letter for one in now.ignored] == [late]
    assert stages(now) == [Stage.REFUSED, Stage.REPLACED, Stage.PASSED]
    assert [span.side for span in now.lead.spans] == [Side.ASKING, Side.ASKED, Side.ASKING]
    assert now.lead.since(RELEASE).by == passed.id


def test_an_end_of_the_asked_side_leaves_it_the_days_it_held_a_return_gives_them_back() -> None:
    for kind, held in ((K.END, Side.ASKED), (K.RETURN, Side.ASKING)):
        pair, offer = offered()
        take = pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
        pair.write(GUNMA, K.PASS_LEAD, of=take.id)
        pair.write(SHIMANE, kind, **({"day": DAY} if kind is K.END else {}))
        assert state(pair.written).lead.on(RELEASE) is held


def test_what_is_retracted_or_refused_is_the_offer_that_is_shown() -> None:
    pair, offer = offered()
    now, today = state(pair.written), BEGIN.date()
    for side, kind, targets in (
        (Side.ASKING, K.RETRACT_OFFER, (offer,)),
        (Side.ASKED, K.REFUSE_LEAD, (offer,)),
        (Side.ASKED, K.TAKE_LEAD, (offer,)),
    ):
        found = availability(kind, Seen(now, side, today))
        assert found.allowed and found.targets == targets, kind
        assert not refusal(kind, Seen(now, side, today), offer.id)
        assert refusal(kind, Seen(now, side, today), "0" * 64)
