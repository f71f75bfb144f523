"""Two offices and a courier, and now and then one of them is put back from an older backup."""

from __future__ import annotations

import os

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import invariant, precondition, rule

from app.handoff.letters.letter import Letter
from tests.handoff.test_two_offices import WHO, Courier

RUNS = int(os.environ.get("TEICHAKU_EXCHANGES", "15"))


class PutBack(Courier):
    """The office notices that it was put back: it says what it has, and waits for the answer."""

    noticed = True

    def __init__(self) -> None:
        super().__init__()
        self.backups: tuple[list[dict[str, Letter]], list[dict[str, Letter]]] = ([], [])
        self.times = 0

    @rule(who=WHO)
    def back_up(self, who: int) -> None:
        if self.desks[who].letters:
            self.backups[who].append(dict(self.desks[who].letters))

    @precondition(lambda self: self.times < 3)
    @rule(who=WHO, place=st.integers(0, 5))
    def put_back(self, who: int, place: int) -> None:
        if backups := self.backups[who]:
            self.times += 1
            older = backups[place % len(backups)]
            self.post(who, self.desks[who].put_back(older, noticed=self.noticed))


class PutBackUnnoticed(PutBack):
    """It does not notice: numbers are used twice, and still both end equal and nothing is mixed up."""

    noticed = False

    @invariant()
    def never_two_in_the_lead(self) -> None:
        """Not promised until both have written to each other again."""

    @invariant()
    def nobody_leads_without_having_taken(self) -> None:
        """Not promised either: it may have forgotten that it did."""


TestPutBack = PutBack.TestCase
TestPutBack.settings = settings(max_examples=RUNS, stateful_step_count=40, deadline=None)
TestPutBackUnnoticed = PutBackUnnoticed.TestCase
TestPutBackUnnoticed.settings = settings(max_examples=RUNS, stateful_step_count=40, deadline=None)
