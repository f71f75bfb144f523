"""How the letters of an exchange are listed: each after those its writer had, and gaps where they are."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from app.handoff.exchange.state import state
from app.handoff.letters.kinds import LetterKind
from app.handoff.overview.rules import Gap, gaps_in, told_in_order
from tests.handoff.one_exchange import GUNMA, SAPPORO, SHIMANE, Pair

K = LetterKind


def test_letters_of_one_second_stand_under_what_they_answer() -> None:
    # SHIMANE sorts after GUNMA; asked by the later one, the answer would come first by name
    pair = Pair(asking=SHIMANE, asked=GUNMA)
    request = pair.write(SHIMANE, K.REQUEST)
    decline = replace(pair.write(GUNMA, K.DECLINE, of=request.id), written=request.written)
    withdrawal = replace(pair.write(SHIMANE, K.WITHDRAW, [request]), written=request.written)
    for some in permutations((decline, request, withdrawal)):
        assert told_in_order(some, state(some))[0] == request


def test_a_letter_that_does_not_count_stands_at_its_day() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    question = pair.write(GUNMA, K.QUESTION)
    other = pair.write(GUNMA, K.PLAN, [request], seq=question.seq)
    taken = pair.write(SHIMANE, K.RECEIPT, [request, question], of=other.id, result="number_taken")
    later = pair.write(SHIMANE, K.ACCEPT, [request, question], of=request.id)
    some = (later, taken, other, question, request)
    assert other not in state(some).letters
    assert told_in_order(some, state(some)) == (request, question, other, taken, later)


def test_a_gap_stands_before_the_first_letter_that_knew_of_it() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.QUESTION)
    known = list(pair.written)
    answer = pair.write(GUNMA, K.PLAN, known)
    pair.write(SHIMANE, K.PLAN)
    receipt = pair.write(SHIMANE, K.RECEIPT, of=answer.id, result="kept")
    accept = pair.write(SHIMANE, K.ACCEPT, of=request.id)
    here = (request, answer, receipt, accept)
    now = state(here)
    order = told_in_order(here, now)
    shown = {one.id for one in (request, answer, accept)}
    missing = now.gaps[SHIMANE]
    assert missing.count == 2
    assert gaps_in(order, SHIMANE, missing, shown) == (Gap(answer.id, 1), Gap(accept.id, 1))
    assert gaps_in(order[:3], SHIMANE, missing, {request.id}) == (Gap("", 2),)
    assert gaps_in(order, SAPPORO, missing, shown) == (Gap("", 2),)
