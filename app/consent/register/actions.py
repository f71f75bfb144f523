"""Keeping what a person agreed to, correcting it, and taking it back.

Each names a case or a consent, never a person: the case leads to the person's record of today.
"""

from __future__ import annotations

from sqlalchemy import select

from app import codes
from app.consent.disclosures.queries import standing_on
from app.consent.register.queries import given
from app.consent.register.rules import (
    CheckedConsent,
    ConsentInput,
    WithdrawalInput,
    check_consent,
    check_withdrawal,
    loses_ground,
)
from app.consent.register.ways import REFUSED
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import (
    Attachment,
    Consent,
    Disclosure,
    Episode,
    Organisation,
    Person,
)
from app.storage.work import Work

_FIELDS = (
    "organisation_id", "recipient_kind", "items", "items_note", "purpose", "given_on",
    "valid_from", "valid_to", "how", "given_by", "witness", "worker", "wording",
)  # fmt: skip


def give(work: Work, episode_id: str, typed: ConsentInput) -> str:
    """Keep a consent, or that the person said no, and give back the id."""
    work.require(Permission.EDIT_CASES)
    person = work.get(Person, work.get(Episode, episode_id).person_id)
    checked = check_consent(typed, work.clock.today())
    consent = Consent(person_id=person.id)
    _write(work, consent, checked)
    consent.worker = consent.worker or work.actor.name
    work.add(consent)
    words = "同意しないことを記録" if consent.how == REFUSED else "同意を登録"
    _tell(work, consent, "consent.given", words)
    return consent.id


def correct(work: Work, consent_id: str, version: int, typed: ConsentInput) -> None:
    """Keep the corrected facts; refused where something handed on would lose its ground."""
    work.require(Permission.EDIT_CASES)
    consent = _held(work, consent_id)
    work.check_version(consent, version)
    checked = check_consent(typed, work.clock.today())
    before = {name: getattr(consent, name) for name in _FIELDS}
    _write(work, consent, checked)
    lost = loses_ground(given(consent), standing_on(work, consent.id))
    if lost:
        raise InvalidInput((FieldProblem(*lost),))
    changed = [name for name in _FIELDS if before[name] != getattr(consent, name)]
    if changed:
        _tell(work, consent, "consent.corrected", "同意を訂正", fields=changed)


def withdraw(work: Work, consent_id: str, typed: WithdrawalInput) -> None:
    """Keep that the person took the consent back. Never refused for anything but its day."""
    work.require(Permission.EDIT_CASES)
    consent = _held(work, consent_id)
    if consent.withdrawn_on is not None:
        raise InvalidInput(
            (
                FieldProblem(
                    "day", "この同意の撤回は、すでに記録されています。画面を読み直してください。"
                ),
            )
        )
    checked = check_withdrawal(typed, consent.given_on, work.clock.today())
    consent.withdrawn_on = checked.day
    consent.withdrawn_how = checked.how
    consent.withdrawn_reason = checked.reason
    _tell(work, consent, "consent.withdrawn", "同意の撤回を記録", day=checked.day.isoformat())


def restore(work: Work, consent_id: str, version: int, reason: str) -> None:
    """Take away a withdrawal that was recorded by mistake; the reason stays in the history."""
    work.require(Permission.EDIT_CASES)
    consent = _held(work, consent_id)
    work.check_version(consent, version)
    if not reason.strip():
        raise InvalidInput((FieldProblem("reason", "取り消す理由を書いてください。"),))
    consent.withdrawn_on, consent.withdrawn_how, consent.withdrawn_reason = None, "", ""
    _tell(work, consent, "consent.restored", "同意の撤回の記録を取消", reason=reason.strip())


def remove(work: Work, consent_id: str, version: int) -> None:
    """Take away a consent that was entered by mistake and on which nothing stands."""
    work.require(Permission.EDIT_CASES)
    consent = _held(work, consent_id)
    work.check_version(consent, version)
    uses = select(Disclosure.id).where(Disclosure.consent_id == consent.id).limit(1)
    if work.session.scalar(uses):
        raise InvalidInput(
            (
                FieldProblem(
                    "consent",
                    "この同意で提供した記録があるので削除できません。"
                    "本人が取り下げたときは撤回を記録してください。",
                ),
            )
        )
    files = select(Attachment.id).where(
        Attachment.owner_kind == "consent",
        Attachment.owner_id == consent.id,
        Attachment.removed_at.is_(None),
    )
    if work.session.scalar(files.limit(1)):
        raise InvalidInput(
            (
                FieldProblem(
                    "consent", "添付があるので削除できません。先に添付を取り除いてください。"
                ),
            )
        )
    _tell(work, consent, "consent.removed", "同意を削除")
    work.session.delete(consent)


def _held(work: Work, consent_id: str) -> Consent:
    """The consent, so that nobody records a disclosure by it meanwhile."""
    consent = work.get(Consent, consent_id)
    work.session.refresh(consent, with_for_update=True)
    return consent


def _write(work: Work, consent: Consent, checked: CheckedConsent) -> None:
    if checked.organisation_id:
        work.get(Organisation, checked.organisation_id)
    for name in _FIELDS:
        value = getattr(checked, name)
        setattr(consent, name, list(value) if name == "items" else value)


def _tell(work: Work, consent: Consent, kind: str, words: str, **details: object) -> None:
    work.touch(consent)
    recipient = consent.recipient_kind
    if consent.organisation_id:
        recipient = work.get(Organisation, consent.organisation_id).kind
    work.tell(
        kind,
        f"{words}（{codes.label('organisation_kind', recipient)}）",
        subject_kind="person",
        subject_id=consent.person_id,
        details={"consent": consent.id, "items": list(consent.items), **details},
    )
