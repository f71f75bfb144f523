"""Who has which letter: what an office says it has, its next number, what came in, what goes out again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.handoff.exchange.standing import HAD, NONE, have, lacking, present, receipts, standing
from app.handoff.letters.kinds import Receipt
from app.handoff.letters.letter import Knows, Letter

_NUMBERS_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def knows_now(letters: Iterable[Letter]) -> Knows:
    """What an office that has these letters writes as `knows` in its next one."""
    return have(present(letters))


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

    One for each second since 2020: nobody writes more than one letter a second for long.
    """
    return int((moment - _NUMBERS_BEGIN).total_seconds())


def in_doubt(letters: Iterable[Letter], office: str, floor: int = 0) -> bool:
    """Whether the office may have written what it no longer knows: it shows itself in no lead then.

    It ends with the first letter of the other side that knows of its return (a number above `floor`),
    once all its own letters that the other side has are here again, with what they answered.
    """
    found = standing(letters)
    having = found.having
    answered = any(
        letter.knows.get(office, NONE).last > floor
        for letter in found.letters
        if letter.sender != office
    )
    waits = any(lacking(letter, having) for letter in found.letters if letter.sender == office)
    return waits or office in found.gaps or (floor > 0 and not answered)


@dataclass(frozen=True)
class Arrival:
    """What is done with a letter that came in: kept or not, and what its receipt says."""

    result: Receipt
    again: bool = False
    """It came before: nothing changes, the receipt goes out again."""


def on_arrival(letters: Iterable[Letter], letter: Letter, today: date) -> Arrival:
    """What becomes of a valid letter of the other side, whatever its place in the order."""
    found = {one.id: one for one in letters}
    said = receipts((*found.values(), letter)).get(letter.id)
    if letter.id in found:
        return Arrival(Receipt(said or Receipt.KEPT), again=True)
    numbers = {(one.sender, one.seq) for one in present(found.values())}
    if (letter.sender, letter.seq) in numbers:
        return Arrival(Receipt.NUMBER_TAKEN, said == Receipt.NUMBER_TAKEN)
    if letter not in present((*found.values(), letter)):
        return Arrival(Receipt.FORGOTTEN, said == Receipt.FORGOTTEN)
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
        and not (latest is None and said.get(letter.id) in HAD)
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
