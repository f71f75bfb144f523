"""Taking letters in. Whatever comes, in whatever order, twice or late, leads to the same state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.errors import LetterRefused
from app.handoff.exchange.knowing import knows_now, next_number, on_arrival, to_give_back
from app.handoff.exchange.queries import Standing, floor, standing
from app.handoff.letters import actions as letters
from app.handoff.letters.body import Body, Copy
from app.handoff.letters.body_form import body_bytes, body_from
from app.handoff.letters.kinds import KINDS, LetterKind, Receipt, Side
from app.handoff.letters.letter import Letter, letter_from
from app.handoff.letters.queries import EXPIRED, OWN, RECEIVED
from app.handoff.partners.queries import own_keys, signer
from app.handoff.sealing.envelope import Opened, open_letter, verify
from app.handoff.sealing.manifest import holds_of, named
from app.handoff.sealing.refusals import refused
from app.staff.permissions import Permission
from app.storage.records import Exchange, KeptLetter, Partner, PartnerKey
from app.storage.work import Work


@dataclass(frozen=True)
class Arrived:
    """What became of a letter that came in."""

    exchange_id: str
    kind: LetterKind
    partner: str
    result: Receipt
    again: bool
    letter_id: str | None
    """Its id here; None where it is not kept."""


def take_in(work: Work, data: bytes | bytearray | memoryview) -> Arrived:
    """Take a letter file in: keep the fact, write the receipt. No case changes.

    `LetterRefused` before anything is kept when it is not to be trusted.
    """
    work.require(Permission.DISCLOSE)
    opened = open_letter(own_keys(work), data, lambda fingerprint: signer(work, fingerprint))
    letter = letter_from(opened.header)
    partner = _sender(work, opened, letter)
    body = None if opened.body is None else body_from(letter, opened.body)
    exchange = _exchange(work, letter, partner)
    before = standing(work, exchange.id)
    arrival = on_arrival(before.letters, letter, work.clock.today())
    known = before.by_digest(letter.id)
    kept = known.id if known is not None else None
    if not arrival.again and arrival.result in (Receipt.KEPT, Receipt.EXPIRED):
        names = body.files if body is not None else ()
        kept = _keep(work, exchange, letter, opened, names, late=arrival.result is Receipt.EXPIRED)
        if body is not None:
            _take_back(work, exchange, body)
            _follow(work, exchange, letter)
    _answer(work, exchange, letter, arrival.result, again=arrival.again)
    _give_back(work, exchange)
    words = _WORDS[arrival.result] if not arrival.again else "はすでに受け取っている"
    at = standing(work, exchange.id)
    _tell(work, at, f"「{letter.kind.words}」の文{words}（{partner.name}）")
    return Arrived(exchange.id, letter.kind, partner.name, arrival.result, arrival.again, kept)


_WORDS = {
    Receipt.KEPT: "を受け取った",
    Receipt.EXPIRED: "は期限が過ぎて届いた（中身は残していない）",
    Receipt.NUMBER_TAKEN: "は同じ番号の別の文があるため残していない",
    Receipt.FORGOTTEN: "は相手が控えから戻す前のものなので残していない",
}


def refuse(work: Work, refusal: LetterRefused) -> None:
    """Keep that a file was refused and why; nothing of what it says."""
    work.require(Permission.DISCLOSE)
    work.tell("letter.refused", f"文のファイルを受け取らなかった（{refusal.where}）")


def _sender(work: Work, opened: Opened, letter: Letter) -> Partner:
    """The partner whose key signed; the name in the letter must be theirs and it must be for us."""
    partner = work.session.scalars(
        select(Partner)
        .join(PartnerKey, PartnerKey.partner_id == Partner.id)
        .where(Partner.office_id == work.office_id, PartnerKey.fingerprint == opened.signer)
    ).one()
    if letter.sender != partner.identity:
        raise refused("signature")
    if letter.recipient != work.office_id:
        raise refused("not_for_us")
    return partner


def _exchange(work: Work, letter: Letter, partner: Partner) -> Exchange:
    found = work.session.scalar(
        select(Exchange).where(
            Exchange.office_id == work.office_id, Exchange.shared_id == letter.exchange_id
        )
    )
    if found is not None:
        work.session.refresh(found, with_for_update=True)
        return found
    found = Exchange(
        shared_id=letter.exchange_id,
        kind=str(letter.exchange_kind),
        asking=letter.side is Side.ASKED,
        partner_id=partner.id,
    )
    work.add(found)
    work.session.flush()
    return found


def _keep(
    work: Work,
    exchange: Exchange,
    letter: Letter,
    opened: Opened,
    names: tuple[str, ...],
    *,
    late: bool,
) -> str:
    return letters.keep(
        work,
        exchange,
        letter,
        None if late else opened.body,
        () if late else named(opened.parts, names),
        EXPIRED if late else RECEIVED,
        signature=opened.signature,
        signer=opened.signer,
    )


def _follow(work: Work, exchange: Exchange, letter: Letter) -> None:
    """A request that was withdrawn before anybody took it up leaves only the fact."""
    at = standing(work, exchange.id)
    if at.side is Side.ASKED and at.episode_id is None and _withdrawn(at):
        for one in at.kept:
            if one.letter.side is not at.side and one.letter.kind is not LetterKind.WITHDRAW:
                letters.drop(work, one.id, "受諾の前に取り下げられたため")


def _withdrawn(at: Standing) -> bool:
    return at.state is not None and any(
        end.kind in (LetterKind.WITHDRAW, LetterKind.DECLINE) for end in at.state.ends
    )


def _answer(
    work: Work, exchange: Exchange, letter: Letter, result: Receipt, *, again: bool
) -> None:
    """Write the receipt; the one that was written before goes out again."""
    asks = result is not Receipt.KEPT or letter.terms.get("result") == Receipt.HERE
    if again or not (KINDS[letter.kind].receipted or asks):
        return
    _receipt(work, exchange, {"of": letter.id, "result": str(result)}, Body())


def _take_back(work: Work, exchange: Exchange, body: Body) -> None:
    """Keep a letter of our own that the other side sent back, as it is no longer here."""
    if body.copy is None:
        return
    letter, at = letter_from(body.copy.header), standing(work, exchange.id)
    ours = letter.sender == work.office_id and letter.exchange_id == at.shared_id
    numbers = {(one.letter.sender, one.letter.seq) for one in at.kept}
    # Put back unnoticed, we used its number again: one row has it, and we stay in doubt.
    free = (letter.sender, letter.seq) not in numbers
    if ours and free and _signed_by_us(work, at, body.copy):
        letters.keep(work, exchange, letter, None, (), OWN, signature=body.copy.signature)


def _signed_by_us(work: Work, at: Standing, copy: Copy) -> bool:
    theirs = [key.fingerprint for key in at.partner.keys]
    return any(
        verify(keys.public, recipient, copy.header, copy.signature)
        for keys in own_keys(work)
        for recipient in theirs
    )


def _give_back(work: Work, exchange: Exchange) -> None:
    """Send back what the other side wrote and no longer has, once."""
    at = standing(work, exchange.id)
    sent = {
        one.letter.terms.get("of")
        for one in at.kept
        if one.letter.terms.get("result") == Receipt.COPY
    }
    for letter in to_give_back(at.letters, work.office_id):
        row = at.by_digest(letter.id)
        if letter.id in sent or row is None:
            continue
        signature = work.get(KeptLetter, row.id).signature
        if signature is not None:
            terms = {"of": letter.id, "result": str(Receipt.COPY)}
            _receipt(work, exchange, terms, Body(copy=Copy(letter.header, signature)))


def _receipt(work: Work, exchange: Exchange, terms: dict[str, str], body: Body) -> None:
    at, said = standing(work, exchange.id), body_bytes(body)
    letter = Letter(
        exchange_id=at.shared_id,
        exchange_kind=at.kind,
        sender=work.office_id,
        recipient=at.partner.identity,
        seq=next_number(at.letters, work.office_id, floor(work)),
        kind=LetterKind.RECEIPT,
        written=work.now.replace(microsecond=0),
        knows=knows_now(at.letters),
        terms=terms,
        holds=holds_of(said, ()),
    )
    letter_from(letter.header)
    letters.keep(work, exchange, letter, said, (), OWN)


def _tell(work: Work, at: Standing, words: str) -> None:
    subject = ("episode", at.episode_id) if at.episode_id else ("exchange", at.id)
    work.tell(
        "letter.arrived",
        words,
        subject_kind=subject[0],
        subject_id=subject[1],
        details={"exchange": at.id},
    )
