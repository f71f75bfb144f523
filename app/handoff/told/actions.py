"""Writing down what an office without the program sent on paper or said by phone."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, time

from app.clock import JST
from app.errors import FieldProblem, InvalidInput
from app.handoff.exchange.knowing import knows_now, next_number
from app.handoff.exchange.moves import Seen, refusal
from app.handoff.exchange.queries import Standing, standing
from app.handoff.letters import actions as letters
from app.handoff.letters.body import ITEM_OF, Person
from app.handoff.letters.body_form import body_bytes
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.letters.letter import NONCE, Letter, exchange_id, letter_from
from app.handoff.letters.queries import OWN, PRINTED, TOLD, one_letter
from app.handoff.sealing.manifest import holds_of
from app.handoff.writing.rules import (
    Told,
    ToldInput,
    WriteInput,
    Written,
    check_letter,
    check_told,
)
from app.staff.permissions import Permission
from app.storage.records import Exchange, KeptLetter, Partner
from app.storage.work import Work

_WITH_PROGRAM = (
    "この相手は封をした文でやりとりします。届いたファイルを「文を受け取る」で取り込んでください。"
)
_NOON = time(12)
_OURS_ONLY = "印刷して渡したと記録できるのは、こちらが書いた文です。"


def note_down(
    work: Work, exchange_id_: str, kind: LetterKind, typed: WriteInput, told: ToldInput
) -> str:
    """Keep what the other side said as a letter of theirs, with who told it, how and when.

    It is refused where they could not have said it now; an end never is for want of consent.
    """
    work.require(Permission.DISCLOSE)
    work.session.get_one(Exchange, exchange_id_, with_for_update=True)
    at = standing(work, exchange_id_)
    if not at.partner.on_paper:
        raise InvalidInput((FieldProblem("kind", _WITH_PROGRAM),))
    checked = check_letter(kind, replace(typed, items=()), work.clock.today(), told=True)
    if at.state is not None:
        target = checked.terms.get("of", "") or checked.terms.get("reply_to", "")
        theirs = Seen(at.state, at.side.other, work.clock.today())
        if refused := refusal(kind, theirs, target):
            raise InvalidInput((FieldProblem("kind", refused),))
    kept = _keep(work, at, kind, checked, check_told(told, work.clock.today()))
    letters.tell(
        work,
        at.id,
        at.episode_id,
        "letter.told",
        f"「{kind.words}」を書き取った（{at.partner.name}）",
    )
    return kept


def note_request(
    work: Work,
    partner_id: str,
    kind: ExchangeKind,
    typed: WriteInput,
    told: ToldInput,
    person: Person,
) -> str:
    """Keep a request that came on paper; it is accepted or declined like any other. Gives the exchange."""
    work.require(Permission.DISCLOSE)
    partner = work.get(Partner, partner_id)
    exchange = Exchange(
        shared_id=exchange_id(
            secrets.token_hex(NONCE // 2), kind, partner.identity, work.office_id
        ),
        kind=str(kind),
        asking=False,
        partner_id=partner.id,
    )
    work.add(exchange)
    work.session.flush()
    at = standing(work, exchange.id)
    if not at.partner.on_paper:
        raise InvalidInput((FieldProblem("partner_id", _WITH_PROGRAM),))
    checked = check_letter(
        LetterKind.REQUEST, replace(typed, items=()), work.clock.today(), told=True
    )
    whole = replace(checked, body=replace(checked.body, person=person))
    _keep(work, at, LetterKind.REQUEST, whole, check_told(told, work.clock.today()))
    letters.tell(work, at.id, at.episode_id, "letter.told", f"依頼を書き取った（{partner.name}）")
    return exchange.id


def hand_over(work: Work, letter_id: str, how: str) -> None:
    """Keep that a letter of ours was printed and given to an office without the program."""
    work.require(Permission.DISCLOSE)
    kept = one_letter(work, letter_id)
    if kept.arrived_as != OWN:
        raise InvalidInput((FieldProblem("letter", _OURS_ONLY),))
    letters.mark(work, letter_id, PRINTED, how)
    at = standing(work, work.get(KeptLetter, letter_id).exchange_id)
    words = f"「{kept.letter.kind.words}」の文を印刷して渡した（{at.partner.name}）"
    letters.tell(work, at.id, at.episode_id, "letter.printed", words)


def _keep(work: Work, at: Standing, kind: LetterKind, checked: Written, told: Told) -> str:
    said = body_bytes(checked.body)
    items = _items(checked)
    letter = Letter(
        exchange_id=at.shared_id,
        exchange_kind=at.kind,
        sender=at.partner.identity,
        recipient=work.office_id,
        seq=next_number(at.letters, at.partner.identity),
        kind=kind,
        written=min(work.now.replace(microsecond=0), datetime.combine(told.day, _NOON, JST)),
        knows=knows_now(at.letters),
        items=items,
        terms={
            **checked.terms,
            "told": told.how,
            **({"shares": "1"} if checked.body.shares else {}),
        },
        holds=holds_of(said, ()),
    )
    letter_from(letter.header)
    kept = letters.keep(work, work.get(Exchange, at.id), letter, said, (), TOLD)
    letters.mark(work, kept, TOLD, told.by)
    return kept


def _items(checked: Written) -> tuple[str, ...]:
    """What the paper told of the person: the items its fields belong to."""
    person = checked.body.person
    if person is None:
        return ()
    return tuple(sorted({item for name, item in ITEM_OF.items() if getattr(person, name)}))
