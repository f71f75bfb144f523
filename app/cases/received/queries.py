"""Reads of the papers that came to a case.

Letters that came sealed are another matter (`app/handoff/`): what stands here is what somebody wrote
down from paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.attachments.queries import counts
from app.attachments.rules import OwnerKind
from app.staff.permissions import Permission
from app.storage.records import Organisation, ReceivedPaper
from app.storage.work import Reading


@dataclass(frozen=True)
class ReceivedFacts:
    """One paper."""

    id: str
    version: int
    kind: str
    organisation_id: str
    organisation: str
    received_on: date
    written_on: date | None
    content: str


@dataclass(frozen=True)
class ReceivedPage:
    """The papers of a case, the newest first."""

    papers: tuple[ReceivedFacts, ...]
    clips: Mapping[str, int]
    """How many files each has; those without any are left out."""
    edit_refusal: str


def received(reading: Reading, episode_id: str) -> ReceivedPage:
    """What came to a case."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(ReceivedPaper, Organisation.name)
        .join(Organisation, Organisation.id == ReceivedPaper.organisation_id)
        .where(ReceivedPaper.office_id == reading.office_id, ReceivedPaper.episode_id == episode_id)
        .order_by(ReceivedPaper.received_on.desc(), ReceivedPaper.id.desc())
    ).all()
    papers = tuple(
        ReceivedFacts(
            id=row.id,
            version=row.version,
            kind=row.kind,
            organisation_id=row.organisation_id,
            organisation=name,
            received_on=row.received_on,
            written_on=row.written_on,
            content=row.content,
        )
        for row, name in rows
    )
    return ReceivedPage(
        papers=papers,
        clips=counts(reading, OwnerKind.RECEIVED_PAPER, [one.id for one in papers]),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )
