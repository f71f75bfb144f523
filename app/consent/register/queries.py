"""Reads of 同意: what a person agreed to, with whom, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app import codes
from app.consent.register.rules import Standing, standing
from app.consent.register.ways import REFUSED
from app.consent.rules import Given
from app.staff.permissions import Permission
from app.storage.records import Consent, Disclosure, Episode, Organisation, Person
from app.storage.work import Reading


@dataclass(frozen=True)
class ConsentFacts:
    """One consent, or one no."""

    id: str
    version: int
    organisation_id: str | None
    recipient_kind: str | None
    recipient: str
    """The name of the organisation, or 「福祉事務所（種別）」."""
    items: tuple[str, ...]
    items_note: str
    purpose: str
    given_on: date
    valid_from: date
    valid_to: date | None
    how: str
    given_by: str
    witness: str
    worker: str
    wording: str
    withdrawn_on: date | None
    withdrawn_how: str
    withdrawn_reason: str
    standing: Standing
    uses: int
    """How many disclosures stand on it."""


@dataclass(frozen=True)
class Register:
    """Every consent of a case's person, and who may change them."""

    episode_id: str
    person_id: str
    today: date
    consents: tuple[ConsentFacts, ...]
    """Those that stand first, then the others; the newest first in each."""
    edit_refusal: str


_ORDER = (
    Standing.VALID, Standing.AHEAD, Standing.REFUSED, Standing.WITHDRAWN, Standing.EXPIRED,
)  # fmt: skip


def register(reading: Reading, episode_id: str) -> Register:
    """The consents of a case's person."""
    reading.require(Permission.READ_CASES)
    person = reading.get(Person, reading.get(Episode, episode_id).person_id)
    found = consents(reading, person.id)
    return Register(
        episode_id=episode_id,
        person_id=person.id,
        today=reading.clock.today(),
        consents=tuple(sorted(found, key=lambda one: _ORDER.index(one.standing))),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )


def consents(reading: Reading, person_id: str) -> tuple[ConsentFacts, ...]:
    """Every consent of a person, the newest first."""
    reading.require(Permission.READ_CASES)
    uses = (
        select(func.count())
        # the person's, since there is an index over these and none over consents
        .where(Disclosure.person_id == Consent.person_id, Disclosure.consent_id == Consent.id)
        .correlate(Consent)
        .scalar_subquery()
    )
    rows = reading.session.execute(
        select(Consent, Organisation.name, uses.label("uses"))
        .outerjoin(Organisation, Organisation.id == Consent.organisation_id)
        .where(Consent.office_id == reading.office_id, Consent.person_id == person_id)
        .order_by(Consent.given_on.desc(), Consent.created_at.desc(), Consent.id.desc())
    )
    today = reading.clock.today()
    return tuple(_facts(row.Consent, row.name, row.uses, today) for row in rows)


def consent(reading: Reading, consent_id: str) -> ConsentFacts:
    """One consent."""
    reading.require(Permission.READ_CASES)
    person_id = reading.get(Consent, consent_id).person_id
    return next(one for one in consents(reading, person_id) if one.id == consent_id)


def given(row: Consent) -> Given:
    """A consent as far as it decides."""
    return Given(
        id=row.id,
        given_on=row.given_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        items=frozenset(row.items),
        organisation_id=row.organisation_id,
        recipient_kind=row.recipient_kind,
        withdrawn_on=row.withdrawn_on,
        refused=row.how == REFUSED,
    )


def _facts(row: Consent, name: str | None, uses: int, today: date) -> ConsentFacts:
    kind = codes.label("organisation_kind", row.recipient_kind)
    return ConsentFacts(
        id=row.id,
        version=row.version,
        organisation_id=row.organisation_id,
        recipient_kind=row.recipient_kind,
        recipient=name or f"{kind}（種別）",
        items=tuple(row.items),
        items_note=row.items_note,
        purpose=row.purpose,
        given_on=row.given_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        how=row.how,
        given_by=row.given_by,
        witness=row.witness,
        worker=row.worker,
        wording=row.wording,
        withdrawn_on=row.withdrawn_on,
        withdrawn_how=row.withdrawn_how,
        withdrawn_reason=row.withdrawn_reason,
        standing=standing(given(row), today),
        uses=uses,
    )
