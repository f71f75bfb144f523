"""Changes to our keys and to the partners. A key is believed only after its words were compared."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.errors import FieldProblem, InvalidInput, NotAllowed
from app.handoff.partners.queries import own_keys
from app.handoff.partners.rules import (
    CENTRE,
    KINDS,
    HeardInput,
    KeyState,
    check_heard,
    second_refusal,
)
from app.handoff.sealing.card import Card, write_card
from app.handoff.sealing.keys import PublicKeys, make_keys, short
from app.places import center_for
from app.staff.office_kind import OfficeKind, director
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.staff.second import actions as second
from app.staff.second.rules import PERSON, RECOVERY, Act
from app.storage.records import OfficeKey, OfficeRecord, Organisation, Partner, PartnerKey
from app.storage.types import new_id
from app.storage.work import Work

_OWN_CARD = "これはこの事務所自身のカードです。相手の事務所のカードを選んでください。"
_ANOTHER_ONES = (
    "このカードの鍵は、すでに別の相手先の鍵として登録されています。登録していません。"
    "電話で相手に確かめてください。"
)
_ALREADY_KEYS = (
    "この事務所の鍵は、すでにあります。何も変えていません。"
    "新しくするときは、二人目の確認を受けてから行ってください。"
)
_NOT_CHOSEN = "関係機関を一覧から選ぶか、新しく登録してください。"
_WRONG_KIND = "選んだ関係機関の種別が、カードの事務所と違います。同じ事務所を選んでください。"
_NOT_WAITING = "この鍵は、もう確かめてあるか、使用停止になっています。画面を読み直してください。"
_NO_REASON = "使用を止める理由を入力してください。"
_WRONG_CODE = "回復コードが違います。紙に書いた回復コードを、もう一度確かめて入力してください。"


def make_own_keys(work: Work) -> str:
    """The first keys of this office; for newer ones a second person is needed."""
    work.require(Permission.MANAGE_KEYS)
    if own_keys(work):
        raise NotAllowed(_ALREADY_KEYS, where=Permission.MANAGE_KEYS)
    return _make(work)


def renew_own_keys(work: Work, second_id: str) -> str:
    """New keys of this office, on a second person's word; the older ones still open what was sealed.

    Partners must be given the new card and confirm it again.
    """
    work.require(Permission.MANAGE_KEYS)
    second.use(work, Act.OWN_KEYS, second_id)
    return _make(work)


def _make(work: Work) -> str:
    keys = make_keys()
    work.add(
        OfficeKey(
            fingerprint=keys.public.fingerprint,
            sign_public=keys.public.sign,
            seal_public=keys.public.seal,
            sign_private=keys.sign_private,
            seal_private=keys.seal_private,
            made_by=work.actor.staff_id,
        )
    )
    work.tell("keys.made", f"広域の鍵を作成（{short(keys.public.fingerprint)}）")
    return keys.public.fingerprint


def give_card(work: Work) -> bytes:
    """Our card for a partner, signed with the newest key; that it was given out is kept."""
    work.require(Permission.DISCLOSE)
    keys = own_keys(work)[0]
    office = work.get(OfficeRecord, work.office_id)
    card = Card(
        identity=office.id,
        kind=OfficeKind(office.kind),
        name=office.name,
        prefecture=office.prefecture,
        center_no=office.center_no,
        keys=keys.public,
        made_on=work.clock.today(),
    )
    work.tell("card.given", f"相手先カードを書き出し（{short(keys.public.fingerprint)}）")
    return write_card(card, keys)


def add_from_card(work: Work, card: Card, organisation_id: str) -> str:
    """Keep a partner and its key, not believed yet; gives the id of the partner.

    For a partner that is known a new key is kept beside the old one, which holds until then.
    """
    work.require(Permission.DISCLOSE)
    if card.identity == work.office_id:
        raise InvalidInput((FieldProblem("card", _OWN_CARD),))
    partner = work.session.scalar(
        select(Partner).where(
            Partner.office_id == work.office_id, Partner.identity == card.identity
        )
    )
    if partner is None:
        if not organisation_id:
            raise InvalidInput((FieldProblem("organisation_id", _NOT_CHOSEN),))
        organisation = work.get(Organisation, organisation_id)
        if organisation.kind != KINDS[card.kind]:
            raise InvalidInput((FieldProblem("organisation_id", _WRONG_KIND),))
        partner = Partner(
            identity=card.identity,
            kind=card.kind,
            name=card.name,
            center_no=card.center_no,
            organisation_id=organisation.id,
            on_paper=False,
        )
        work.add(partner)
        work.session.flush()
        _tell(work, partner, "partner.added", f"相手先「{partner.name}」を登録")
    _keep_key(work, partner, card.keys)
    return partner.id


def add_on_paper(work: Work, kind: str, organisation_id: str, center_no: int | None) -> str:
    """Keep a partner without the program: letters to it are printed, its answers written down."""
    work.require(Permission.DISCLOSE)
    if not organisation_id:
        raise InvalidInput((FieldProblem("organisation_id", _NOT_CHOSEN),))
    organisation = work.get(Organisation, organisation_id)
    if organisation.kind != KINDS[kind]:
        raise InvalidInput((FieldProblem("organisation_id", _WRONG_KIND),))
    centre = (
        center_for(organisation.prefecture or "", organisation.name) if kind == CENTRE else None
    )
    partner = Partner(
        identity=new_id(),
        kind=kind,
        name=organisation.name,
        center_no=center_no or (centre.number if centre is not None else None),
        organisation_id=organisation.id,
        on_paper=True,
    )
    work.add(partner)
    _tell(work, partner, "partner.added", f"相手先「{partner.name}」を登録（紙でのやりとり）")
    return partner.id


def confirm(work: Work, key_id: str, version: int, typed: HeardInput) -> KeyState:
    """Keep that the words were compared by phone; a key that takes another's place waits."""
    work.require(Permission.DISCLOSE)
    key = _key(work, key_id, version)
    if key.state != KeyState.UNCONFIRMED:
        raise InvalidInput((FieldProblem("words", _NOT_WAITING),))
    heard = check_heard(typed, key.fingerprint, work.clock.today())
    key.confirmed_on, key.confirmed_with = heard.day, heard.with_whom
    key.confirmed_by = work.actor.staff_id
    changed = _current(work, key.partner_id) is not None
    key.state = KeyState.HEARD if changed else KeyState.CONFIRMED
    words = "相手先の新しい鍵を電話で確認" if changed else "相手先の鍵を電話で確認"
    _tell_key(work, key, "key.confirmed", words)
    return KeyState(key.state)


def agree(work: Work, key_id: str, version: int) -> None:
    """A second person agrees that a changed key takes the place of the old one."""
    work.require(Permission.DISCLOSE)
    key = _key(work, key_id, version)
    refused = second_refusal(
        key.state, key.confirmed_by, work.actor.staff_id, office_facts(work).kind
    )
    if refused:
        raise InvalidInput((FieldProblem("second", refused),))
    _replace(work, key, PERSON)


def agree_alone(work: Work, key_id: str, version: int, opens: Callable[[], bool]) -> None:
    """センター長 with the recovery code in place of a second person; that it was so is kept.

    `opens` says whether the recovery code that was typed opens the office's keys.
    """
    work.require(Permission.DISCLOSE)
    work.require(Permission.MANAGE_KEYS)
    key = _key(work, key_id, version)
    refused = second_refusal(key.state, None, work.actor.staff_id, office_facts(work).kind)
    if refused:
        raise InvalidInput((FieldProblem("second", refused),))
    if not opens():
        raise InvalidInput((FieldProblem("recovery_code", _WRONG_CODE),))
    _replace(work, key, RECOVERY)


def revoke(work: Work, key_id: str, version: int, reason: str) -> None:
    """Stop believing a key, whatever its state: nothing is sealed to it or opened from it."""
    work.require(Permission.DISCLOSE)
    key = _key(work, key_id, version)
    if not reason.strip():
        raise InvalidInput((FieldProblem("reason", _NO_REASON),))
    key.state = KeyState.REVOKED
    _tell_key(work, key, "key.revoked", f"相手先の鍵を使用停止（理由: {reason.strip()}）")


def end(work: Work, partner_id: str, version: int, ended: bool) -> None:
    """Say that a partner is no longer written to, or is again."""
    work.require(Permission.DISCLOSE)
    partner = work.get(Partner, partner_id)
    work.check_version(partner, version)
    partner.ended_on = work.clock.today() if ended else None
    words = "とのやりとりをやめた" if ended else "とのやりとりを再び始めた"
    _tell(work, partner, "partner.ended", f"相手先「{partner.name}」{words}")


def _keep_key(work: Work, partner: Partner, keys: PublicKeys) -> None:
    known = work.session.scalar(
        select(PartnerKey.partner_id).where(
            PartnerKey.office_id == work.office_id, PartnerKey.fingerprint == keys.fingerprint
        )
    )
    if known == partner.id:
        return
    if known is not None:
        raise InvalidInput((FieldProblem("card", _ANOTHER_ONES),))
    key = PartnerKey(
        partner_id=partner.id,
        fingerprint=keys.fingerprint,
        sign_public=keys.sign,
        seal_public=keys.seal,
        state=KeyState.UNCONFIRMED,
    )
    work.add(key)
    partner.on_paper = False
    _tell_key(work, key, "key.added", "相手先の鍵を受け取った")


def _replace(work: Work, key: PartnerKey, how: str) -> None:
    before = _current(work, key.partner_id)
    if before is not None:
        before.state = KeyState.REPLACED
    key.state, key.second_by, key.second_how = KeyState.CONFIRMED, work.actor.staff_id, how
    who = director(office_facts(work).kind)
    alone = f"（{who}が回復コードで確認）" if how == RECOVERY else "（二人目の確認）"
    _tell_key(work, key, "key.replaced", f"相手先の鍵を新しいものに替えた{alone}")


def _current(work: Work, partner_id: str) -> PartnerKey | None:
    return work.session.scalar(
        select(PartnerKey).where(
            PartnerKey.partner_id == partner_id, PartnerKey.state == KeyState.CONFIRMED
        )
    )


def _key(work: Work, key_id: str, version: int) -> PartnerKey:
    key = work.get(PartnerKey, key_id)
    work.check_version(key, version)
    return key


def _tell_key(work: Work, key: PartnerKey, kind: str, words: str) -> None:
    partner = work.get(Partner, key.partner_id)
    work.touch(key)
    _tell(work, partner, kind, f"{words}（{partner.name} {short(key.fingerprint)}）")


def _tell(work: Work, partner: Partner, kind: str, words: str) -> None:
    work.touch(partner)
    work.tell(kind, words, subject_kind="partner", subject_id=partner.id)
