"""Keeping letters. A letter that is kept stays; what it says can be taken away."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.attachments import actions as attachments
from app.attachments.rules import Owner, OwnerKind, check_file
from app.handoff.letters.letter import Letter
from app.handoff.letters.queries import DROPPED
from app.handoff.sealing.manifest import Part
from app.staff.permissions import Permission
from app.storage.records import Exchange, KeptLetter, LetterBody, LetterMark
from app.storage.work import Work


def keep(
    work: Work,
    exchange: Exchange,
    letter: Letter,
    said: bytes | None,
    parts: tuple[Part, ...],
    arrived_as: str,
    *,
    signature: bytes | None = None,
    signer: str = "",
    disclosure_id: str | None = None,
) -> str:
    """Keep a letter with what it says (None: its header only) and its attachments; gives its id."""
    work.require(Permission.DISCLOSE)
    row = KeptLetter(
        exchange_id=exchange.id,
        digest=letter.id,
        sender=letter.sender,
        seq=letter.seq,
        kind=str(letter.kind),
        header=letter.header.decode(),
        signature=signature,
        signer=signer,
        arrived_as=arrived_as,
        by=work.actor.staff_id,
        disclosure_id=disclosure_id,
    )
    work.add(row)
    work.touch(exchange)
    work.session.flush()
    if said is not None:
        work.add(LetterBody(letter_id=row.id, content=said.decode()))
        kept: set[bytes] = set()
        for part in parts:
            if part.content not in kept:
                kept.add(part.content)
                file = check_file(part.name, part.content)
                attachments.add(work, Owner(OwnerKind.LETTER, row.id), file)
    work.session.flush()
    return row.id


def mark(work: Work, letter_id: str, kind: str, note: str = "") -> None:
    """Note what became of a letter here."""
    work.require(Permission.DISCLOSE)
    row = work.get(KeptLetter, letter_id)
    work.add(
        LetterMark(letter_id=row.id, kind=kind, at=work.now, by=work.actor.staff_id, note=note)
    )
    work.touch(work.get(Exchange, row.exchange_id))


def drop(work: Work, letter_id: str, why: str) -> None:
    """Take away what a letter says and its attachments; that it came stays."""
    work.require(Permission.DISCLOSE)
    row = work.get(KeptLetter, letter_id)
    found = work.session.scalar(select(LetterBody.id).where(LetterBody.letter_id == row.id))
    if found is None:
        return
    work.session.execute(delete(LetterBody).where(LetterBody.letter_id == row.id))
    attachments.remove_all(work, Owner(OwnerKind.LETTER, row.id), why)
    mark(work, row.id, DROPPED, why)


def tell(work: Work, exchange_id: str, episode_id: str | None, kind: str, words: str) -> None:
    """Put into the history what was done with a letter: at its case, else at its exchange."""
    work.require(Permission.DISCLOSE)
    work.tell(
        kind,
        words,
        subject_kind="episode" if episode_id else "exchange",
        subject_id=episode_id or exchange_id,
        details={"exchange": exchange_id},
    )
