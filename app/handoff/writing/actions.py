"""Writing letters of our own, and sealing them for whoever they go to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import select

from app.attachments import queries as attachments
from app.attachments.rules import Owner, OwnerKind
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.codes import Service
from app.consent.disclosures import actions as disclosures
from app.consent.disclosures.rules import DisclosureInput
from app.errors import FieldProblem, InvalidInput
from app.handoff.exchange.knowing import knows_now, next_number
from app.handoff.exchange.moves import offer_refusal, refusal
from app.handoff.exchange.queries import Standing, standing
from app.handoff.letters import actions as letters
from app.handoff.letters.body import Body, View
from app.handoff.letters.body_form import body_bytes, unreadable
from app.handoff.letters.kinds import KINDS, ExchangeKind, LetterKind
from app.handoff.letters.letter import NONCE, Letter, exchange_id, letter_from
from app.handoff.letters.queries import OWN, SEALED, Kept, one_letter
from app.handoff.pace.queries import pace
from app.handoff.partners.queries import own_keys, partner, same_centre
from app.handoff.sealing import envelope
from app.handoff.sealing.files import ENDING
from app.handoff.sealing.keys import PublicKeys
from app.handoff.sealing.manifest import Part, held, holds_of, numbered
from app.handoff.writing.about import person_told, sections_told
from app.handoff.writing.queries import still_holds
from app.handoff.writing.rules import WriteInput, Written, asking_refusal, check_letter
from app.handoff.writing.told_withdrawal import count_as_told, refuse_standing
from app.reports.papers.handed_over import CaseFacts
from app.staff.office_kind import director
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.records import (
    Disclosure,
    Episode,
    Exchange,
    KeptLetter,
    Partner,
    PartnerKey,
)
from app.storage.work import Work

_NO_KEY = "この相手の鍵をまだ電話で確かめていません。「相手先」で確かめの言葉を聞いてから、封をしてください。"
_NO_OWN_KEYS = "この事務所の鍵がまだありません。「相手先」で鍵を作ってください（{director}）。"
_ENDED = "この相手とのやりとりはやめたことになっています。「相手先」で再び始めてください。"
_TWICE = (
    "このケースには、この相手への終わっていない依頼があります。二重には頼めません。"
    "そのやりとりを続けるか、取り下げてから頼んでください。"
)
_NOT_SELECTED = "特別調整の選定がまだです。選定を記録してから、依頼を書いてください。"
_ON_PAPER = "紙でやりとりする相手です。封はせず、印刷して渡してください。"
_LOST_BASIS = (
    "この文で渡す情報の根拠が、いまは成り立ちません（同意の撤回など）。封をしていません。"
    "渡してよい項目だけで書き直してください。"
)
_NOT_OURS = "相手から届いた文は、封をして送るものではありません。"


@dataclass(frozen=True)
class Sealed:
    """A letter file: a name without any personal data, and its bytes."""

    name: str
    data: bytes = field(repr=False)


def begin(
    work: Work, episode_id: str, partner_id: str, kind: ExchangeKind, typed: WriteInput
) -> str:
    """Ask another office: a new exchange with its request; gives the id of the exchange."""
    work.require(Permission.DISCLOSE)
    episode, to = work.get(Episode, episode_id), work.get(Partner, partner_id)
    if to.ended_on is not None:
        raise InvalidInput((FieldProblem("partner_id", _ENDED),))
    refused = asking_refusal(kind, office_facts(work).kind, to.kind, Service(episode.service))
    if refused:
        raise InvalidInput((FieldProblem("partner_id", refused),))
    if kind is ExchangeKind.SPECIAL and not episode.kubun:
        raise InvalidInput((FieldProblem("partner_id", _NOT_SELECTED),))
    _refuse_twice(work, episode, to)
    exchange = Exchange(
        shared_id=exchange_id(secrets.token_hex(NONCE // 2), kind, work.office_id, to.identity),
        kind=str(kind),
        asking=True,
        partner_id=to.id,
        person_id=episode.person_id,
        episode_id=episode.id,
        worker=episode.worker or work.actor.name,
    )
    work.add(exchange)
    work.session.flush()
    write(work, exchange.id, LetterKind.REQUEST, typed)
    if kind is ExchangeKind.COOPERATION and not same_centre(work, to.id):
        _count_as_asked(work, episode, to)
    return exchange.id


def write(work: Work, exchange_id_: str, kind: LetterKind, typed: WriteInput) -> str:
    """Write a letter of our own and give its id here.

    `InvalidInput` stands at the field that is wrong: what may not be written now, what is missing,
    and on which basis something could be handed on.
    """
    work.require(Permission.DISCLOSE)
    work.session.get_one(Exchange, exchange_id_, with_for_update=True)
    at = standing(work, exchange_id_)
    checked = check_letter(kind, typed, work.clock.today())
    _refuse_move(at, kind, checked)
    if kind is LetterKind.CONSENT_WITHDRAWN:
        refuse_standing(work, at, typed.consent)
    parts = _parts(work, typed.attachments)
    body = replace(_told(work, at, kind, typed, checked), files=tuple(part.name for part in parts))
    _refuse_unreadable(body)
    disclosure = _disclose(work, at, kind, typed) if typed.items else None
    said = body_bytes(body)
    letter = Letter(
        exchange_id=at.shared_id,
        exchange_kind=at.kind,
        sender=work.office_id,
        recipient=at.partner.identity,
        seq=next_number(at.letters, work.office_id, at.floor),
        kind=kind,
        written=work.now.replace(microsecond=0),
        knows=knows_now(at.letters),
        expires=_expires(work, kind),
        consent_id=(disclosure.consent_id or "") if disclosure is not None else "",
        items=tuple(sorted(set(typed.items))),
        terms=_terms(checked, body, disclosure),
        holds=holds_of(said, numbered(parts)),
    )
    letter_from(letter.header)  # whatever leaves is read by the same rules over there
    kept = letters.keep(
        work,
        work.get(Exchange, exchange_id_),
        letter,
        said,
        parts,
        OWN,
        disclosure_id=disclosure.id if disclosure is not None else None,
    )
    if kind is LetterKind.CONSENT_WITHDRAWN:
        count_as_told(work, at, typed.consent)
    if kind is LetterKind.DECLINE:
        _let_go(work, at, "不受諾のため")
    letters.tell(
        work,
        at.id,
        at.episode_id,
        f"letter.{kind}",
        f"「{kind.words}」の文を書いた（{at.partner.name}）",
    )
    return kept


def seal(work: Work, letter_id: str) -> Sealed:
    """The file of one of our letters for its recipient; that it was sealed is kept.

    `InvalidInput` while the recipient's key is not confirmed, or when what it hands on no longer
    has a basis and has not arrived yet.
    """
    work.require(Permission.DISCLOSE)
    kept = one_letter(work, letter_id)
    if kept.arrived_as != OWN:
        raise InvalidInput((FieldProblem("letter", _NOT_OURS),))
    at = standing(work, _exchange_of(work, letter_id))
    to = _recipient(work, at)
    keys = own_keys(work)
    if not keys:
        who = director(office_facts(work).kind)
        raise InvalidInput((FieldProblem("letter", _NO_OWN_KEYS.format(director=who)),))
    delivered = at.state is not None and kept.letter.id in at.state.arrived
    if kept.disclosure_id and not delivered and not still_holds(work, kept.disclosure_id):
        raise InvalidInput((FieldProblem("letter", _LOST_BASIS),))
    header = kept.letter.header
    said = body_bytes(kept.body) if kept.body is not None else None
    parts = _own_parts(work, kept) if said is not None else ()
    signature = envelope.sign(keys[0], to, header)
    data = envelope.seal_again(keys[0].public, signature, to, header, said, parts)
    letters.mark(work, letter_id, SEALED)
    words = f"「{kept.letter.kind.words}」の文に封をした（{at.partner.name}）"
    letters.tell(work, at.id, at.episode_id, "letter.sealed", words)
    return Sealed(f"{kept.letter.id[:16]}{ENDING}", data)


def _refuse_twice(work: Work, episode: Episode, to: Partner) -> None:
    for known in work.session.scalars(
        select(Exchange.id).where(
            Exchange.office_id == work.office_id,
            Exchange.episode_id == episode.id,
            Exchange.partner_id == to.id,
        )
    ).all():
        state = standing(work, known).state
        if state is not None and state.ended is None:
            raise InvalidInput((FieldProblem("partner_id", _TWICE),))


def _refuse_move(at: Standing, kind: LetterKind, checked: Written) -> None:
    seen = at.seen
    if seen is None:
        if kind is not LetterKind.REQUEST:
            raise InvalidInput((FieldProblem("kind", "先に依頼を書いてください。"),))
        return
    target = checked.terms.get("of", "") or checked.terms.get("reply_to", "")
    refused, where = refusal(kind, seen, target), "kind"
    if not refused and kind is LetterKind.OFFER_LEAD:
        until = checked.terms.get("until")
        first = date.fromisoformat(checked.terms["day"])
        refused = offer_refusal(seen, first, date.fromisoformat(until) if until else None)
        where = "day"
    if refused:
        raise InvalidInput((FieldProblem(where, refused),))


def _told(work: Work, at: Standing, kind: LetterKind, typed: WriteInput, checked: Written) -> Body:
    body, rule, items = checked.body, KINDS[kind], frozenset(typed.items)
    if items and at.episode_id is not None:
        facts = CaseFacts(work, at.episode_id)
        body = replace(body, person=person_told(facts, items), sections=sections_told(facts, items))
    return replace(body, view=_view(work, at, items)) if "view" in rule.parts else body


_FIELDS = {"person": "items", "sections": "items", "view": "items", "files": "attachments"}
"""Where the person chose what stands in a part of the body; the others are typed under their name."""


def _refuse_unreadable(body: Body) -> None:
    """What the other side's program would refuse is not sealed: the whole letter would be lost."""
    part, why = unreadable(body)
    if part:
        what = "渡す情報に、" if _FIELDS.get(part) == "items" else ""
        sentence = (
            f"{what}{why}。まだ何も送っていません。直すか、その項目を外してから書いてください。"
        )
        raise InvalidInput((FieldProblem(_FIELDS.get(part, part), sentence),))


def _view(work: Work, at: Standing, items: frozenset[str]) -> View:
    state, today = at.state, work.clock.today()
    episode = work.get(Episode, at.episode_id) if at.episode_id else None
    return View(
        phase=str(state.phase) if state is not None else "asked",
        lead=state.offices[state.lead.on(today)] if state is not None else work.office_id,
        release=episode.release if episode is not None and "custody" in items else None,
        destination=episode.dest_name if episode is not None and "housing" in items else "",
    )


def _parts(work: Work, chosen: tuple[str, ...]) -> tuple[Part, ...]:
    found: dict[bytes, Part] = {}
    for attachment_id in chosen:
        content = attachments.content(work, attachment_id)
        found.setdefault(content.data, Part(content.name, content.data))
    return tuple(found.values())


def _own_parts(work: Work, kept: Kept) -> tuple[Part, ...]:
    """The attachments as the header names them, in its order."""
    page = attachments.of_owner(work, Owner(OwnerKind.LETTER, kept.id))
    contents = (attachments.content(work, one.id).data for one in page.files)
    kept_here = {sha256(content).hexdigest(): content for content in contents}
    pieces = held(dict(kept.letter.holds)).parts
    return tuple(Part(piece.name, kept_here[piece.sha256]) for piece in pieces)


def _disclose(work: Work, at: Standing, kind: LetterKind, typed: WriteInput) -> Disclosure:
    recorded = disclosures.record(
        work,
        DisclosureInput(
            person_id=at.person_id,
            episode_id=at.episode_id,
            day=wareki.short(PartialDate.of(work.clock.today())),
            organisation_id=at.partner.organisation_id,
            to_whom=typed.to_whom,
            way="letter",
            items=typed.items,
            content=f"「{kind.words}」の文",
            purpose=typed.asked or at.kind.words,
            basis=typed.basis.basis,
            consent_id=typed.basis.consent_id,
            meeting_id=typed.basis.meeting_id,
            why=typed.basis.why,
            prosecutor_view=typed.basis.prosecutor_view,
            prosecutor_asked_on=typed.basis.prosecutor_asked_on,
        ),
    )
    work.session.flush()
    return work.get(Disclosure, recorded)


def _terms(checked: Written, body: Body, disclosure: Disclosure | None) -> dict[str, str]:
    terms = dict(checked.terms)
    terms.update({part: "1" for part in ("shares", "view") if getattr(body, part)})
    if disclosure is not None:
        terms["basis"] = disclosure.basis
    return terms


def _expires(work: Work, kind: LetterKind) -> date | None:
    if not KINDS[kind].carries:
        return None
    return work.clock.today() + timedelta(days=pace(work).kept_for)


def _recipient(work: Work, at: Standing) -> PublicKeys:
    if at.partner.on_paper:
        raise InvalidInput((FieldProblem("letter", _ON_PAPER),))
    line = partner(work, at.partner.id).sealed_to
    if line is None or at.partner.ended_on is not None:
        raise InvalidInput((FieldProblem("letter", _NO_KEY if line is None else _ENDED),))
    key = work.get(PartnerKey, line.id)
    return PublicKeys(key.sign_public, key.seal_public)


def _exchange_of(work: Work, letter_id: str) -> str:
    return work.get(KeptLetter, letter_id).exchange_id


def _let_go(work: Work, at: Standing, why: str) -> None:
    """What came with a request that nobody took up is not kept."""
    if at.episode_id is None:
        for one in at.kept:
            if one.letter.side is not at.side:
                letters.drop(work, one.id, why)


def _count_as_asked(work: Work, episode: Episode, to: Partner) -> None:
    if episode.area in (None, "own") and Service(episode.service) is Service.COORDINATION:
        changes = {"area": "requested", "partner": to.name}
        cases.correct(work, episode.id, episode.version, changes)
