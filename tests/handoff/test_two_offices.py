"""Whatever a courier does with the letters of two offices, they end equal and one of them leads."""

from __future__ import annotations

import os
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.handoff.exchange.moves import availability, offer_refusal
from app.handoff.exchange.state import Phase
from app.handoff.letters.kinds import LetterKind, Side
from app.handoff.letters.letter import Letter
from tests.handoff.two_offices import DAYS, Desk, Sent, two_offices

RUNS = int(os.environ.get("TEICHAKU_EXCHANGES", "10"))
MOST_LETTERS = 12
K = LetterKind
LIKELY = (
    *(K.TAKE_LEAD, K.PASS_LEAD) * 12,
    *(K.ACCEPT, K.OFFER_LEAD) * 6,
    *(K.RETRACT_OFFER, K.REFUSE_LEAD),
    *(K.QUESTION, K.ANSWER, K.PROGRESS, K.PLAN, K.REQUEST, K.CONSENT_WITHDRAWN),
)
"""What an office picks from, as far as it may: so often that the lead moves to and fro."""
STORY = (
    *((0, K.REQUEST), (1, K.ACCEPT)),
    *((0, K.OFFER_LEAD), (1, K.TAKE_LEAD), (0, K.PASS_LEAD)),
    *((1, K.OFFER_LEAD), (0, K.TAKE_LEAD), (1, K.PASS_LEAD)),
)
"""Asked, accepted, handed over, given back."""
ENDS = (K.WITHDRAW, K.RETURN, K.DECLINE, K.END)
WHO = st.integers(0, 1)


class Courier(RuleBasedStateMachine):
    """Up to twelve letters (and their receipts) between two offices, in any order, lost and doubled."""

    def __init__(self) -> None:
        super().__init__()
        self.desks: tuple[Desk, Desk] = two_offices()
        self.bags: tuple[list[Sent], list[Sent]] = ([], [])
        """What lies with the courier, for each desk."""
        self.said: dict[str, Letter] = {}
        self.written = 0

    def post(self, who: int, sent: list[Sent]) -> None:
        for one in sent:
            self.said[one.letter.id] = one.letter
        self.bags[1 - who].extend(sent)

    @initialize(late=st.integers(0, 5), come=st.integers(1, len(STORY)))
    def begin(self, late: int, come: int) -> None:
        """How far they have come before the courier begins to play: from asked to given back."""
        for number, (who, kind) in enumerate(STORY[:come]):
            self.deliver_all(who, backwards=False)
            terms = {"day": DAYS[4].isoformat()} if kind is K.OFFER_LEAD else {}
            if targets := self.targets(self.desks[who], kind):
                terms["of"] = targets[0].id
            late_now = number == 0 and come == 1 and not late
            self.send(who, kind, DAYS[1] if late_now else None, **terms)

    def send(self, who: int, kind: LetterKind, expires: date | None = None, **terms: str) -> Letter:
        """Write a letter and give it to the courier."""
        desk = self.desks[who]
        letter = desk.write(kind, expires, **terms)
        assert letter.id not in {one.letter.id for one in desk.state.ignored}, "may, without effect"
        self.post(who, [Sent(letter)])
        self.written += 1
        return letter

    @precondition(lambda self: self.written < MOST_LETTERS)
    @rule(
        who=WHO,
        pick=st.integers(0, 1_000),
        choice=st.integers(0, 3),
        day=st.integers(0, len(DAYS) - 1),
        length=st.sampled_from((None, None, 1, 3)),
        late=st.integers(0, 5),
        ending=st.integers(0, 9),
    )
    def write(
        self,
        who: int,
        pick: int,
        choice: int,
        day: int,
        length: int | None,
        late: int,
        ending: int,
    ) -> None:
        desk = self.desks[who]
        kinds = [kind for kind in (LIKELY if ending else ENDS) if desk.may_write(kind)]
        if not kinds:
            return
        kind = kinds[pick % len(kinds)]
        terms = self.terms(desk, kind, choice, day, length)
        if terms is None:
            return
        letter = desk.write(kind, DAYS[2] if not late else None, **terms)
        assert letter.id not in {one.letter.id for one in desk.state.ignored}, (
            "may, and has no effect"
        )
        self.post(who, [Sent(letter)])
        self.written += 1

    def targets(self, desk: Desk, kind: LetterKind) -> tuple[Letter, ...]:
        return availability(kind, desk.seen).targets if desk.letters else ()

    def terms(
        self, desk: Desk, kind: LetterKind, choice: int, day: int, length: int | None
    ) -> dict[str, str] | None:
        """What the letter names; None for days that may not be offered."""
        targets = self.targets(desk, kind)
        terms: dict[str, str] = {}
        if targets:
            name = "reply_to" if kind is K.ANSWER else "of"
            terms[name] = targets[choice % len(targets)].id
        if kind is K.OFFER_LEAD:
            last = None if length is None else DAYS[min(day + length, len(DAYS) - 1)]
            if offer_refusal(desk.seen, DAYS[day], last):
                return None
            terms["day"] = DAYS[day].isoformat()
            terms |= {} if last is None else {"until": last.isoformat()}
        if kind in (K.END, K.CONSENT_WITHDRAWN):
            terms["day"] = desk.clock.today.isoformat()
        if kind is K.CONSENT_WITHDRAWN:
            terms["consent"] = "c1"
        return terms

    @rule(who=WHO, place=st.integers(0, 40), twice=st.booleans())
    def deliver(self, who: int, place: int, twice: bool) -> None:
        bag = self.bags[who]
        if bag:
            sent = bag[place % len(bag)]
            if not twice:
                bag.remove(sent)
            self.post(who, self.desks[who].take_in(sent))

    @rule(who=WHO, backwards=st.booleans())
    def deliver_all(self, who: int, backwards: bool) -> None:
        bag = self.bags[who][:: -1 if backwards else 1]
        self.bags[who].clear()
        for sent in bag:
            self.post(who, self.desks[who].take_in(sent))

    @rule(who=WHO, place=st.integers(0, 40))
    def lose(self, who: int, place: int) -> None:
        bag = self.bags[who]
        if bag:
            bag.pop(place % len(bag))

    @rule(who=WHO)
    def send_again(self, who: int) -> None:
        self.post(who, self.desks[who].send_all())

    @precondition(lambda self: self.desks[0].clock.today < DAYS[6])
    @rule()
    def a_day_goes_by(self) -> None:
        self.desks[0].clock.now += timedelta(days=1)

    @invariant()
    def never_two_in_the_lead(self) -> None:
        one, other = self.desks
        for day in DAYS:
            assert not (one.leads(day) and other.leads(day)), day

    @invariant()
    def nobody_leads_without_having_taken(self) -> None:
        asked = self.desks[1]
        if any(asked.leads(day) for day in DAYS):
            took = [one for one in asked.all if one.kind is LetterKind.TAKE_LEAD]
            passed = {one.terms["of"] for one in asked.all if one.kind is LetterKind.PASS_LEAD}
            assert any(one.id in passed and one.side is Side.ASKED for one in took)

    @invariant()
    def nothing_is_overwritten(self) -> None:
        for desk in self.desks:
            for id_, letter in desk.letters.items():
                assert letter == self.said.get(id_, letter)
                assert letter.id == id_

    def everything_arrives(self) -> None:
        for _ in range(60):
            before = [set(desk.letters) for desk in self.desks]
            for who in (0, 1):
                self.post(who, self.desks[who].send_all())
            for who in (0, 1):
                bag, self.bags[who][:] = list(self.bags[who]), []
                for sent in bag:
                    self.post(who, self.desks[who].take_in(sent))
                self.bags[who].clear()
            if [set(desk.letters) for desk in self.desks] == before:
                return
        raise AssertionError("the letters never end")

    def teardown(self) -> None:
        one, other = self.desks
        if one.letters:
            self.everything_arrives()
            assert one.state == other.state
            assert not one.state.gaps
            assert not one.state.waiting
            assert not one.doubt
            assert not other.doubt
            for day in DAYS:
                assert one.leads(day) != other.leads(day)
            self.end_has_its_reason(one)

    def end_has_its_reason(self, desk: Desk) -> None:
        found = desk.state
        ignored = {one.letter.id for one in found.ignored}
        ends = [one for one in found.letters if one.kind in ENDS and one.id not in ignored]
        assert (found.phase is Phase.CLOSED) == bool(ends)
        if found.ended and set(ENDS[:3]) & {one.kind for one in ends}:
            assert all(desk.state.lead.on(day) is Side.ASKING for day in DAYS)


TestCourier = Courier.TestCase
TestCourier.settings = settings(max_examples=RUNS, stateful_step_count=40, deadline=None)
