"""Reads of what waits to be given away, and of what is here already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.clock import JST
from app.handoff.exchange.knowing import to_send
from app.handoff.exchange.queries import standings
from app.handoff.letters.kinds import LetterKind
from app.handoff.letters.queries import OWN, PRINTED, SEALED
from app.staff.permissions import Permission
from app.storage.records import KeptLetter
from app.storage.work import Reading

NAME = 16
"""How many digits of its id the file of a letter is called by."""


@dataclass(frozen=True)
class Waiting:
    """A letter of ours that has not arrived as far as we know."""

    id: str
    digest: str
    exchange_id: str
    partner_id: str
    partner: str
    kind: LetterKind
    day: date
    sealed: bool
    """Given away, sealed or printed."""
    on_paper: bool
    can_seal: bool
    """Whether the partner's key is confirmed."""


def outbox(reading: Reading) -> tuple[Waiting, ...]:
    """What somebody has to give away or to ask after; a receipt is done with once it was sealed."""
    reading.require(Permission.READ_CASES)
    return tuple(
        one for one in undelivered(reading) if one.kind is not LetterKind.RECEIPT or not one.sealed
    )


def undelivered(reading: Reading) -> tuple[Waiting, ...]:
    """Every letter of ours that the other side does not have by its own word, in order."""
    reading.require(Permission.READ_CASES)
    found = []
    for at in standings(reading):
        for letter in to_send(at.letters, at.office_id):
            kept = at.by_digest(letter.id)
            if kept is None:
                continue
            found.append(
                Waiting(
                    id=kept.id,
                    digest=letter.id,
                    exchange_id=at.id,
                    partner_id=at.partner.id,
                    partner=at.partner.name,
                    kind=letter.kind,
                    day=letter.written.astimezone(JST).date(),
                    sealed=kept.has(SEALED) or kept.has(PRINTED),
                    on_paper=at.partner.on_paper,
                    can_seal=at.partner.sealed_to is not None and at.partner.ended_on is None,
                )
            )
    return tuple(found)


def here_already(reading: Reading, name: str) -> bool:
    """Whether the letter that a file of this name would hold is kept here, ours or theirs."""
    reading.require(Permission.READ_CASES)
    found = reading.session.scalar(
        select(func.count())
        .select_from(KeptLetter)
        .where(KeptLetter.office_id == reading.office_id, KeptLetter.digest.startswith(name))
    )
    return bool(found)


def our_own(reading: Reading, name: str) -> bool:
    """Whether the letter that a file of this name holds was written here."""
    reading.require(Permission.READ_CASES)
    found = reading.session.scalar(
        select(func.count())
        .select_from(KeptLetter)
        .where(
            KeptLetter.office_id == reading.office_id,
            KeptLetter.digest.startswith(name),
            KeptLetter.arrived_as == OWN,
        )
    )
    return bool(found)
