"""What an exchange waits for: what, from which side, since when, and when it is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from app import codes
from app.clock import JST
from app.handoff.exchange.course import Stage
from app.handoff.exchange.knowing import to_give_back, to_say_again, to_send
from app.handoff.exchange.remembered import remembered
from app.handoff.exchange.standing import REMEMBERED, lacking, standing
from app.handoff.exchange.state import Phase, State, state
from app.handoff.letters.kinds import CARRYING, KINDS, Side
from app.handoff.letters.letter import Letter


class What(StrEnum):
    """What is waited for."""

    ANSWER_REQUEST = "answer_request"
    REQUEST_AGAIN = "request_again"
    ANSWER_QUESTION = "answer_question"
    ANSWER_OFFER = "answer_offer"
    PASS_LEAD = "pass_lead"  # noqa: S105
    PROMISED = "promised"
    RECEIPT = "receipt"
    MISSING = "missing"
    GIVE_BACK = "give_back"
    WRITE_AGAIN = "write_again"
    """Its number was another's: the writer was put back from a backup and did not know."""

    @property
    def words(self) -> str:
        """What it is called."""
        return codes.label("exchange_step", self)


PATIENCE = {
    What.ANSWER_REQUEST: 14,
    What.REQUEST_AGAIN: 7,
    What.ANSWER_QUESTION: 7,
    What.ANSWER_OFFER: 7,
    What.PASS_LEAD: 3,
    What.PROMISED: 0,
    What.RECEIPT: 5,
    What.MISSING: 5,
    What.GIVE_BACK: 0,
    What.WRITE_AGAIN: 3,
}
"""Days after which one asks again; ours, a centre may set others."""


@dataclass(frozen=True)
class Patience:
    """After how many days something is late."""

    days: Mapping[What, int] = field(default_factory=lambda: MappingProxyType(PATIENCE))

    def due(self, what: What, since: date) -> date:
        """The last day on which it is not late yet."""
        return since + timedelta(days=self.days.get(what, PATIENCE[what]))


@dataclass(frozen=True)
class Step:
    """One thing that is waited for."""

    what: What
    of: Side
    """Who has to do it."""
    since: date
    due: date
    letter: Letter | None
    """What it answers; None for letters that are only known of."""

    def late(self, today: date) -> bool:
        """Whether it should have come by now."""
        return self.due < today


def next_steps(
    letters: Iterable[Letter], office: str, patience: Patience | None = None
) -> tuple[Step, ...]:
    """What is waited for, as far as an office that has these letters can tell; the most urgent first."""
    days = (patience or Patience()).days
    return _steps(tuple(letters), office, tuple(sorted(days.items())))


@remembered(REMEMBERED)
def _steps(
    found: tuple[Letter, ...], office: str, days: tuple[tuple[What, int], ...]
) -> tuple[Step, ...]:
    now, measure = state(found), Patience(MappingProxyType(dict(days)))
    steps = [*_answers(now, measure), *_promises(now, measure), *_ways(now, found, office, measure)]
    return tuple(sorted(steps, key=lambda step: (step.due, step.since, step.what)))


def day_of(letter: Letter) -> date:
    """The day in Japan on which a letter was written."""
    return letter.written.astimezone(JST).date()


def _answers(now: State, patience: Patience) -> Iterator[Step]:
    for question in now.questions:
        yield _step(What.ANSWER_QUESTION, question.side.other, question, patience)
    if now.phase is Phase.ASKED and now.request is not None:
        yield _step(What.ANSWER_REQUEST, Side.ASKED, now.request, patience)
    if now.phase is Phase.LAPSED:
        last = max(
            (one for one in now.letters if one.id in now.void),
            key=lambda one: one.seq,
            default=None,
        )
        if last is not None:
            yield _step(What.REQUEST_AGAIN, Side.ASKING, last, patience)
    for one in now.pending:
        if one.stage is Stage.OFFERED:
            yield _step(What.ANSWER_OFFER, one.to, one.offer, patience)
        elif one.take is not None:
            yield _step(What.PASS_LEAD, one.offer.side, one.take, patience)


def _step(what: What, of: Side, letter: Letter, patience: Patience) -> Step:
    since = day_of(letter)
    named = letter.terms.get("answer_by") if what in _ANSWERED else None
    due = date.fromisoformat(named) if named else patience.due(what, since)
    return Step(what, of, since, due, letter)


_ANSWERED = (What.ANSWER_REQUEST, What.ANSWER_QUESTION, What.ANSWER_OFFER)
"""Where the writer may say by when."""


def _promises(now: State, patience: Patience) -> Iterator[Step]:
    """What each side said it would send by a day, until its next letter that tells something."""
    if now.phase is Phase.CLOSED:
        return
    for side in Side:
        said = [
            one
            for one in now.letters
            if one.side is side
            and one.id not in now.void
            and ("next_by" in one.terms or one.kind in CARRYING)
        ]
        last = max(said, key=lambda one: one.seq, default=None)
        if last is not None and (named := last.terms.get("next_by")):
            day = date.fromisoformat(named)
            yield Step(What.PROMISED, side, day_of(last), patience.due(What.PROMISED, day), last)


def _ways(
    now: State, letters: tuple[Letter, ...], office: str, patience: Patience
) -> Iterator[Step]:
    """Letters on their way, missing here, or lost over there."""
    side = now.side_of(office)
    for letter in to_send(letters, office):
        if KINDS[letter.kind].receipted:
            yield _step(What.RECEIPT, side.other, letter, patience)
    other, stands = now.offices[side.other], standing(letters)
    having = stands.having
    claims = [day_of(one) for one in stands.letters if other in lacking(one, having)]
    if claims:
        since = min(claims)
        yield Step(What.MISSING, side.other, since, patience.due(What.MISSING, since), None)
    for letter in to_give_back(letters, office):
        yield _step(What.GIVE_BACK, side, letter, patience)
    for letter in to_say_again(letters):
        if now.phase is not Phase.CLOSED or KINDS[letter.kind].at_once:
            yield _step(What.WRITE_AGAIN, letter.side, letter, patience)
