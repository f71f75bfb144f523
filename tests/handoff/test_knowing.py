"""Numbers, copies and letters that went lost: how two offices find together again after a backup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.handoff.exchange import knowing
from app.handoff.exchange.knowing import Arrival, on_arrival
from app.handoff.exchange.standing import displaced
from app.handoff.exchange.state import Phase, state
from app.handoff.letters.kinds import LetterKind, Receipt, Side
from app.handoff.letters.letter import Letter
from tests.handoff.one_exchange import BEGIN, GUNMA, RELEASE, SHIMANE, Pair

K = LetterKind
TODAY = BEGIN.date()
FLOOR = 1_000


def handed_over() -> Pair:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    offer = pair.write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())
    take = pair.write(SHIMANE, K.TAKE_LEAD, of=offer.id)
    pair.write(GUNMA, K.PASS_LEAD, of=take.id)
    return pair


def test_the_next_number_comes_after_everything_anybody_knows_of() -> None:
    pair = handed_over()
    assert knowing.next_number([], GUNMA) == 1
    assert knowing.next_number(pair.written, GUNMA) == 4
    assert knowing.next_number(pair.written[3:4], GUNMA) == 3, "島根 knows of two"
    assert knowing.next_number(pair.written, GUNMA, FLOOR) == FLOOR + 1


def test_a_number_after_a_moment_is_higher_than_any_before() -> None:
    moments = [BEGIN + timedelta(seconds=seconds) for seconds in (0, 1, 60, 86_400)]
    found = [knowing.numbers_after(moment) for moment in moments]
    assert found == sorted(set(found))
    assert 10_000 < found[0] < found[-1] < 2**31


def test_the_same_letter_again_changes_nothing() -> None:
    pair = handed_over()
    request = pair.written[0]
    assert on_arrival(pair.written, request, TODAY) == Arrival(Receipt.KEPT, again=True)
    assert on_arrival(pair.written[1:], request, TODAY) == Arrival(Receipt.KEPT)


def test_the_same_number_with_another_content_is_refused() -> None:
    pair = handed_over()
    request = pair.written[0]
    other = pair.write(GUNMA, K.REQUEST, [], seq=1, answer_by="2026-12-01")
    del pair.written[-1]
    before = state(pair.written)
    assert on_arrival(pair.written, other, TODAY) == Arrival(Receipt.NUMBER_TAKEN)
    pair.write(SHIMANE, K.RECEIPT, of=other.id, result="number_taken")
    assert on_arrival(pair.written, other, TODAY) == Arrival(
        Receipt.NUMBER_TAKEN, again=True, answered=True
    )
    there = state([*pair.written, other])
    assert there == state(pair.written), "its writer comes to the same as its reader"
    assert there.request == before.request == request


def put_back(*, had: bool) -> tuple[Pair, Letter, Letter]:
    """群馬 is put back to before its pass; 島根 answers the return, with or without the pass."""
    pair = handed_over()
    passing = pair.written[-1]
    back = pair.write(GUNMA, K.RECEIPT, pair.written[:4], seq=FLOOR + 1, result="here")
    there = [*pair.written[:4], *([passing] if had else []), back]
    answer = pair.write(SHIMANE, K.RECEIPT, there, of=back.id, result="kept")
    return pair, passing, answer


def test_an_office_put_back_is_in_doubt_until_the_other_has_answered() -> None:
    pair, passing, answer = put_back(had=True)
    here = [one for one in pair.written if one not in (passing, answer)]
    assert knowing.in_doubt(here, GUNMA, FLOOR)
    assert knowing.in_doubt([*here, answer], GUNMA, FLOOR), "島根 knows a letter that is not here"
    assert not knowing.in_doubt([*here, answer, passing], GUNMA, FLOOR)
    assert not knowing.in_doubt(here[:4], GUNMA)
    assert state(pair.written).lead.on(RELEASE) is Side.ASKED


def test_what_both_had_not_at_the_return_does_not_come_back_later() -> None:
    pair, passing, answer = put_back(had=False)
    there = [one for one in pair.written if one is not passing]
    assert not knowing.in_doubt(there, GUNMA, FLOOR)
    assert on_arrival(there, passing, TODAY) == Arrival(Receipt.FORGOTTEN)
    assert state(there) == state([*there, passing])
    assert state(there).lead.on(RELEASE) is Side.ASKING
    assert not state(there).gaps
    assert answer in state(there).letters


def test_a_withdrawal_counts_even_if_its_writer_forgot_it() -> None:
    pair, _, _ = put_back(had=False)
    there = [one for one in pair.written if one.seq != 3 or one.sender != GUNMA]
    withdrawal = pair.write(GUNMA, K.WITHDRAW, there[:4], seq=4)
    assert on_arrival(there, withdrawal, TODAY) == Arrival(Receipt.KEPT)
    assert state([*there, withdrawal]).phase is Phase.CLOSED
    assert knowing.to_give_back([*there, withdrawal], SHIMANE) == (withdrawal,)


def test_what_the_other_lost_goes_back_and_what_it_has_not_is_sent_again() -> None:
    pair, passing, _ = put_back(had=True)
    assert knowing.to_give_back(pair.written, SHIMANE) == (passing,)
    assert knowing.to_give_back(pair.written[:5], SHIMANE) == ()
    lost = pair.write(SHIMANE, K.PROGRESS)
    assert lost in knowing.to_send(pair.written, SHIMANE)
    pair.write(GUNMA, K.RECEIPT, of=lost.id, result="kept")
    assert lost not in knowing.to_send(pair.written, SHIMANE)


def test_before_the_other_has_written_only_receipts_tell() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    assert knowing.to_send(pair.written, GUNMA) == (request,)
    assert knowing.to_give_back(pair.written, GUNMA) == ()
    pair.write(SHIMANE, K.RECEIPT, of=request.id, result="kept")
    assert knowing.to_send(pair.written, GUNMA) == ()
    assert state(pair.written).arrived == {request.id}


def test_an_own_letter_that_waits_for_what_went_lost_leaves_the_office_in_doubt() -> None:
    pair = handed_over()
    offer = pair.write(SHIMANE, K.OFFER_LEAD, day=RELEASE.isoformat())
    take = pair.write(GUNMA, K.TAKE_LEAD, of=offer.id)
    before = list(pair.written)
    passing = pair.write(SHIMANE, K.PASS_LEAD, of=take.id)
    back = pair.write(SHIMANE, K.RECEIPT, before[:-2], seq=FLOOR + 1, result="here")
    answer = pair.write(GUNMA, K.RECEIPT, of=back.id, result="kept")
    here = [*before[:-1], passing, back, answer]
    assert state(here).lead.on(RELEASE) is Side.ASKED, (
        "its own pass does not count without the take"
    )
    assert knowing.in_doubt(here, SHIMANE, FLOOR)
    assert not knowing.in_doubt([*here, take], SHIMANE, FLOOR)
    assert state([*here, take]).lead.on(RELEASE) is Side.ASKING


def test_of_two_letters_of_one_number_the_one_the_reader_has_counts() -> None:
    pair = Pair()
    first = pair.write(GUNMA, K.REQUEST)
    twins = [
        pair.write(GUNMA, K.QUESTION, [first], seq=2),
        pair.write(GUNMA, K.PROGRESS, [first], seq=2),
    ]
    lowest, highest = sorted(twins, key=lambda one: one.id)
    assert displaced(pair.written) == {highest.id}
    pair.write(SHIMANE, K.RECEIPT, [first, highest], of=highest.id, result="kept")
    assert displaced(pair.written) == {lowest.id}
    pair.written.pop()
    pair.write(SHIMANE, K.RECEIPT, [first, lowest], of=lowest.id, result="number_taken")
    assert displaced(pair.written) == {lowest.id}


def test_what_lost_its_number_is_said_again_unless_its_writer_did_so() -> None:
    pair = Pair()
    first = pair.write(GUNMA, K.REQUEST)
    twins = [
        pair.write(GUNMA, K.QUESTION, [first], seq=2, answer_by=day)
        for day in ("2026-12-01", "2026-12-02")
    ]
    assert displaced(pair.written) and knowing.to_say_again(pair.written) == ()
    pair.written.remove(twins[1])
    other = pair.write(GUNMA, K.PROGRESS, [first], seq=2)
    pair.write(SHIMANE, K.RECEIPT, [first, other], of=other.id, result="kept")
    assert knowing.to_say_again(pair.written) == (twins[0],)
    pair.write(GUNMA, K.QUESTION, [first, other], seq=3)
    assert knowing.to_say_again(pair.written) == ()


def test_numbers_after_a_return_count_the_seconds_since_2020() -> None:
    """Another beginning would give numbers that an older version of the program gave already."""
    assert knowing.numbers_after(datetime(2020, 1, 1, tzinfo=UTC)) == 0
    assert knowing.numbers_after(datetime(2020, 1, 2, 0, 0, 1, tzinfo=UTC)) == 86_401


def test_for_what_a_receipt_is_written() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    kept = pair.write(SHIMANE, K.RECEIPT, of=request.id, result="kept")
    here = pair.write(SHIMANE, K.RECEIPT, result="here")
    assert Arrival(Receipt.KEPT).asks_for_receipt(request)
    assert Arrival(Receipt.KEPT).asks_for_receipt(here)
    assert not Arrival(Receipt.KEPT).asks_for_receipt(kept), "else receipts would never end"
    assert Arrival(Receipt.NUMBER_TAKEN).asks_for_receipt(kept)
    assert not Arrival(Receipt.EXPIRED, answered=True).asks_for_receipt(request)


def test_receipts_that_lost_their_number_go_out_again_and_nothing_to_think_over() -> None:
    for kind, terms, again in (
        (K.RECEIPT, {"result": "here"}, True),
        (K.CONSENT_WITHDRAWN, {"consent": "c1", "day": "2026-11-24"}, True),
        (K.QUESTION, {}, False),
    ):
        pair = Pair()
        request = pair.write(GUNMA, K.REQUEST)
        lost = pair.write(SHIMANE, kind, [], **terms)
        pair.write(GUNMA, K.RECEIPT, [request], of=lost.id, result="number_taken")
        assert knowing.to_write_again(pair.written, SHIMANE) == ((lost,) if again else ())
        assert knowing.to_write_again(pair.written, GUNMA) == ()
        pair.write(SHIMANE, kind, [], seq=2, **terms)
        assert knowing.to_write_again(pair.written, SHIMANE) == ()


def test_what_came_too_late_is_not_the_latest_word() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.ACCEPT, of=request.id, shares="1")
    first = pair.write(GUNMA, K.PROGRESS, shares="1", view="1")
    second = pair.write(GUNMA, K.PROGRESS, shares="1")
    assert state(pair.written).latest["shares", Side.ASKING] == second
    assert state(pair.written).latest["view", Side.ASKING] == first
    pair.write(SHIMANE, K.RECEIPT, of=second.id, result="expired")
    assert state(pair.written).latest["shares", Side.ASKING] == first


def test_an_office_that_lacks_its_only_letter_learns_that_it_was_put_back() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    answer = pair.write(SHIMANE, K.RECEIPT, of=request.id, result="kept")
    assert knowing.put_back_unnoticed([answer], GUNMA)
    assert not knowing.put_back_unnoticed([request, answer], GUNMA)
    assert not knowing.put_back_unnoticed([answer], GUNMA, floor=1)
