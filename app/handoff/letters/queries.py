"""Reads of the letters that are kept of an exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.handoff.exchange.remembered import remembered
from app.handoff.letters.body import Body
from app.handoff.letters.body_form import body_from
from app.handoff.letters.letter import Letter, known_letter
from app.staff.permissions import Permission
from app.storage.records import Exchange, KeptLetter, LetterBody, LetterMark
from app.storage.work import Reading

OWN, RECEIVED, EXPIRED, TOLD = "own", "received", "expired", "told"
REFUSED = "refused"
"""How a letter came to be kept here; `REFUSED`: its number was another's."""
SEALED, PRINTED, READ, APPLIED, DROPPED = "sealed", "printed", "read", "applied", "dropped"
"""What became of it here; of one that was told, `TOLD` with who told it."""


@dataclass(frozen=True)
class Mark:
    """What became of a letter here, when and through whom."""

    kind: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class Kept:
    """A letter as it is kept: what it says is None where it was not kept or taken away."""

    id: str
    letter: Letter
    body: Body | None
    arrived_as: str
    at: datetime
    by: str
    disclosure_id: str | None
    marks: tuple[Mark, ...]

    def has(self, mark: str) -> bool:
        """Whether this became of it."""
        return any(one.kind == mark for one in self.marks)


def letters_of(reading: Reading, exchange_id: str) -> tuple[Kept, ...]:
    """Every letter of an exchange in the order in which it was written or came in here."""
    reading.require(Permission.READ_CASES)
    reading.get(Exchange, exchange_id)
    return _kept(reading, exchange_id).get(exchange_id, ())


def letters_by_exchange(reading: Reading) -> dict[str, tuple[Kept, ...]]:
    """The letters of every exchange, without what they say."""
    reading.require(Permission.READ_CASES)
    return _kept(reading, None)


def one_letter(reading: Reading, letter_id: str) -> Kept:
    """One letter by its own id here; `NotFound` when there is none."""
    reading.require(Permission.READ_CASES)
    row = reading.get(KeptLetter, letter_id)
    found = _kept(reading, row.exchange_id)[row.exchange_id]
    return next(one for one in found if one.id == letter_id)


def exchange_of(reading: Reading, letter_id: str) -> str:
    """The exchange a letter belongs to; `NotFound` when there is none."""
    reading.require(Permission.READ_CASES)
    return reading.get(KeptLetter, letter_id).exchange_id


def _kept(reading: Reading, exchange_id: str | None) -> dict[str, tuple[Kept, ...]]:
    wanted = [KeptLetter.office_id == reading.office_id]
    if exchange_id is not None:
        wanted.append(KeptLetter.exchange_id == exchange_id)
    columns = (
        *(KeptLetter.id, KeptLetter.exchange_id, KeptLetter.header, KeptLetter.arrived_as),
        *(KeptLetter.created_at, KeptLetter.by, KeptLetter.disclosure_id),
    )
    rows = reading.session.execute(
        select(*columns).where(*wanted).order_by(KeptLetter.created_at, KeptLetter.id)
    ).all()
    bodies = _bodies(reading, exchange_id) if exchange_id is not None else {}
    marks = _marks(reading, exchange_id)
    found: dict[str, list[Kept]] = {}
    for row in rows:
        letter = _letter(row.header)
        said = bodies.get(row.id)
        kept = Kept(
            id=row.id,
            letter=letter,
            body=None if said is None else body_from(letter, said.encode()),
            arrived_as=row.arrived_as,
            at=row.created_at,
            by=row.by,
            disclosure_id=row.disclosure_id,
            marks=marks.get(row.id, ()),
        )
        found.setdefault(row.exchange_id, []).append(kept)
    return {exchange: tuple(kept) for exchange, kept in found.items()}


@remembered(20_000)
def _letter(header: str) -> Letter:
    """What was read strictly once is not read again; a header names nobody."""
    return known_letter(header.encode())


def _bodies(reading: Reading, exchange_id: str) -> dict[str, str]:
    rows = reading.session.execute(
        select(LetterBody.letter_id, LetterBody.content)
        .join(KeptLetter, KeptLetter.id == LetterBody.letter_id)
        .where(KeptLetter.exchange_id == exchange_id, LetterBody.office_id == reading.office_id)
    )
    return {row.letter_id: row.content for row in rows}


def _marks(reading: Reading, exchange_id: str | None) -> dict[str, tuple[Mark, ...]]:
    asked = select(LetterMark).where(LetterMark.office_id == reading.office_id)
    if exchange_id is not None:
        asked = asked.join(KeptLetter, KeptLetter.id == LetterMark.letter_id).where(
            KeptLetter.exchange_id == exchange_id
        )
    found: dict[str, tuple[Mark, ...]] = {}
    for row in reading.session.scalars(asked.order_by(LetterMark.at, LetterMark.id)):
        mark = Mark(row.kind, row.at, row.by, row.note)
        found[row.letter_id] = (*found.get(row.letter_id, ()), mark)
    return found
