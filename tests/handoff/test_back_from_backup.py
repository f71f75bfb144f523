"""An office whose data are a backup moves no lead until the other side has answered it once.

Also when nobody noticed: it learns so from the first letter that knows more of it than it does.
"""

from __future__ import annotations

from app.handoff.exchange.knowing import numbers_after
from app.handoff.exchange.moves import availability
from app.handoff.exchange.next_steps import What
from app.handoff.letters.kinds import LetterKind, Receipt, Side
from app.handoff.overview.queries import exchange_page
from app.handoff.overview.rules import UNSURE
from app.storage.anchor import RESTORED
from tests.cases.one_case import ask
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    exchange_at,
    outgoing,
    receive,
    write,
)

K = LetterKind


def offer_refusal(opened: OpenedOffice, exchange: str) -> str:
    seen = at(opened, exchange).seen
    assert seen is not None
    return availability(K.OFFER_LEAD, seen).reason


def test_after_a_backup_was_put_back_one_answer_is_needed(two: Two) -> None:
    exchange = ask_for_help(two)
    carry(two, two.here)
    request = at(two.there, exchange_at(two.there)).letters[0]
    write(two.there, exchange_at(two.there), K.ACCEPT, of=request.id)
    carry(two, two.there)
    assert not offer_refusal(two.here, exchange)
    own = two.here.office.office_id
    about = {"subject_kind": "office", "subject_id": own}
    two.here.office.note(two.here.actor, RESTORED, "控えから戻したデータとして開いた", **about)
    assert "控え" in offer_refusal(two.here, exchange)
    write(two.here, exchange, K.QUESTION, text="服薬は自分でできますか。")
    last = max(letter.seq for letter in at(two.here, exchange).letters if letter.sender == own)
    assert last > numbers_after(two.here.office.clock.now())
    assert "控え" in offer_refusal(two.here, exchange)
    carry(two, two.here)
    carry(two, two.there)
    assert not offer_refusal(two.here, exchange)


def to_and_fro(two: Two) -> None:
    """Letters go to and fro until nobody has anything that the other lacks but a last receipt."""
    for _ in range(4):
        carry(two, two.here)
        carry(two, two.there)


def accepted(two: Two) -> str:
    """An exchange that was accepted; gives its id at 群馬."""
    exchange = ask_for_help(two)
    carry(two, two.here)
    there = exchange_at(two.there)
    write(two.there, there, K.ACCEPT, of=at(two.there, there).letters[0].id)
    carry(two, two.there)
    return exchange


def back_to(opened: OpenedOffice, before: bytes) -> None:
    """The data file is one of before, and nobody says so."""
    opened.office.engine.dispose()
    opened.folder.data_file.write_bytes(before)


def test_a_backup_that_nobody_noticed_is_found_out_and_overwrites_nothing(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = accepted(two)
    before = two.here.folder.data_file.read_bytes()
    write(two.here, exchange, K.QUESTION, text="服薬は自分でできますか。")
    carry(two, two.here)
    back_to(two.here, before)
    write(two.here, exchange, K.OFFER_LEAD, day="R8.12.24", text="釈放の日から")
    [arrived] = [one for one in carry(two, two.here) if one.kind is K.OFFER_LEAD]
    assert arrived.result is Receipt.NUMBER_TAKEN
    # 島根 keeps both as facts, says why one does not count and who writes it again
    page = ask(two.there, lambda reading: exchange_page(reading, exchange_at(two.there)))
    said = {one.kind: one.note for one in page.lanes}
    assert "番号が前の文と同じ" in said[K.OFFER_LEAD] and not said[K.QUESTION]
    assert [one.of for one in page.steps if one.what is What.WRITE_AGAIN] == [Side.ASKING]
    # 群馬 learns of its return from the answer, and moves no lead until it is whole again
    for receipt in outgoing(two.there, exchange_at(two.there)):
        receive(two.here, receipt)
    assert "控え" in offer_refusal(two.here, exchange)
    assert not withdraw_refusal(two.here, exchange)
    page = ask(two.here, lambda reading: exchange_page(reading, exchange))
    assert page.line.doubt and not page.line.we_lead
    assert [one.ours for one in page.views if one.label == "主担当"] == [UNSURE]
    own = two.here.office.office_id
    last = max(letter.seq for letter in at(two.here, exchange).letters if letter.sender == own)
    assert last > numbers_after(two.here.office.clock.now())
    to_and_fro(two)
    assert not offer_refusal(two.here, exchange)
    here, there = at(two.here, exchange), at(two.there, exchange_at(two.there))
    assert here.state == there.state and not here.doubt and not there.doubt
    numbers = [one.letter.seq for one in here.kept if one.letter.sender == own]
    assert len(numbers) == len(set(numbers)) + 1, "both are kept here too"
    page = ask(two.here, lambda reading: exchange_page(reading, exchange))
    assert [one.of for one in page.steps if one.what is What.WRITE_AGAIN] == [Side.ASKING]
    write(two.here, exchange, K.OFFER_LEAD, day="R8.12.24", text="釈放の日から")
    to_and_fro(two)
    found = ask(two.there, lambda reading: exchange_page(reading, exchange_at(two.there)))
    assert {one.what for one in found.steps} == {What.ANSWER_OFFER, What.ANSWER_QUESTION}


def test_a_withdrawal_under_a_number_of_before_goes_out_again_by_itself(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = accepted(two)
    before = two.here.folder.data_file.read_bytes()
    write(two.here, exchange, K.QUESTION, text="服薬は自分でできますか。")
    carry(two, two.here)
    back_to(two.here, before)
    write(two.here, exchange, K.WITHDRAW, reason="帰住先が変わりました")
    to_and_fro(two)
    here, there = at(two.here, exchange), at(two.there, exchange_at(two.there))
    assert here.state == there.state
    assert there.state.words == "取下げ"
    [body] = [one.body for one in there.kept if one.letter.kind is K.WITHDRAW and one.body]
    assert body.reason == "帰住先が変わりました"


def withdraw_refusal(opened: OpenedOffice, exchange: str) -> str:
    seen = at(opened, exchange).seen
    assert seen is not None
    return availability(K.WITHDRAW, seen).reason
