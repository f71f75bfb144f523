"""An office whose data are a backup moves no lead until the other side has answered it once."""

from __future__ import annotations

from app.handoff.exchange.knowing import numbers_after
from app.handoff.exchange.moves import availability
from app.handoff.letters.kinds import LetterKind, Receipt
from app.storage.anchor import RESTORED
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, at, carry, exchange_at, write

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


def test_a_backup_that_nobody_noticed_overwrites_nothing(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    there = exchange_at(two.there)
    write(two.there, there, K.ACCEPT, of=at(two.there, there).letters[0].id)
    carry(two, two.there)
    before = two.here.folder.data_file.read_bytes()
    write(two.here, exchange, K.QUESTION, text="服薬は自分でできますか。")
    carry(two, two.here)
    first = at(two.there, there).letters[-2]
    two.here.office.engine.dispose()
    two.here.folder.data_file.write_bytes(before)
    write(two.here, exchange, K.QUESTION, text="通院先はどこですか。")
    [arrived] = [one for one in carry(two, two.here) if one.kind is K.QUESTION]
    assert arrived.result is Receipt.NUMBER_TAKEN
    assert first in at(two.there, there).letters
    carry(two, two.there)
    assert "控え" in offer_refusal(two.here, exchange), "it knows of a letter that it does not have"
    write(two.here, exchange, K.QUESTION, text="通院先はどこですか。")
    carry(two, two.here)
    carry(two, two.there)
    assert "控え" in offer_refusal(two.here, exchange)
    assert not withdraw_refusal(two.here, exchange)


def withdraw_refusal(opened: OpenedOffice, exchange: str) -> str:
    seen = at(opened, exchange).seen
    assert seen is not None
    return availability(K.WITHDRAW, seen).reason
