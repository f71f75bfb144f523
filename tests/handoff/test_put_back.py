"""Two offices and a courier, and now and then one of them is put back from an older backup."""

from __future__ import annotations

import os

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import invariant, precondition, rule

from app.handoff.exchange.standing import receipts
from app.handoff.letters.kinds import LetterKind, Receipt
from app.handoff.letters.letter import Letter
from tests.handoff.test_two_offices import WHO, Courier
from tests.handoff.two_offices import Sent

RUNS = int(os.environ.get("TEICHAKU_EXCHANGES", "15"))
SAME_EACH_TIME = "TEICHAKU_EXCHANGES" not in os.environ
"""The short run tries the same each time; the long one looks for what nobody thought of."""


class PutBack(Courier):
    """The office notices that it was put back: it says what it has, and waits for the answer."""

    noticed: tuple[bool, ...] = (True,)

    def __init__(self) -> None:
        super().__init__()
        self.lives: tuple[list[list[Letter]], list[list[Letter]]] = ([], [])
        """What each office had before it was put back: a tape of another life may be put in too."""
        self.times = 0

    @precondition(lambda self: self.times < 3)
    @rule(who=WHO, life=st.integers(0, 3), lost=st.integers(1, 10), noticed=st.integers(0, 2))
    def put_back(self, who: int, life: int, lost: int, noticed: int) -> None:
        """A backup is what the office had, without the letters that came or were written last."""
        desk, lives = self.desks[who], self.lives[who]
        if len(desk.letters) > 1:
            self.times += 1
            lives.append(list(desk.all))
            tape = lives[-1 - life % len(lives)]
            older = tape[: max(1, len(tape) - lost)]
            kept = {letter.id: letter for letter in older}
            self.post(who, desk.put_back(kept, noticed=self.noticed[noticed % len(self.noticed)]))


class PutBackUnnoticed(PutBack):
    """It does not notice, or does at times: numbers are used twice, and still both end equal, in no
    doubt, and nothing is mixed up, once each has written again."""

    noticed = (False, False, True)

    def everything_arrives(self) -> None:
        """Nobody can know of a return that no letter tells of: so each writes once more at last."""
        super().everything_arrives()
        for who, desk in enumerate(self.desks):
            theirs = [one for one in desk.all if one.sender != desk.office]
            if theirs:
                said = receipts(desk.all).get(theirs[0].id, Receipt.KEPT)
                letter = desk.write(LetterKind.RECEIPT, of=theirs[0].id, result=str(said))
                self.post(who, [Sent(letter)])
        super().everything_arrives()

    @invariant()
    def never_two_in_the_lead(self) -> None:
        """Not promised until both have written to each other again."""

    @invariant()
    def nobody_leads_without_having_taken(self) -> None:
        """Not promised either: it may have forgotten that it did."""


SETTINGS = settings(
    max_examples=RUNS, stateful_step_count=40, deadline=None, derandomize=SAME_EACH_TIME
)
TestPutBack = PutBack.TestCase
TestPutBack.settings = SETTINGS
TestPutBackUnnoticed = PutBackUnnoticed.TestCase
TestPutBackUnnoticed.settings = SETTINGS
