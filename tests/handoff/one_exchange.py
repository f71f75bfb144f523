"""Letters of one exchange, written by hand: two offices, a clock that ticks, numbers that count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from app.handoff.letters.kinds import CARRYING, ExchangeKind, LetterKind
from app.handoff.letters.letter import Letter, exchange_id, letter_from
from app.handoff.letters.numbers import Numbers, numbers

GUNMA, SHIMANE, SAPPORO, KUSHIRO = (digit * 32 for digit in "ace1")
BEGIN = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
RELEASE = date(2026, 12, 24)


def known(letters: Iterable[Letter]) -> Mapping[str, Numbers]:
    """What somebody who has these letters says to have."""
    found: dict[str, set[int]] = {}
    for letter in letters:
        found.setdefault(letter.sender, set()).add(letter.seq)
    return MappingProxyType({office: numbers(seqs) for office, seqs in found.items()})


@dataclass
class Pair:
    """Two offices that write to each other; `write` checks every header as arrival would."""

    asking: str = GUNMA
    asked: str = SHIMANE
    kind: ExchangeKind = ExchangeKind.COOPERATION
    nonce: str = "0123456789abcdef"
    minutes: int = 0
    written: list[Letter] = field(default_factory=list)

    def write(
        self,
        sender: str,
        kind: LetterKind,
        had: Iterable[Letter] | None = None,
        *,
        seq: int = 0,
        expires: date | None = None,
        items: tuple[str, ...] | None = None,
        **terms: str,
    ) -> Letter:
        """A letter of one side, knowing what it `had` (everything so far when not said)."""
        had = tuple(self.written if had is None else had)
        own = [letter.seq for letter in self.written if letter.sender == sender]
        if items is None:
            items = ("identity",) if kind in CARRYING else ()
        if items:
            terms = {"basis": "consent", **terms}
        self.minutes += 1
        letter = Letter(
            exchange_id=exchange_id(self.nonce, self.kind, self.asking, self.asked),
            exchange_kind=self.kind,
            sender=sender,
            recipient=self.asked if sender == self.asking else self.asking,
            seq=seq or max(own, default=0) + 1,
            kind=kind,
            written=BEGIN + timedelta(minutes=self.minutes),
            knows=known(had),
            expires=expires,
            consent_id="c1" if items else "",
            items=items,
            terms=terms,
        )
        letter = letter_from(letter.header)
        self.written.append(letter)
        return letter
