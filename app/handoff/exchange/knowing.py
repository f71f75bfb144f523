"""Who has which letter: what an office says it has, its next number, what came in, what goes out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.handoff.exchange.standing import (
    HAD,
    NONE,
    displaced,
    have,
    lacking,
    present,
    receipts,
    result,
    standing,
)
from app.handoff.letters.kinds import KINDS, LetterKind, Receipt
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


def went_on_after(letters: Iterable[Letter], office: str, floor: int = 0) -> int:
    """The number after which the office went on when it last learnt that it was put back.

    `floor` where it was told of the return itself; else before the last `here` it wrote in this exchange.
    """
    said = (one.seq - 1 for one in letters if one.sender == office and result(one) == Receipt.HERE)
    return max(floor, *said, 0)


def put_back_unnoticed(letters: Iterable[Letter], office: str, floor: int = 0) -> bool:
    """Whether the other side has letters of the office that it lacks and never went on after.

    So its data are an older backup and it did not know: it says `here` and goes on after this moment.
    """
    found = tuple(letters)
    lacks = standing(found).gaps.get(office, NONE)
    return lacks.last > went_on_after(found, office, floor)


def to_write_again(letters: Iterable[Letter], office: str) -> tuple[Letter, ...]:
    """Our letters whose number was another's and that nobody has to think over: they go out once more.

    Receipts, and what always goes through: withdrawals, refusals, the notice of a withdrawn consent.
    """
    found = tuple(letters)
    lost = displaced(found)
    return tuple(
        one
        for one in found
        if one.id in lost
        and one.sender == office
        and (one.kind is LetterKind.RECEIPT or KINDS[one.kind].at_once)
        and not any(_says_again(two, one) and two.terms == one.terms for two in found)
    )


def to_say_again(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Letters whose number was another's, while their writer has said nothing of that kind since."""
    found = tuple(letters)
    lost, stands = displaced(found), present(found)
    return tuple(
        one
        for one in found
        if one.id in lost
        and one.kind is not LetterKind.RECEIPT
        and not any(two.seq == one.seq or _says_again(two, one) for two in _alike(stands, one))
    )


def _alike(letters: Iterable[Letter], letter: Letter) -> Iterator[Letter]:
    return (two for two in letters if (two.sender, two.kind) == (letter.sender, letter.kind))


def _says_again(later: Letter, letter: Letter) -> bool:
    return (later.sender, later.kind) == (letter.sender, letter.kind) and later.seq > letter.seq


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
    answered: bool = False
    """Whether our receipt for it is here; after a backup it may not be."""

    def asks_for_receipt(self, letter: Letter) -> bool:
        """Whether a receipt is to be written now."""
        asks = self.result is not Receipt.KEPT or result(letter) == Receipt.HERE
        return not self.answered and (KINDS[letter.kind].receipted or asks)


def on_arrival(letters: Iterable[Letter], letter: Letter, today: date) -> Arrival:
    """What becomes of a valid letter of the other side, whatever its place in the order."""
    found = {one.id: one for one in letters}
    said = receipts((*found.values(), letter)).get(letter.id)
    answered = said is not None
    if letter.id in found:
        return Arrival(Receipt(said or Receipt.KEPT), again=True, answered=answered)
    numbers = {(one.sender, one.seq) for one in present(found.values())}
    if (letter.sender, letter.seq) in numbers:
        return _not_kept(Receipt.NUMBER_TAKEN, said)
    if letter not in present((*found.values(), letter)):
        return _not_kept(Receipt.FORGOTTEN, said)
    if letter.expires is not None and letter.expires < today:
        return Arrival(Receipt.EXPIRED)
    return Arrival(Receipt.KEPT)


def _not_kept(what: Receipt, said: str | None) -> Arrival:
    return Arrival(what, again=said == what, answered=said == what)


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


def to_give_back(
    letters: Iterable[Letter], office: str, refused: Letter | None = None
) -> tuple[Letter, ...]:
    """Letters of the other side that itself no longer has by its latest word: they go back as copies.

    Whoever wrote one that was `refused` lacks the letter whose number it took, whatever it says to have.
    """
    found = present(letters)
    latest = _latest(found, office)
    left = (
        letter
        for letter in found
        if letter.sender != office
        and (
            (latest is not None and letter.seq < latest.seq and not latest.knew(letter))
            or (refused is not None and letter.seq == refused.seq)
        )
    )
    return tuple(sorted(left, key=lambda letter: letter.seq))


def _latest(letters: Iterable[Letter], office: str) -> Letter | None:
    theirs = (letter for letter in letters if letter.sender != office)
    return max(theirs, key=lambda letter: letter.seq, default=None)
