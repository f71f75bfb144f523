"""Telling a partner in a letter that a consent was withdrawn, on which they were told something."""

from __future__ import annotations

from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.consent.disclosures import actions as disclosures
from app.consent.disclosures.rules import TOLD, EndInput
from app.consent.holders.queries import disclosure_map
from app.errors import FieldProblem, InvalidInput
from app.handoff.exchange.queries import Standing
from app.handoff.letters.kinds import LetterKind
from app.storage.records import Consent
from app.storage.work import Work

_STILL_GIVEN = "この同意の撤回がまだ記録されていません。ケースの「同意」で撤回を記録してから、知らせてください。"
_NOT_HELD = "この同意にもとづいてこの相手に渡した情報はないため、知らせる必要はありません。"


def refuse_standing(work: Work, at: Standing, consent_id: str) -> None:
    """Only a withdrawal that is on record is told, of a consent on which this partner got something."""
    found = work.get(Consent, consent_id)
    if found.withdrawn_on is None or found.person_id != at.person_id:
        raise InvalidInput((FieldProblem("consent", _STILL_GIVEN),))
    if not _held_by_partner(work, at, consent_id):
        raise InvalidInput((FieldProblem("consent", _NOT_HELD),))


def count_as_told(work: Work, at: Standing, consent_id: str) -> None:
    """Whoever was written to counts as told of the withdrawal, for everything they hold on it."""
    day = wareki.short(PartialDate.of(work.clock.today()))
    for disclosure_id in _held_by_partner(work, at, consent_id):
        ended = EndInput(TOLD, day, f"「{LetterKind.CONSENT_WITHDRAWN.words}」の文", consent_id)
        disclosures.end(work, disclosure_id, ended)


def _held_by_partner(work: Work, at: Standing, consent_id: str) -> tuple[str, ...]:
    if at.episode_id is None:
        return ()
    return tuple(
        disclosure_id
        for told in disclosure_map(work, at.episode_id).withdrawn
        for holder, hold in told.holders
        if told.consent.id == consent_id and holder.organisation_id == at.partner.organisation_id
        for disclosure_id in hold.disclosure_ids
    )
