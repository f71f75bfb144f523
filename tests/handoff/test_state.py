"""The state is a function of the set of letters; what is missing is named, what is void counts nowhere."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import codes
from app.handoff.exchange import knowing
from app.handoff.exchange.course import Stage, Why
from app.handoff.exchange.next_steps import Patience, What, next_steps
from app.handoff.exchange.state import Phase, confirmed_by, state
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Receipt, Side
from app.handoff.letters.letter import Letter
from app.handoff.letters.numbers import Numbers
from tests.conftest import examples
from tests.handoff.one_exchange import BEGIN, GUNMA, KUSHIRO, RELEASE, SAPPORO, SHIMANE, Pair

K = LetterKind
TODAY = BEGIN.date()
DAY = timedelta(days=1)


def test_every_word_of_an_exchange_stands_in_its_table() -> None:
    for table, words in (
        ("exchange_phase", Phase),
        ("handover_stage", Stage),
        ("letter_ignored", Why),
        ("exchange_step", What),
    ):
        assert {row.code for row in codes.table(table)} == set(words), table
        assert all(word.words != word.value for word in words), table


@pytest.mark.parametrize("by", [GUNMA, SHIMANE])
@pytest.mark.parametrize("kind", [ExchangeKind.SPECIAL, ExchangeKind.SUSPECT])
def test_where_no_lead_passes_either_side_ends_what_was_accepted(
    kind: ExchangeKind, by: str
) -> None:
    pair = Pair(kind=kind)
    request = pair.write(GUNMA, K.REQUEST)
    early = pair.write(by, K.END, day="2026-12-24")
    assert [one.why for one in state(pair.written).ignored] == [Why.NOT_ACCEPTED]
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    end = pair.write(by, K.END, day="2026-12-24")
    now = state(pair.written)
    assert now.ended == end and [one.letter for one in now.ignored] == [early]


def test_of_two_who_accepted_the_first_did() -> None:
    """An office that was put back may accept again what it had accepted."""
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    first = pair.write(SHIMANE, K.ACCEPT, of=request.id)
    pair.write(SHIMANE, K.ACCEPT, [request], of=request.id)
    assert state(pair.written).accepted == first


def long_exchange() -> list[Letter]:
    """Asked, lapsed, asked again, talked over, handed over, partly given back, ended by both."""
    pair = Pair()
    write = pair.write
    lapsed = write(GUNMA, K.REQUEST)
    write(SHIMANE, K.RECEIPT, of=lapsed.id, result="expired")
    request = write(GUNMA, K.REQUEST)
    write(SHIMANE, K.RECEIPT, of=request.id, result="kept")
    question = write(SHIMANE, K.QUESTION, view="1")
    write(GUNMA, K.ANSWER, reply_to=question.id)
    write(SHIMANE, K.ACCEPT, of=request.id, shares="1")
    offer = write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())
    write(SHIMANE, K.PROGRESS, shares="1")
    take = write(SHIMANE, K.TAKE_LEAD, of=offer.id)
    write(GUNMA, K.PASS_LEAD, of=take.id)
    back = write(
        *(SHIMANE, K.OFFER_LEAD),
        day=(RELEASE + 3 * DAY).isoformat(),
        until=(RELEASE + 5 * DAY).isoformat(),
    )
    take = write(GUNMA, K.TAKE_LEAD, of=back.id)
    write(SHIMANE, K.PASS_LEAD, of=take.id)
    before = list(pair.written)
    write(GUNMA, K.PROGRESS, before)
    write(GUNMA, K.CONSENT_WITHDRAWN, consent="c1", day=TODAY.isoformat())
    write(SHIMANE, K.RETURN, before)
    write(GUNMA, K.WITHDRAW, [*before, *pair.written[-3:-1]])
    return pair.written


LETTERS = long_exchange()


@given(st.randoms(use_true_random=False), st.integers(0, len(LETTERS)))
@settings(max_examples=examples(60), deadline=None)
def test_the_order_in_which_letters_come_does_not_matter(chance: random.Random, left: int) -> None:
    some = [*LETTERS, *LETTERS[:5]]
    chance.shuffle(some)
    some = some[: max(left, 1)]
    once = state(some)
    chance.shuffle(some)
    assert state(some) == once
    assert {one.id for one in once.letters} == {one.id for one in some}


def test_what_the_long_exchange_comes_to() -> None:
    lead = state(LETTERS[:14]).lead
    sides = [lead.on(RELEASE + number * DAY) for number in (-1, 0, 2, 3, 5, 6)]
    A, B = Side.ASKING, Side.ASKED  # noqa: N806
    assert sides == [A, B, B, A, A, B]
    whole = state(LETTERS)
    assert (whole.phase, whole.words) == (Phase.CLOSED, "取下げ")
    assert {end.kind for end in whole.ends} == {K.WITHDRAW, K.RETURN}
    assert {end.id for end in whole.ends} <= whole.crossed
    assert whole.lead.holds_all(Side.ASKING, date.min)
    assert [one.kind for one in whole.consents_withdrawn] == [K.CONSENT_WITHDRAWN]
    assert not (whole.ignored or whole.waiting or whole.gaps)
    assert whole.latest["shares", Side.ASKED].kind is K.PROGRESS
    assert whole.latest["view", Side.ASKED].kind is K.QUESTION


def test_no_letters_and_letters_of_two_exchanges_have_no_state() -> None:
    other = Pair(nonce="f" * 16).write(GUNMA, K.REQUEST)
    for letters in ([], [LETTERS[0], other]):
        with pytest.raises(ValueError, match="one exchange"):
            state(letters)


def test_a_letter_waits_for_what_its_writer_had_and_the_end_does_not() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    question = pair.write(GUNMA, K.QUESTION)
    answer = pair.write(SHIMANE, K.ANSWER, reply_to=question.id)
    found = state([answer])
    assert found.phase is Phase.NOTHING
    assert [one.letter for one in found.waiting] == [answer]
    assert found.gaps == {GUNMA: Numbers(((1, 2),))}
    assert state([answer, question, request]).waiting == ()
    withdrawal = pair.write(GUNMA, K.WITHDRAW)
    assert state([withdrawal]).phase is Phase.CLOSED
    assert state([withdrawal]).gaps


def test_what_came_too_late_counts_on_neither_side_and_can_be_written_again() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST, expires=TODAY)
    late = knowing.on_arrival([], request, TODAY + DAY)
    assert late == knowing.Arrival(Receipt.EXPIRED)
    assert knowing.on_arrival([], request, TODAY) == knowing.Arrival(Receipt.KEPT)
    receipt = pair.write(SHIMANE, K.RECEIPT, of=request.id, result="expired")
    found = state(pair.written)
    assert (found.phase, found.void) == (Phase.LAPSED, {request.id})
    assert [step.what for step in next_steps(pair.written, GUNMA)] == [What.REQUEST_AGAIN]
    again = knowing.on_arrival(pair.written, request, TODAY)
    assert again == knowing.Arrival(Receipt.EXPIRED, again=True, answered=True)
    assert receipt.id not in found.void
    second = pair.write(GUNMA, K.REQUEST)
    assert state(pair.written).request == second
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    assert [one.why for one in state(pair.written).ignored] == [Why.NO_TARGET]
    pair.write(SHIMANE, K.ACCEPT, of=second.id)
    assert state(pair.written).phase is Phase.ACCEPTED


def test_an_answer_that_came_too_late_leaves_the_question_open() -> None:
    pair = Pair()
    pair.write(GUNMA, K.REQUEST)
    question = pair.write(SHIMANE, K.QUESTION)
    answer = pair.write(GUNMA, K.ANSWER, reply_to=question.id)
    assert state(pair.written).questions == ()
    pair.write(SHIMANE, K.RECEIPT, of=answer.id, result="expired")
    assert state(pair.written).questions == (question,)


def test_nobody_declares_his_own_letter_void() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(GUNMA, K.RECEIPT, of=request.id, result="expired")
    assert state(pair.written).phase is Phase.ASKED


WRONG = {
    "a decline of the asking side": (GUNMA, K.DECLINE, "request", Why.NOT_THEIRS),
    "a withdrawal of the asked side": (SHIMANE, K.WITHDRAW, "", Why.NOT_THEIRS),
    "a second request": (GUNMA, K.REQUEST, "", Why.TWICE),
    "a second acceptance": (SHIMANE, K.ACCEPT, "request", Why.TWICE),
    "an answer to nothing": (GUNMA, K.ANSWER, "0" * 64, Why.NO_TARGET),
    "a pass without a take": (GUNMA, K.PASS_LEAD, "request", Why.NO_TARGET),
    "taking what nobody offered": (SHIMANE, K.TAKE_LEAD, "request", Why.NO_TARGET),
    "an offer of days of the other": (SHIMANE, K.OFFER_LEAD, RELEASE, Why.NOT_LEADING),
    "an end by the side that does not lead": (SHIMANE, K.END, RELEASE, Why.NOT_LEADING),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_side_had_no_right_to_is_named_and_changes_nothing(name: str) -> None:
    sender, kind, value, why = WRONG[name]
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    before = state(pair.written)
    term = "reply_to" if kind is K.ANSWER else "day" if isinstance(value, date) else "of"
    text = request.id if value == "request" else str(value)
    wrong = pair.write(sender, kind, **({term: text} if text else {}))
    after = state(pair.written)
    assert [(one.letter, one.why) for one in after.ignored] == [(wrong, why)]
    assert (after.phase, after.lead, after.handovers) == (before.phase, before.lead, ())


def test_before_the_acceptance_and_after_the_end_the_lead_does_not_move() -> None:
    pair = Pair()
    pair.write(GUNMA, K.REQUEST)
    pair.write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())
    pair.write(GUNMA, K.WITHDRAW)
    pair.write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())
    pair.write(GUNMA, K.PROGRESS)
    found = state(pair.written)
    assert [one.why for one in found.ignored] == [Why.NOT_ACCEPTED, Why.AFTER_END, Why.AFTER_END]
    special = Pair(kind=ExchangeKind.SPECIAL)
    request = special.write(GUNMA, K.REQUEST)
    special.write(SHIMANE, K.ACCEPT, of=request.id)
    special.write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())
    assert [one.why for one in state(special.written).ignored] == [Why.NO_PASSING]


def test_every_reason_has_been_shown() -> None:
    shown = {row[3] for row in WRONG.values()}
    assert shown | {Why.NO_PASSING, Why.NOT_ACCEPTED, Why.AFTER_END, Why.NO_REQUEST} == set(Why)
    pair = Pair()
    pair.write(GUNMA, K.QUESTION)
    assert [one.why for one in state(pair.written).ignored] == [Why.NO_REQUEST]


def test_sapporo_and_kushiro_hand_over_like_any_two_centres() -> None:
    pair = Pair(asking=SAPPORO, asked=KUSHIRO)
    request = pair.write(SAPPORO, K.REQUEST)
    pair.write(KUSHIRO, K.ACCEPT, of=request.id)
    offer = pair.write(SAPPORO, K.OFFER_LEAD, day=RELEASE.isoformat())
    take = pair.write(KUSHIRO, K.TAKE_LEAD, of=offer.id)
    passing = pair.write(SAPPORO, K.PASS_LEAD, of=take.id)
    found = state(pair.written)
    assert found.lead.since(RELEASE).by == passing.id
    assert found.lead.next_change(RELEASE - DAY) == found.lead.since(RELEASE)
    assert found.lead.next_change(RELEASE) is None
    assert found.offices[found.lead.on(RELEASE)] == KUSHIRO
    assert found.side_of(SAPPORO) is Side.ASKING


def test_what_the_other_side_confirmed_is_what_it_knew() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    assert confirmed_by(pair.written, SHIMANE) is None
    accept = pair.write(SHIMANE, K.ACCEPT, of=request.id)
    pair.write(GUNMA, K.WITHDRAW)
    confirmed = confirmed_by(pair.written, SHIMANE)
    assert confirmed is not None
    assert confirmed.state.phase is Phase.ACCEPTED
    assert (confirmed.by, confirmed.at) == (accept, accept.written)
    assert state(pair.written).phase is Phase.CLOSED


def test_what_is_waited_for_from_whom_since_when() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    steps = next_steps(pair.written, GUNMA)
    assert [(one.what, one.of, one.since) for one in steps] == [
        (What.RECEIPT, Side.ASKED, TODAY),
        (What.ANSWER_REQUEST, Side.ASKED, TODAY),
    ]
    assert [one.what for one in next_steps([request], SHIMANE)] == [What.ANSWER_REQUEST]
    assert steps[1].due == TODAY + 14 * DAY
    assert not steps[1].late(TODAY + 14 * DAY)
    assert steps[1].late(TODAY + 15 * DAY)
    hasty = Patience({What.ANSWER_REQUEST: 2})
    assert next_steps(pair.written, GUNMA, hasty)[0].due == TODAY + 2 * DAY
    pair.write(SHIMANE, K.ACCEPT, of=request.id, next_by="2026-12-01")
    steps = next_steps(pair.written, GUNMA)
    assert [(one.what, one.of, one.due) for one in steps] == [
        (What.PROMISED, Side.ASKED, date(2026, 12, 1))
    ]
    pair.write(SHIMANE, K.PROGRESS)
    assert next_steps(pair.written, GUNMA) == ()


def test_an_answer_is_waited_for_until_the_day_that_was_named() -> None:
    pair = Pair()
    pair.write(GUNMA, K.REQUEST, answer_by="2026-11-12")
    pair.write(SHIMANE, K.QUESTION, answer_by="2026-11-10")
    steps = next_steps(pair.written, SHIMANE)
    named = {one.what: one.due for one in steps if one.what is not What.RECEIPT}
    assert named == {
        What.ANSWER_QUESTION: date(2026, 11, 10),
        What.ANSWER_REQUEST: date(2026, 11, 12),
    }


def test_a_handover_under_way_is_shown_as_such() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    offer = pair.write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())
    [pending] = state(pair.written).pending
    assert (pending.stage, pending.to, pending.first) == (Stage.OFFERED, Side.ASKED, RELEASE)
    take = pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
    assert [one.stage for one in state(pair.written).pending] == [Stage.TAKEN]
    assert state(pair.written).lead.on(RELEASE) is Side.ASKING
    assert What.PASS_LEAD in {one.what for one in next_steps(pair.written, GUNMA)}
    pair.write(GUNMA, K.PASS_LEAD, of=take.id)
    assert state(pair.written).pending == ()
    assert state(pair.written).lead.on(RELEASE) is Side.ASKED


def test_what_is_missing_here_is_asked_for() -> None:
    pair = Pair()
    pair.write(GUNMA, K.REQUEST)
    pair.write(GUNMA, K.QUESTION)
    later = pair.write(GUNMA, K.PROGRESS)
    steps = next_steps([later], SHIMANE)
    assert [(one.what, one.of, one.letter) for one in steps] == [(What.MISSING, Side.ASKING, None)]
