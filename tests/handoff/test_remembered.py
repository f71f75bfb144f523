"""What letters come to is computed once for the same letters, and forgotten when the desk is left."""

from __future__ import annotations

import gc
import weakref

from app.handoff.exchange.remembered import forget
from app.handoff.exchange.state import state
from app.handoff.letters.kinds import LetterKind
from tests.handoff.one_exchange import GUNMA, Pair


def test_the_same_letters_are_looked_at_once_until_the_desk_is_left() -> None:
    pair = Pair(nonce="9" * 16)
    pair.write(GUNMA, LetterKind.REQUEST)
    once = state(pair.written)
    assert state(list(pair.written)) is once
    letter = weakref.ref(pair.written[0])
    del once, pair
    gc.collect()
    assert letter() is not None
    forget()
    gc.collect()
    assert letter() is None
