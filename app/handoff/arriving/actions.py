"""Taking letters in. Whatever comes, in whatever order, twice or late, leads to the same state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import LetterRefused
from app.handoff.exchange.knowing import (
    Arrival,
    knows_now,
    next_number,
    numbers_after,
    on_arrival,
    put_back_unnoticed,
    to_give_back,
    to_write_again,
)
from app.handoff.exchange.queries import Standing, standing
from app.handoff.letters import actions as letters
from app.handoff.letters.body import Body, Copy
from app.handoff.letters.body_form import body_bytes, body_from
from app.handoff.letters.kinds import LetterKind, Receipt, Side
from app.handoff.letters.letter import Letter, letter_from
from app.handoff.letters.queries import EXPIRED, OWN, RECEIVED, REFUSED
from app.handoff.partners.queries import own_keys, signer
from app.handoff.sealing.envelope import Opened, open_letter, verify
from app.handoff.sealing.manifest import holds_of, named
from app.handoff.sealing.refusals import in_short, refused
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
    if known is None:
        names = body.files if body is not None else ()
        kept = _keep(work, exchange, letter, opened, names, arrival.result)
    if not arrival.again and body is not None:
        _take_back(work, exchange, body)
        _follow(work, exchange)
    _answer(work, exchange, letter, arrival)
    _give_back(work, exchange, letter if arrival.result is Receipt.NUMBER_TAKEN else None)
    _notice_return(work, exchange)
    _write_again(work, exchange)
    words = _WORDS[arrival.result] if not arrival.again else "はすでに受け取っている"
    at = standing(work, exchange.id)
    letters.tell(
        work,
        at.id,
        at.episode_id,
        _ARRIVED,
        f"「{letter.kind.words}」の文{words}（{partner.name}）",
    )
    return Arrived(exchange.id, letter.kind, partner.name, arrival.result, arrival.again, kept)


_WORDS = {
    Receipt.KEPT: "を受け取った",
    Receipt.EXPIRED: "は期限が過ぎて届いた（中身は残していない）",
    Receipt.NUMBER_TAKEN: "は同じ番号の別の文があるため数えない（中身は残していない）",
    Receipt.FORGOTTEN: "は相手が控えから戻す前のものなので数えない（中身は残していない）",
}

_KEPT_AS = {
    Receipt.KEPT: RECEIVED,
    Receipt.EXPIRED: EXPIRED,
    Receipt.NUMBER_TAKEN: REFUSED,
    Receipt.FORGOTTEN: REFUSED,
}
_ARRIVED = "letter.arrived"


def refuse(work: Work, refusal: LetterRefused) -> None:
    """Keep that a file was refused and why; nothing of what it says."""
    work.require(Permission.DISCLOSE)
    work.tell("letter.refused", f"文のファイルを受け取らなかった（{in_short(refusal.where)}）")


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
    """The exchange of the letter, locked; two desks that take in a first letter make one."""
    work.session.refresh(partner, with_for_update=True)
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
    try:
        work.session.flush()
    except IntegrityError as taken:  # the exchange is there, for others to see
        raise refused("not_yours") from taken
    return found


def _keep(
    work: Work,
    exchange: Exchange,
    letter: Letter,
    opened: Opened,
    names: tuple[str, ...],
    result: Receipt,
) -> str:
    whole = result is Receipt.KEPT
    return letters.keep(
        work,
        exchange,
        letter,
        opened.body if whole else None,
        named(opened.parts, names) if whole else (),
        _KEPT_AS[result],
        signature=opened.signature,
        signer=opened.signer,
    )


def _follow(work: Work, exchange: Exchange) -> None:
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


def _answer(work: Work, exchange: Exchange, letter: Letter, arrival: Arrival) -> None:
    """Write the receipt, unless it was written before and is here: then that one goes out again."""
    if arrival.asks_for_receipt(letter):
        _receipt(work, exchange, {"of": letter.id, "result": str(arrival.result)})


def _take_back(work: Work, exchange: Exchange, body: Body) -> None:
    """Keep a letter of our own that the other side sent back, as it is no longer here."""
    if body.copy is None:
        return
    letter, at = letter_from(body.copy.header), standing(work, exchange.id)
    ours = letter.sender == work.office_id and letter.exchange_id == at.shared_id
    new = at.by_digest(letter.id) is None
    if ours and new and _signed_by_us(work, at, body.copy):
        letters.keep(work, exchange, letter, None, (), OWN, signature=body.copy.signature)


def _signed_by_us(work: Work, at: Standing, copy: Copy) -> bool:
    theirs = [key.fingerprint for key in at.partner.keys]
    return any(
        verify(keys.public, recipient, copy.header, copy.signature)
        for keys in own_keys(work)
        for recipient in theirs
    )


def _give_back(work: Work, exchange: Exchange, refused_: Letter | None) -> None:
    """Send back what the other side wrote and no longer has, once."""
    at = standing(work, exchange.id)
    sent = {
        one.letter.terms.get("of")
        for one in at.kept
        if one.letter.terms.get("result") == Receipt.COPY
    }
    for letter in to_give_back(at.letters, work.office_id, refused_):
        row = at.by_digest(letter.id)
        if letter.id in sent or row is None:
            continue
        signature = work.get(KeptLetter, row.id).signature
        if signature is not None:
            terms = {"of": letter.id, "result": str(Receipt.COPY)}
            _receipt(work, exchange, terms, Body(copy=Copy(letter.header, signature)))


def _notice_return(work: Work, exchange: Exchange) -> None:
    """The other side has letters of ours that we lack: our data are an older backup.

    From here on it is as after a backup that was put back knowingly: numbers go on after this
    moment, no lead moves until the other side has answered.
    """
    at = standing(work, exchange.id)
    if put_back_unnoticed(at.letters, work.office_id, at.floor):
        _receipt(work, exchange, {"result": str(Receipt.HERE)}, after=numbers_after(work.now))
        letters.tell(
            work,
            at.id,
            at.episode_id,
            _ARRIVED,
            f"こちらのデータは古い控えに戻っている（{at.partner.name}が知る文がない）",
        )


def _write_again(work: Work, exchange: Exchange) -> None:
    """What nobody has to think over goes out once more under a number of its own."""
    at = standing(work, exchange.id)
    for lost in to_write_again(at.letters, work.office_id):
        row = at.by_digest(lost.id)
        if row is not None and row.body is not None:
            _write(work, exchange, lost.kind, dict(lost.terms), row.body)
            if lost.kind is not LetterKind.RECEIPT:
                letters.tell(
                    work,
                    at.id,
                    at.episode_id,
                    _ARRIVED,
                    f"番号が重なった「{lost.kind.words}」の文を書き直した",
                )


def _receipt(
    work: Work,
    exchange: Exchange,
    terms: dict[str, str],
    body: Body | None = None,
    *,
    after: int = 0,
) -> None:
    _write(work, exchange, LetterKind.RECEIPT, terms, body or Body(), after=after)


def _write(
    work: Work,
    exchange: Exchange,
    kind: LetterKind,
    terms: dict[str, str],
    body: Body,
    *,
    after: int = 0,
) -> None:
    at, said = standing(work, exchange.id), body_bytes(body)
    letter = Letter(
        exchange_id=at.shared_id,
        exchange_kind=at.kind,
        sender=work.office_id,
        recipient=at.partner.identity,
        seq=next_number(at.letters, work.office_id, max(at.floor, after)),
        kind=kind,
        written=work.now.replace(microsecond=0),
        knows=knows_now(at.letters),
        terms=terms,
        holds=holds_of(said, ()),
    )
    letter_from(letter.header)
    letters.keep(work, exchange, letter, said, (), OWN)
