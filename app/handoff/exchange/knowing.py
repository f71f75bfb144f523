"""Who has which letter: what an office says it has, its next number, what is missing, what went lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from app.handoff.letters.kinds import KINDS, LetterKind, Receipt
from app.handoff.letters.letter import Knows, Letter
from app.handoff.letters.numbers import Numbers, numbers

NONE = Numbers()
_HAD = (Receipt.KEPT, Receipt.EXPIRED, Receipt.COPY)
_NUMBERS_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


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
        left = sorted(set(ids) - lost, key=lambda one: (said.get(one) not in _HAD, one))
        lost |= set(left[1:])
    return frozenset(lost)


def forgotten(letters: Collection[Letter]) -> frozenset[str]:
    """Letters that do not count any more: their writer was put back from a backup and forgot them,
    and the reader had not got them when it first heard of the return.

    So what an office does not know of itself cannot come back later, from a mailbox or a stick, and
    move the lead. A withdrawal, also of a consent, counts however it comes.
    """
    found = set()
    for letter in letters:
        if KINDS[letter.kind].always:
            continue
        returns = [
            one
            for one in letters
            if one.sender == letter.sender and one.seq > letter.seq and not one.knew(letter)
        ]
        if returns and any(
            other.knew(one) and not other.knew(letter)
            for other in letters
            if other.sender == letter.recipient
            for one in returns
        ):
            found.add(letter.id)
    return frozenset(found)


def present(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """The letters that stand: each once, in one order, without the displaced and the forgotten."""
    once = {letter.id: letter for letter in letters}
    found = tuple(sorted(once.values(), key=lambda one: (one.written, one.sender, one.seq, one.id)))
    lost = displaced(found)
    found = tuple(letter for letter in found if letter.id not in lost)
    lost = forgotten(found)
    return tuple(letter for letter in found if letter.id not in lost)


def have(letters: Iterable[Letter]) -> Knows:
    """Per office the numbers of these letters: what their owner writes as `knows`."""
    found: dict[str, set[int]] = {}
    for letter in letters:
        found.setdefault(letter.sender, set()).add(letter.seq)
    return MappingProxyType({office: numbers(seqs) for office, seqs in found.items()})


def knows_now(letters: Iterable[Letter]) -> Knows:
    """What an office that has these letters writes as `knows` in its next one."""
    return have(present(letters))


def lacking(letter: Letter, having: Knows) -> Knows:
    """What the writer had and `having` lacks."""
    left = {
        office: known.without(having.get(office, NONE)) for office, known in letter.knows.items()
    }
    return MappingProxyType({office: numbers for office, numbers in left.items() if numbers})


def gaps(letters: Collection[Letter]) -> Knows:
    """Letters that somebody had when writing and that are not here."""
    having = have(letters)
    found: dict[str, Numbers] = {}
    for letter in letters:
        for office, known in letter.knows.items():
            found[office] = _both(found.get(office, NONE), known)
    left = {office: known.without(having.get(office, NONE)) for office, known in found.items()}
    return MappingProxyType({office: known for office, known in left.items() if known})


def _both(some: Numbers, others: Numbers) -> Numbers:
    merged: list[tuple[int, int]] = []
    for first, last in sorted((*some.spans, *others.spans)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return Numbers(tuple(merged))


def next_number(letters: Iterable[Letter], office: str, floor: int = 0) -> int:
    """The number of the office's next letter: after its own and those others say they have of it.

    `floor` is `numbers_after(...)` of the moment at which the office was put back from a backup.
    """
    used = floor
    for letter in letters:
        own = letter.seq if letter.sender == office else 0
        used = max(used, own, letter.knows.get(office, NONE).last)
    return used + 1


def numbers_after(moment: datetime) -> int:
    """A number that no letter written before `moment` can have: an office put back goes on after it.

    One for each minute since 2020: nobody writes more than one letter a minute for years.
    """
    return int((moment - _NUMBERS_BEGIN).total_seconds()) // 60


def in_doubt(letters: Iterable[Letter], office: str, floor: int = 0) -> bool:
    """Whether the office may have written what it no longer knows: it shows itself in no lead then.

    It ends with the first letter of the other side that knows of its return (a number above `floor`)
    once all its own letters that the other side has are here again.
    """
    found = present(letters)
    answered = any(
        letter.knows.get(office, NONE).last > floor for letter in found if letter.sender != office
    )
    return office in gaps(found) or (floor > 0 and not answered)


@dataclass(frozen=True)
class Arrival:
    """What is done with a letter that came in: kept or not, and what its receipt says."""

    result: Receipt
    again: bool = False
    """It is here already: nothing changes, the receipt goes out again."""


def on_arrival(letters: Iterable[Letter], letter: Letter, today: date) -> Arrival:
    """What becomes of a valid letter of the other side, whatever its place in the order."""
    found = tuple(letters)
    if any(one.id == letter.id for one in found):
        said = receipts(found).get(letter.id, Receipt.KEPT)
        return Arrival(Receipt(said), again=True)
    standing = present(found)
    if any((one.sender, one.seq) == (letter.sender, letter.seq) for one in standing):
        return Arrival(Receipt.NUMBER_TAKEN)
    if letter.id in forgotten((*standing, letter)):
        return Arrival(Receipt.FORGOTTEN)
    if letter.expires is not None and letter.expires < today:
        return Arrival(Receipt.EXPIRED)
    return Arrival(Receipt.KEPT)


def to_send(letters: Iterable[Letter], office: str) -> tuple[Letter, ...]:
    """The office's own letters that the other side did not have by its latest word, in order."""
    found = present(letters)
    said = receipts(found)
    latest = _latest(found, office)
    left = (
        letter
        for letter in found
        if letter.sender == office
        and not (latest is not None and latest.knew(letter))
        and not (latest is None and said.get(letter.id) in _HAD)
    )
    return tuple(sorted(left, key=lambda letter: letter.seq))


def to_give_back(letters: Iterable[Letter], office: str) -> tuple[Letter, ...]:
    """Letters of the other side that itself no longer has by its latest word: they go back as copies."""
    found = present(letters)
    latest = _latest(found, office)
    if latest is None:
        return ()
    left = (
        letter
        for letter in found
        if letter.sender != office and letter.seq < latest.seq and not latest.knew(letter)
    )
    return tuple(sorted(left, key=lambda letter: letter.seq))


def _latest(letters: Iterable[Letter], office: str) -> Letter | None:
    theirs = (letter for letter in letters if letter.sender != office)
    return max(theirs, key=lambda letter: letter.seq, default=None)
