"""Reads of 申請 and 手帳."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases.applications.rules import renewal_words, standing
from app.staff.permissions import Permission
from app.storage.records import Application, Certificate, Episode
from app.storage.work import Reading


@dataclass(frozen=True)
class ApplicationFacts:
    """One application and where it stands today."""

    id: str
    version: int
    episode_id: str | None
    kind: str
    submitted_to: str
    submitted_on: PartialDate | None
    decided_on: PartialDate | None
    result: str | None
    grade: str
    valid_until: PartialDate | None
    worker: str
    note: str
    standing: str
    renewal: str
    """What to say about a validity that ends soon; '' otherwise."""

    @property
    def open(self) -> bool:
        """Whether a decision is awaited or the application is still to be made."""
        return self.decided_on is None


@dataclass(frozen=True)
class CertificateFacts:
    """One 手帳 of the person."""

    id: str
    kind: str
    grade: str
    issuer: str
    renewal: PartialDate | None
    near: str
    """What to say about a renewal that is near; '' otherwise."""


@dataclass(frozen=True)
class ApplicationsPage:
    """The person's applications, open ones first, their 手帳, and who may record them."""

    episode_id: str
    person_id: str
    applications: tuple[ApplicationFacts, ...]
    certificates: tuple[CertificateFacts, ...]
    edit_refusal: str


def applications(reading: Reading, episode_id: str) -> ApplicationsPage:
    """Every application of the case's person, whichever 業務 it was made in."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    today = reading.clock.today()
    rows = reading.session.scalars(
        select(Application)
        .where(
            Application.office_id == reading.office_id,
            Application.person_id == episode.person_id,
        )
        .order_by(Application.id.desc())
    )
    certificates = reading.session.scalars(
        select(Certificate)
        .where(
            Certificate.office_id == reading.office_id,
            Certificate.person_id == episode.person_id,
        )
        .order_by(Certificate.kind, Certificate.id)
    )
    facts = [
        ApplicationFacts(
            id=row.id,
            version=row.version,
            episode_id=row.episode_id,
            kind=row.kind,
            submitted_to=row.submitted_to,
            submitted_on=row.submitted_on,
            decided_on=row.decided_on,
            result=row.result,
            grade=row.grade,
            valid_until=row.valid_until,
            worker=row.worker,
            note=row.note,
            standing=standing(row.submitted_on, row.decided_on, row.result, today),
            renewal=renewal_words(row.valid_until, today),
        )
        for row in rows
    ]
    return ApplicationsPage(
        episode_id=episode.id,
        person_id=episode.person_id,
        applications=tuple(sorted(facts, key=_order, reverse=True)),
        certificates=tuple(
            CertificateFacts(
                row.id,
                row.kind,
                row.grade,
                row.issuer,
                row.renewal,
                renewal_words(row.renewal, today),
            )
            for row in certificates
        ),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )


def _order(facts: ApplicationFacts) -> tuple[bool, str]:
    """Open ones first (sorted in reverse), then by the day that counts, the newest first."""
    day = facts.decided_on or facts.submitted_on
    return facts.open, day.iso if day else "9999"
