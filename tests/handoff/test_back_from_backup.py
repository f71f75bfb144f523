"""An office whose data are a backup moves no lead until the other side has answered it once."""

from __future__ import annotations

from app.handoff.exchange.knowing import numbers_after
from app.handoff.exchange.moves import availability
from app.handoff.letters.kinds import LetterKind
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
