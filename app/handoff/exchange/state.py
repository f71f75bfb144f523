"""The state of an exchange: a function of the set of its letters, the same on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from app import codes
from app.handoff.exchange.course import UNDER_WAY, Course, Handover, Stage, Why, course, judged
from app.handoff.exchange.lead import Lead
from app.handoff.exchange.remembered import remembered
from app.handoff.exchange.standing import (
    HAD,
    REMEMBERED,
    lacking,
    present,
    receipts,
    result,
    standing,
)
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Receipt, Side
from app.handoff.letters.letter import Knows, Letter

_ENDS = (LetterKind.WITHDRAW, LetterKind.RETURN, LetterKind.DECLINE, LetterKind.END)
"""Which word an exchange has that was ended by several letters that did not know of each other."""
_PARTS = ("shares", "view")


class Phase(StrEnum):
    """How far an exchange has come."""

    NOTHING = "nothing"
    """There are letters, and the request is not among them."""
    LAPSED = "lapsed"
    """The request came too late; it can be written again."""
    ASKED = "asked"
    ACCEPTED = "accepted"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """What it is called."""
        return codes.label("exchange_phase", self)


@dataclass(frozen=True)
class Ignored:
    """A letter that has no effect because its writer had no right to it."""

    letter: Letter
    why: Why


@dataclass(frozen=True)
class Waits:
    """A letter that does not count yet: its writer had others that are not here."""

    letter: Letter
    for_: Knows


@dataclass(frozen=True)
class State:
    """Everything the letters of an exchange come to."""

    exchange_id: str
    kind: ExchangeKind
    offices: Mapping[Side, str]
    phase: Phase
    ended: Letter | None
    """The letter whose word the end has."""
    ends: tuple[Letter, ...]
    request: Letter | None
    """The request that stands."""
    accepted: Letter | None
    questions: tuple[Letter, ...]
    """Those without an answer."""
    answers: Mapping[str, tuple[Letter, ...]]
    """By the id of the question."""
    handovers: tuple[Handover, ...]
    lead: Lead
    crossed: frozenset[str]
    """Letters overtaken by one of the other side that their writer had not got."""
    ignored: tuple[Ignored, ...]
    waiting: tuple[Waits, ...]
    gaps: Knows
    """Letters that somebody had and that are not here."""
    arrived: frozenset[str]
    """Letters that their reader has, by its own word."""
    void: frozenset[str]
    """Letters that came too late."""
    latest: Mapping[tuple[str, Side], Letter]
    """The last letter of each side with its column of 分担 ("shares") and its view ("view")."""
    consents_withdrawn: tuple[Letter, ...]
    letters: tuple[Letter, ...]
    """All that stand, one after the other; those that wait come last."""

    @property
    def pending(self) -> tuple[Handover, ...]:
        """Handovers under way: offered, or taken and not yet passed."""
        if self.phase is not Phase.ACCEPTED:
            return ()
        return tuple(one for one in self.handovers if one.stage in UNDER_WAY)

    @property
    def words(self) -> str:
        """The phase in a word; of what is over, how it ended."""
        return self.phase.words if self.ended is None else self.ended.kind.words

    def side_of(self, office: str) -> Side:
        """Which side an office is."""
        return Side.ASKING if self.offices[Side.ASKING] == office else Side.ASKED


def state(letters: Iterable[Letter]) -> State:
    """The state that a set of letters of one exchange comes to; at least one letter is needed."""
    return _state(tuple(letters))


@remembered(REMEMBERED)
def _state(every: tuple[Letter, ...]) -> State:
    """Remembered: lists and counts ask for the same letters again and again."""
    if len({letter.exchange_id for letter in every}) != 1:
        raise ValueError("the state of one exchange needs its letters, and no others")
    stands = standing(every)
    found = stands.letters
    by = judged(stands)
    whole = course(by.counted, by, found)
    having, said = stands.having, receipts(by.counted)
    first = found[0]
    ended = min(whole.ends, key=lambda end: _ENDS.index(end.kind), default=None)
    return State(
        exchange_id=first.exchange_id,
        kind=first.exchange_kind,
        offices=MappingProxyType({Side.ASKING: first.asking, Side.ASKED: first.asked}),
        phase=_phase(whole),
        ended=ended,
        ends=tuple(whole.ends),
        request=whole.request,
        accepted=whole.accepted,
        questions=tuple(one for id_, one in whole.questions.items() if id_ not in whole.answers),
        answers=MappingProxyType({of: tuple(found) for of, found in whole.answers.items()}),
        handovers=tuple(whole.handovers.values()),
        lead=whole.lead,
        crossed=_crossed(whole),
        ignored=tuple(Ignored(one, by.why[one.id]) for one in by.counted if one.id in by.why),
        waiting=tuple(Waits(one, lacking(one, having)) for one in by.waiting),
        gaps=stands.gaps,
        arrived=_arrived(found),
        void=frozenset(named for named, what in said.items() if what == Receipt.EXPIRED),
        latest=MappingProxyType(
            {
                (part, one.side): one
                for one in sorted(by.counted, key=lambda letter: letter.seq)
                for part in _PARTS
                if part in one.terms and said.get(one.id) != Receipt.EXPIRED
            }
        ),
        consents_withdrawn=tuple(
            one for one in by.counted if one.kind is LetterKind.CONSENT_WITHDRAWN
        ),
        letters=(*by.counted, *sorted(by.waiting, key=lambda one: (one.sender, one.seq))),
    )


def _phase(found: Course) -> Phase:
    if found.ends:
        return Phase.CLOSED
    if found.request is None:
        return Phase.LAPSED if found.asked_before else Phase.NOTHING
    return Phase.ASKED if found.accepted is None else Phase.ACCEPTED


def _arrived(letters: Iterable[Letter]) -> frozenset[str]:
    found = tuple(letters)
    had = {letter.terms["of"] for letter in found if result(letter) in HAD}
    return frozenset(
        letter.id
        for letter in found
        if letter.id in had
        or any(one.knew(letter) for one in found if one.sender == letter.recipient)
    )


def _crossed(found: Course) -> frozenset[str]:
    """Letters that were right where they were written and came to nothing, or to less, on the way."""
    overtaken: set[str] = set()
    steps = [found.accepted] if found.accepted else []
    for one in found.handovers.values():
        answers = (one.offer, one.take, one.refusal, one.retraction, one.passing)
        steps += [letter for letter in answers if letter is not None]
        if one.passing and one.refusal and not one.passing.knew(one.refusal):
            overtaken.add(one.refusal.id)
        stopped = one.retraction or one.replaced_by
        if one.take and stopped and one.stage is not Stage.PASSED and not one.take.knew(stopped):
            overtaken.add(one.take.id)
    for end in found.ends:
        others = (*steps, *(one for one in found.ends if one is not end))
        overtaken |= {one.id for one in others if not one.knew(end) and not end.knew(one)}
    return frozenset(overtaken)


@dataclass(frozen=True)
class Confirmed:
    """What the other side knew as it wrote its last letter."""

    state: State
    at: datetime
    by: Letter


def confirmed_by(letters: Iterable[Letter], office: str) -> Confirmed | None:
    """The state as an office saw it when it last wrote; None before its first letter."""
    found = present(letters)
    own = (letter for letter in found if letter.sender == office)
    last = max(own, key=lambda letter: letter.seq, default=None)
    if last is None:
        return None
    seen = state((last, *(letter for letter in found if last.knew(letter))))
    return Confirmed(seen, last.written, last)
