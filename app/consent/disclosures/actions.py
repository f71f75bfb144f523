"""Recording what was handed on, and what became of it."""

from __future__ import annotations

from app import codes
from app.consent import rules
from app.consent.disclosures import queries
from app.consent.disclosures.rules import (
    TOLD,
    UNTOLD,
    DisclosureInput,
    EndInput,
    check_disclosure,
    check_end,
)
from app.consent.laws import label, lawbook
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import (
    Consent,
    Disclosure,
    DisclosureEnd,
    Episode,
    Organisation,
    Person,
    Referral,
    Signal,
)
from app.storage.work import Work


def record(work: Work, typed: DisclosureInput) -> str:
    """Keep that something was handed on and give back the id.

    `InvalidInput` where no basis holds that day: it stands at the field that is wrong and names
    every way that is open.
    """
    work.require(Permission.DISCLOSE)
    checked = check_disclosure(typed, work.clock.today())
    organisation = work.get(Organisation, typed.organisation_id)
    person_id = _about(work, typed)
    asked = rules.Asked(
        day=checked.day,
        way=checked.way,
        items=frozenset(checked.items),
        basis=typed.basis,
        why=checked.why,
        consent_id=typed.consent_id,
        prosecutor_view=checked.prosecutor_view,
        prosecutor_asked_on=checked.prosecutor_asked_on,
    )
    situation = queries.situation(
        work, person_id, organisation.id, checked.day, typed.meeting_id, holding=True
    )
    verdict = rules.check(asked, situation, lawbook())
    if not verdict.allowed:
        raise InvalidInput((FieldProblem(verdict.field, verdict.sentence),))
    disclosure = Disclosure(
        person_id=person_id,
        episode_id=typed.episode_id,
        signal_id=typed.signal_id,
        day=checked.day,
        organisation_id=organisation.id,
        to_whom=checked.to_whom,
        way=checked.way,
        items=list(checked.items),
        content=checked.content,
        purpose=checked.purpose,
        basis=typed.basis,
        law=verdict.law,
        why=checked.why,
        consent_id=verdict.consent_id,
        meeting_id=typed.meeting_id,
        referral_id=typed.referral_id,
        prosecutor_view=checked.prosecutor_view,
        prosecutor_asked_on=checked.prosecutor_asked_on,
        worker=checked.worker or work.actor.name,
    )
    work.add(disclosure)
    _tell(work, disclosure, "disclosure.recorded", "情報提供を記録", organisation.kind)
    return disclosure.id


def end(work: Work, disclosure_id: str, typed: EndInput) -> str:
    """Keep that it was returned, erased, told of a withdrawal, or recorded by mistake.

    Never refused for want of a basis: whoever may edit cases may note it. What was noted stays;
    'holds_again' and 'untold' take it back.
    """
    work.require(Permission.EDIT_CASES)
    disclosure = work.get(Disclosure, disclosure_id)
    checked = check_end(typed, disclosure.day, work.clock.today())
    ended = DisclosureEnd(
        disclosure_id=disclosure.id,
        kind=checked.kind,
        day=checked.day,
        note=checked.note,
        consent_id=work.get(Consent, typed.consent_id).id if typed.consent_id else None,
        by=work.actor.staff_id,
    )
    if checked.kind in (TOLD, UNTOLD) and ended.consent_id is None:
        ended.consent_id = disclosure.consent_id
    work.add(ended)
    organisation = work.get(Organisation, disclosure.organisation_id)
    words = f"情報提供の{codes.label('disclosure_end', checked.kind)}を記録"
    _tell(work, disclosure, f"disclosure.{checked.kind}", words, organisation.kind)
    return ended.id


def _about(work: Work, typed: DisclosureInput) -> str | None:
    """The person, through the case or the 端緒 where it was not named; all named are there."""
    person_id = typed.person_id
    if typed.referral_id:
        person_id = person_id or work.get(Referral, typed.referral_id).person_id
    if typed.signal_id:
        person_id = person_id or work.get(Signal, typed.signal_id).person_id
    if typed.episode_id:
        of_case = work.get(Episode, typed.episode_id).person_id
        if person_id not in (None, of_case):
            raise InvalidInput(
                (
                    FieldProblem(
                        "episode_id", "業務と対象者が合いません。画面を読み直してください。"
                    ),
                )
            )
        person_id = of_case
    return work.get(Person, person_id).id if person_id else None


def _tell(work: Work, disclosure: Disclosure, kind: str, words: str, recipient_kind: str) -> None:
    work.touch(disclosure)
    recipient = codes.label("organisation_kind", recipient_kind)
    about = disclosure.person_id or disclosure.signal_id
    work.tell(
        kind,
        f"{words}（{recipient}・{label(disclosure.basis)}）",
        subject_kind="person" if disclosure.person_id else "signal",
        subject_id=about,
        details={
            "disclosure": disclosure.id,
            "organisation": disclosure.organisation_id,
            "items": list(disclosure.items),
            "basis": disclosure.basis,
            "law": disclosure.law,
        },
    )
