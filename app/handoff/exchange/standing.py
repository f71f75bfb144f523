"""The letters that stand: without those whose number was another's, and those that went lost for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from app.handoff.exchange.remembered import remembered
from app.handoff.letters.kinds import KINDS, LetterKind, Receipt
from app.handoff.letters.letter import Knows, Letter
from app.handoff.letters.numbers import Numbers, numbers

NONE = Numbers()
HAD = (Receipt.KEPT, Receipt.EXPIRED, Receipt.COPY)
REMEMBERED = 2_000
"""Of how many sets of letters what they come to is remembered: they are pure, and asked for often."""
_ROUNDS = 4


@dataclass(frozen=True)
class Standing:
    """What the letters of an exchange leave to look at."""

    letters: tuple[Letter, ...]
    """Each once, in one order whatever the order they came in."""
    lost: Knows
    """Per office the numbers of letters that count no more: nobody waits for them."""

    @cached_property
    def having(self) -> Knows:
        """Per office the numbers that are here or not waited for."""
        return joined(have(self.letters), self.lost)

    @cached_property
    def gaps(self) -> Knows:
        """Letters that somebody had when writing and that are not here."""
        found: Knows = {}
        for letter in self.letters:
            if left := lacking(letter, self.having):
                found = joined(found, left)
        return MappingProxyType(dict(found))


def result(letter: Letter) -> str:
    """What a receipt says of the letter it names; '' for any other letter."""
    return letter.terms["result"] if letter.kind is LetterKind.RECEIPT else ""


def receipts(letters: Iterable[Letter]) -> Mapping[str, str]:
    """Per letter that a receipt names, what the last one of its reader says."""
    every = tuple(letters)
    writers = {letter.id: letter.sender for letter in every}
    found: dict[str, tuple[int, str]] = {}
    for letter in every:
        named = letter.terms.get("of", "")
        if (said := result(letter)) and writers.get(named) != letter.sender:
            found[named] = max(found.get(named, (0, "")), (letter.seq, said))
    return {named: said for named, (_, said) in found.items()}


def displaced(letters: Collection[Letter]) -> frozenset[str]:
    """Letters whose number was another's: written by an office that was put back and did not know.

    The reader has the number once and says so; without a word of it the lowest id counts.
    """
    said = receipts(letters)
    by_number: dict[tuple[str, int], list[str]] = {}
    for letter in letters:
        by_number.setdefault((letter.sender, letter.seq), []).append(letter.id)
    lost = {letter.id for letter in letters if said.get(letter.id) == Receipt.NUMBER_TAKEN}
    for ids in by_number.values():
        left = sorted(set(ids) - lost, key=lambda one: (said.get(one) not in HAD, one))
        lost |= set(left[1:])
    return frozenset(lost)


def lost_numbers(letters: Collection[Letter]) -> Knows:
    """Letters that count no more: their writer was put back from a backup and forgot them, and the
    reader had not got them by its last word that knows of the return.

    So what an office does not know of itself cannot come back later, from a mailbox or a stick, and
    move the lead.
    """
    lost: dict[str, Numbers] = {}
    holes = [(one, left) for one in letters if (left := _holes(one))]
    for word in sorted(letters, key=lambda one: one.seq) if holes else ():
        had = word.knows.get(word.recipient, NONE)
        for back, left in holes:
            if back.sender == word.recipient and word.knew(back):
                found = lost.get(back.sender, NONE).joined(left)
                lost[back.sender] = found.without(had)
    return lost


def _holes(letter: Letter) -> Numbers:
    """Earlier numbers of its own writer that it did not know: only after a backup there are any."""
    before = Numbers(((1, letter.seq - 1),)) if letter.seq > 1 else NONE
    return before.without(letter.knows.get(letter.sender, NONE))


def standing(letters: Iterable[Letter]) -> Standing:
    """The letters that stand. A withdrawal, also of a consent, stands even if its writer forgot it."""
    return _standing(tuple(letters))


@remembered(REMEMBERED)
def _standing(letters: tuple[Letter, ...]) -> Standing:
    once = {letter.id: letter for letter in letters}
    found = sorted(once.values(), key=lambda one: (one.written, one.sender, one.seq, one.id))
    displaced_ = displaced(found)
    numbered = [letter for letter in found if letter.id not in displaced_]
    left, lost = numbered, lost_numbers(numbered)
    for _ in range(_ROUNDS):
        if not any(lost.values()):
            break
        left = [one for one in numbered if KINDS[one.kind].always or not _in(one, lost)]
        # What is lost is no witness of what else is: the other side does not have it.
        again = lost_numbers([one for one in numbered if not _in(one, lost)])
        if again == lost:
            break
        lost = again
    return Standing(tuple(left), MappingProxyType(lost))


def _in(letter: Letter, known: Knows) -> bool:
    return letter.seq in known.get(letter.sender, NONE)


def present(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """The letters that stand, in order."""
    return standing(letters).letters


def have(letters: Iterable[Letter]) -> Knows:
    """Per office the numbers of these letters: what their owner writes as `knows`."""
    found: dict[str, set[int]] = {}
    for letter in letters:
        found.setdefault(letter.sender, set()).add(letter.seq)
    return MappingProxyType({office: numbers(seqs) for office, seqs in found.items()})


def joined(some: Knows, others: Knows) -> Knows:
    """Per office the numbers of both."""
    offices = some.keys() | others.keys()
    return {office: some.get(office, NONE).joined(others.get(office, NONE)) for office in offices}


def lacking(letter: Letter, having: Knows) -> Knows:
    """What the writer had and `having` lacks."""
    left = {
        office: known.without(having.get(office, NONE)) for office, known in letter.knows.items()
    }
    return MappingProxyType({office: known for office, known in left.items() if known})
