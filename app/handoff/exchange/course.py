"""What letters come to, in the order in which one could have been written after the other.

Whether a letter has an effect is judged by what its writer had when writing, never by what came
later: so it is the same wherever the letter is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app import codes
from app.handoff.exchange.lead import Lead
from app.handoff.exchange.standing import Standing, joined, lacking, receipts
from app.handoff.letters.kinds import ENDS, KINDS, LEAD_KINDS, LetterKind, Receipt, Side
from app.handoff.letters.letter import Knows, Letter

K = LetterKind


class Why(StrEnum):
    """Why a letter has no effect."""

    NOT_THEIRS = "not_theirs"
    NO_REQUEST = "no_request"
    NOT_ACCEPTED = "not_accepted"
    AFTER_END = "after_end"
    NO_TARGET = "no_target"
    NOT_LEADING = "not_leading"
    NO_PASSING = "no_passing"
    TWICE = "twice"

    @property
    def words(self) -> str:
        """The reason in Japanese."""
        return codes.label("letter_ignored", self)


class Stage(StrEnum):
    """How far a handover of the lead has come."""

    OFFERED = "offered"
    TAKEN = "taken"
    PASSED = "passed"
    REFUSED = "refused"
    RETRACTED = "retracted"
    REPLACED = "replaced"

    @property
    def words(self) -> str:
        """What it is called."""
        return codes.label("handover_stage", self)


UNDER_WAY = (Stage.OFFERED, Stage.TAKEN)


@dataclass(frozen=True)
class Handover:
    """One offer of the lead and everything that answered it."""

    offer: Letter
    take: Letter | None = None
    refusal: Letter | None = None
    retraction: Letter | None = None
    replaced_by: Letter | None = None
    passing: Letter | None = None

    @property
    def stage(self) -> Stage:
        """How far it has come; a pass stands whatever crossed it on the way."""
        if self.passing is not None:
            return Stage.PASSED
        if self.retraction is not None:
            return Stage.RETRACTED
        if self.replaced_by is not None:
            return Stage.REPLACED
        if self.refusal is not None:
            return Stage.REFUSED
        return Stage.TAKEN if self.take is not None else Stage.OFFERED

    @property
    def first(self) -> date:
        """The first day that changes hands."""
        return date.fromisoformat(self.offer.terms["day"])

    @property
    def last(self) -> date:
        """The last day that changes hands."""
        until = self.offer.terms.get("until")
        return date.fromisoformat(until) if until else date.max

    @property
    def to(self) -> Side:
        """The side that is to lead."""
        return self.offer.side.other


@dataclass
class Course:
    """What some letters come to, as far as they have an effect."""

    request: Letter | None = None
    asked_before: bool = False
    """Whether there was a request at all, also one that came too late."""
    accepted: Letter | None = None
    ends: list[Letter] = field(default_factory=list)
    questions: dict[str, Letter] = field(default_factory=dict)
    answers: dict[str, list[Letter]] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    """By the id of the offer."""
    lead: Lead = field(default_factory=Lead)

    def of_take(self, take: str) -> Handover | None:
        """The handover that a letter took."""
        found = (one for one in self.handovers.values() if one.take is not None)
        return next((one for one in found if one.take and one.take.id == take), None)


@dataclass
class Judged:
    """Which letters count, in order; why some have no effect; how the lead stood for each pass."""

    counted: tuple[Letter, ...]
    waiting: tuple[Letter, ...]
    why: dict[str, Why]
    held: dict[str, Lead]


def judged(found: Standing) -> Judged:
    """Each letter judged by what its writer had; those whose causes are not all here wait."""
    letters, having = found.letters, found.having
    ready = [one for one in letters if KINDS[one.kind].at_once or not lacking(one, having)]
    order, pasts = _order(ready, found.lost)
    by = Judged(tuple(order), tuple(one for one in letters if one not in ready), {}, {})
    for letter in order:
        past = [one for one in order if one.id in pasts[letter.id]]
        before = course(past, by)
        why = _why(letter, before)
        if why is not None:
            by.why[letter.id] = why
        if letter.kind is K.PASS_LEAD:
            by.held[letter.id] = before.lead
    return by


def past_of(letter: Letter, letters: Iterable[Letter], lost: Knows) -> Iterator[Letter]:
    """The letters that counted for the writer as it wrote."""
    knew = joined(letter.knows, lost) if lost else letter.knows
    for one in letters:
        if letter.knew(one) and (KINDS[one.kind].at_once or not lacking(one, knew)):
            yield one


def _order(letters: Sequence[Letter], lost: Knows) -> tuple[list[Letter], dict[str, set[str]]]:
    """The letters so that each comes after those its writer counted; else in the order they have."""
    pasts = {
        letter.id: {one.id for one in past_of(letter, letters, lost)}
        if not KINDS[letter.kind].at_once
        else set()
        for letter in letters
    }
    left = list(letters)
    order: list[Letter] = []
    placed: set[str] = set()
    while left:
        following = next(one for one in left if pasts[one.id] <= placed)
        left.remove(following)
        order.append(following)
        placed.add(following.id)
    return order, pasts


def _why(letter: Letter, before: Course) -> Why | None:
    """Why a letter has no effect where its writer stood; None when it has one."""
    if letter.side not in KINDS[letter.kind].by:
        return Why.NOT_THEIRS
    if KINDS[letter.kind].at_once or letter.kind is K.RECEIPT:
        return None
    if letter.kind is K.REQUEST:
        if before.ends:
            return Why.AFTER_END
        return Why.TWICE if before.request is not None else None
    if letter.kind is K.ANSWER:
        question = before.questions.get(letter.terms["reply_to"])
        fits = question is not None and question.sender != letter.sender
        return None if fits else Why.NO_TARGET
    if before.request is None:
        return Why.NO_REQUEST
    if before.ends:
        return Why.AFTER_END
    if letter.kind is K.ACCEPT:
        if before.accepted is not None:
            return Why.TWICE
        return None if letter.terms["of"] == before.request.id else Why.NO_TARGET
    if letter.kind in LEAD_KINDS or letter.kind is K.END:
        return _why_not_lead(letter, before)
    return None


def _why_not_lead(letter: Letter, before: Course) -> Why | None:
    passes = letter.exchange_kind.passes_lead
    if letter.kind is not K.END and not passes:
        return Why.NO_PASSING
    if before.accepted is None:
        return Why.NOT_ACCEPTED
    if letter.kind in (K.END, K.OFFER_LEAD):
        day = date.fromisoformat(letter.terms["day"])
        until = date.fromisoformat(letter.terms.get("until", date.max.isoformat()))
        if letter.kind is K.END:
            holds = not passes or before.lead.holds_all(letter.side, day)
        else:
            holds = before.lead.holds_any(letter.side, day, until)
        return None if holds else Why.NOT_LEADING
    return None if _fits(letter, before) else Why.NO_TARGET


def _fits(letter: Letter, before: Course) -> bool:
    """Whether the offer or the take that the letter names is still open for it."""
    of = letter.terms["of"]
    if letter.kind is K.PASS_LEAD:
        taken = before.of_take(of)
        fits = taken is not None and taken.stage is Stage.TAKEN
        return fits and taken is not None and taken.offer.sender == letter.sender
    offered = before.handovers.get(of)
    if offered is None:
        return False
    mine = offered.offer.sender == letter.sender
    if letter.kind is K.TAKE_LEAD:
        return not mine and offered.stage is Stage.OFFERED
    return mine is (letter.kind is K.RETRACT_OFFER) and offered.stage in UNDER_WAY


def course(
    letters: Sequence[Letter], by: Judged, witnesses: Iterable[Letter] | None = None
) -> Course:
    """What these letters come to; they are in order, and judged before.

    `witnesses` are all letters that are here: what one of the asked office knows of a withdrawal
    gives the days back, even while it waits for others.
    """
    found = Course()
    void = {named for named, said in receipts(letters).items() if said == Receipt.EXPIRED}
    for letter in letters:
        if letter.id in by.why or letter.id in void:
            found.asked_before = found.asked_before or letter.kind is K.REQUEST
            continue
        _add(found, letter)
        if letter.kind is K.PASS_LEAD:
            _pass(found, letter, by.held)
    if _given_up(found.ends, letters if witnesses is None else witnesses):
        found.lead = Lead()
    return found


def _add(found: Course, letter: Letter) -> None:
    kind = letter.kind
    if kind is K.REQUEST:
        found.request, found.asked_before = letter, True
    elif kind is K.ACCEPT:
        found.accepted = found.accepted or letter
    elif kind in ENDS:
        found.ends.append(letter)
    elif kind is K.QUESTION:
        found.questions[letter.id] = letter
    elif kind is K.ANSWER:
        found.answers.setdefault(letter.terms["reply_to"], []).append(letter)
    elif kind is K.OFFER_LEAD:
        for id_, one in found.handovers.items():
            if one.offer.sender == letter.sender and one.stage in UNDER_WAY:
                found.handovers[id_] = _with(one, replaced_by=letter)
        found.handovers[letter.id] = Handover(letter)
    elif kind in _ANSWERS:
        of = letter.terms["of"]
        found.handovers[of] = _with(found.handovers[of], **{_ANSWERS[kind]: letter})


_ANSWERS: Mapping[LetterKind, str] = {
    K.TAKE_LEAD: "take",
    K.REFUSE_LEAD: "refusal",
    K.RETRACT_OFFER: "retraction",
}


def _with(one: Handover, **changes: Letter) -> Handover:
    return Handover(**{**vars(one), **changes})


def _pass(found: Course, letter: Letter, held: Mapping[str, Lead]) -> None:
    one = found.of_take(letter.terms["of"])
    if one is None:
        return
    found.handovers[one.offer.id] = _with(one, passing=letter)
    found.lead = found.lead.given(letter.side, one.first, one.last, held[letter.id], letter.id)


def _given_up(ends: Iterable[Letter], letters: Iterable[Letter]) -> bool:
    """Whether the asked office gave back whatever it held or was being given."""
    found = tuple(ends)
    if any(end.side is Side.ASKED and end.kind is not K.END for end in found):
        return True
    withdrawals = [end for end in found if end.kind is K.WITHDRAW]
    return any(
        letter.side is Side.ASKED and letter.knew(end) for letter in letters for end in withdrawals
    )
