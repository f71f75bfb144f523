"""Reads that decide whether a letter may leave."""

from __future__ import annotations

from sqlalchemy import select

from app.consent import rules
from app.consent.disclosures import queries
from app.consent.laws import lawbook
from app.staff.permissions import Permission
from app.storage.records import Disclosure, KeptLetter
from app.storage.work import Reading


def exchanges_to_tell(reading: Reading, person_id: str) -> dict[tuple[str, str], str]:
    """Consent and organisation → the newest exchange whose letters handed something on by it."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Disclosure.consent_id, Disclosure.organisation_id, KeptLetter.exchange_id)
        .join(KeptLetter, KeptLetter.disclosure_id == Disclosure.id)
        .where(
            Disclosure.office_id == reading.office_id,
            Disclosure.person_id == person_id,
            Disclosure.consent_id.is_not(None),
        )
        .order_by(KeptLetter.created_at, KeptLetter.id)
    )
    return {(row.consent_id, row.organisation_id): row.exchange_id for row in rows}


def still_holds(reading: Reading, disclosure_id: str) -> bool:
    """Whether what was recorded as handed on could be handed on today, on the same basis."""
    reading.require(Permission.DISCLOSE)
    row = reading.get(Disclosure, disclosure_id)
    today = reading.clock.today()
    asked = rules.Asked(
        day=today,
        way=row.way,
        items=frozenset(row.items),
        basis=row.basis,
        why=row.why,
        consent_id=row.consent_id,
        prosecutor_view=row.prosecutor_view,
        prosecutor_asked_on=row.prosecutor_asked_on,
    )
    situation = queries.situation(
        reading, row.person_id, row.organisation_id, today, row.meeting_id, holding=False
    )
    return rules.check(asked, situation, lawbook()).allowed
