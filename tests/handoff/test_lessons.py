"""What went wrong where offices hand cases over online (issues of SORMAS), and does not here.

Shown at real offices (`test_lessons_at_offices`): the preview is deleted after a refusal (#6180, #9755),
people and files taken in once (#9527, #11483, #10135, #11292), people made one meanwhile (#11907),
reading is in the history (#7142, `tests/ui/exchange/test_from_elsewhere`). In `test_lessons_of_time`:
deletion by law and people deleted meanwhile (#2100-2102, #11907), reported months (#1068).
"""

from __future__ import annotations

from itertools import permutations

import pytest

from app.handoff.exchange.course import Why
from app.handoff.exchange.moves import Seen, moves
from app.handoff.exchange.next_steps import What, next_steps
from app.handoff.exchange.state import Phase, State, state
from app.handoff.letters.body import Body, missing
from app.handoff.letters.kinds import KINDS, LetterKind, Side
from app.handoff.letters.letter import Letter
from tests.handoff.one_exchange import BEGIN, GUNMA, RELEASE, SHIMANE, Pair

K = LetterKind
TODAY = BEGIN.date()


def may(now: State, side: Side) -> set[LetterKind]:
    return {kind for kind, one in moves(Seen(now, side, TODAY)).items() if one.allowed}


def accepted() -> Pair:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    return pair


def handed_over() -> Pair:
    pair = accepted()
    offer = pair.write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())
    take = pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
    pair.write(GUNMA, K.PASS_LEAD, of=take.id)
    return pair


def test_4423_a_request_is_accepted_or_declined_has_a_limit_and_can_be_withdrawn() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST, expires=TODAY)
    assert request.expires == TODAY
    asked = may(state(pair.written), Side.ASKED)
    assert asked == {K.ACCEPT, K.DECLINE, K.QUESTION, K.RECEIPT}
    assert K.WITHDRAW in may(state(pair.written), Side.ASKING)
    due = {one.what: one.due for one in next_steps(pair.written, GUNMA)}
    assert due[What.ANSWER_REQUEST] > TODAY


@pytest.mark.parametrize("kind", [K.DECLINE, K.RETURN, K.WITHDRAW, K.END, K.REFUSE_LEAD])
def test_6122_9940_whoever_says_no_or_ends_says_why(kind: LetterKind) -> None:
    assert "理由" in missing(kind, Body(text="x"))
    assert not missing(kind, Body(reason="x"))
    assert "text" in KINDS[K.ACCEPT].parts


def test_9945_who_asked_is_told_of_the_refusal() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    decline = pair.write(SHIMANE, K.DECLINE, of=request.id)
    found = state(pair.written)
    assert (found.phase, found.ended) == (Phase.CLOSED, decline)
    waiting = next_steps(pair.written, SHIMANE)
    assert [(one.what, one.letter) for one in waiting] == [(What.RECEIPT, decline)]
    assert KINDS[K.DECLINE].receipted


def test_6180_the_state_needs_nothing_of_the_personal_part() -> None:
    assert not {"body", "text", "person"} & {
        name for letter in handed_over().written for name in vars(letter)
    }


def test_6241_6592_a_withdrawal_that_crosses_the_acceptance() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    accept = pair.write(SHIMANE, K.ACCEPT, of=request.id)
    withdrawal = pair.write(GUNMA, K.WITHDRAW, [request])
    states = [state(some) for some in permutations(pair.written)]
    assert all(one == states[0] for one in states)
    assert (states[0].phase, states[0].ended) == (Phase.CLOSED, withdrawal)
    assert states[0].crossed == {accept.id}
    for side in Side:
        assert not {K.PROGRESS, K.OFFER_LEAD, K.TAKE_LEAD} & may(states[0], side)


def test_8576_the_same_case_asked_for_twice_has_one_lead() -> None:
    pair = handed_over()
    again = pair.write(GUNMA, K.REQUEST)
    found = state(pair.written)
    assert [(one.letter, one.why) for one in found.ignored] == [(again, Why.TWICE)]
    assert K.REQUEST not in may(found, Side.ASKING)
    assert found.lead == state(pair.written[:-1]).lead


def leading(letters: list[Letter], side: Side) -> bool:
    return state(letters).lead.on(RELEASE) is side


def test_9967_a_return_that_stops_halfway_never_leaves_two_in_the_lead() -> None:
    pair = handed_over()
    before = list(pair.written)
    extended = pair.write(GUNMA, K.OFFER_LEAD, before, day="2026-12-01")
    returned = pair.write(SHIMANE, K.RETURN, before)
    here, there = [*before, extended], [*before, returned]
    assert leading(there, Side.ASKING), "島根 has given it back"
    assert leading(here, Side.ASKED), "群馬 does not know yet, and so does not lead"
    both = state([*here, returned])
    assert both.phase is Phase.CLOSED
    assert both.lead.on(RELEASE) is Side.ASKING


def test_3608_9955_10932_11886_given_back_handed_over_again_and_asked_again() -> None:
    pair = handed_over()
    for giver, taker in ((SHIMANE, GUNMA), (GUNMA, SHIMANE), (SHIMANE, GUNMA)):
        offer = pair.write(giver, K.OFFER_LEAD, day=RELEASE.isoformat())
        take = pair.write(taker, K.TAKE_LEAD, of=offer.id)
        pair.write(giver, K.PASS_LEAD, of=take.id)
        found = state(pair.written)
        assert not found.ignored
        assert found.offices[found.lead.on(RELEASE)] == taker
    pair.write(SHIMANE, K.RETURN)
    assert state(pair.written).words == "差戻し"
    again = Pair(nonce="f" * 16)
    request = again.write(GUNMA, K.REQUEST, follows=pair.written[0].exchange_id)
    assert request.exchange_id != request.terms["follows"]
    assert K.ACCEPT in may(state(again.written), Side.ASKED)


def test_9803_both_go_on_writing_after_the_lead_has_passed() -> None:
    found = state(handed_over().written)
    for side in Side:
        assert {K.PROGRESS, K.PLAN, K.QUESTION, K.OFFER_LEAD} <= may(found, side)


def test_11907_what_was_taken_back_is_not_accepted() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(GUNMA, K.WITHDRAW)
    assert not moves(Seen(state(pair.written), Side.ASKED, TODAY))[K.ACCEPT].allowed
    late = pair.write(SHIMANE, K.ACCEPT, of=request.id)
    found = state(pair.written)
    assert found.phase is Phase.CLOSED
    assert [(one.letter, one.why) for one in found.ignored] == [(late, Why.AFTER_END)]


def test_5562_after_it_was_given_back_everything_can_be_done_again() -> None:
    pair = handed_over()
    once = may(state(accepted().written), Side.ASKING)
    offer = pair.write(SHIMANE, K.OFFER_LEAD, day=RELEASE.isoformat())
    take = pair.write(GUNMA, K.TAKE_LEAD, of=offer.id)
    pair.write(SHIMANE, K.PASS_LEAD, of=take.id)
    assert may(state(pair.written), Side.ASKING) == once


def test_a_withdrawal_gives_the_days_back_once_the_other_side_knows() -> None:
    pair = handed_over()
    withdrawal = pair.write(GUNMA, K.WITHDRAW)
    assert leading(pair.written, Side.ASKED), "not before the word of 島根"
    pair.write(SHIMANE, K.RECEIPT, of=withdrawal.id, result="kept")
    assert leading(pair.written, Side.ASKING)
