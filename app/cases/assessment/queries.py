"""Reads of アセスメントシート."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.cases.assessment.rules import NeedChange, NeedWords, changes, domains
from app.cases.printed import CaseHead, case_head
from app.staff.permissions import Permission
from app.storage.records import Assessment, Episode, Need
from app.storage.work import Reading


@dataclass(frozen=True)
class SheetFacts:
    """One sheet with its needs by domain, and what changed since the one before it."""

    id: str
    version: int
    episode_id: str
    service: str
    day: date
    worker: str
    wish: str
    summary: str
    needs: Mapping[str, NeedWords]
    since: date | None = None
    """The day of the sheet before; None for the first."""
    changes: tuple[NeedChange, ...] = ()


@dataclass(frozen=True)
class SheetsPage:
    """The sheets of a case, newest first, and who may write them."""

    episode_id: str
    sheets: tuple[SheetFacts, ...]
    start_from: SheetFacts | None
    """What a new sheet copies: the newest here, else the person's newest of another 業務."""
    edit_refusal: str


@dataclass(frozen=True)
class PrintedSheet:
    """Everything アセスメントシート prints; `needs` has every domain, None where nothing is written."""

    head: CaseHead
    sheet: SheetFacts
    needs: tuple[tuple[str, NeedWords | None], ...]
    previous: SheetFacts | None


def sheets(reading: Reading, episode_id: str) -> SheetsPage:
    """Every sheet of a case."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    own = _sheets(reading, episode.id)
    start_from = own[0] if own else _newest_elsewhere(reading, episode)
    return SheetsPage(episode.id, own, start_from, reading.actor.refusal(Permission.EDIT_CASES))


def sheet(reading: Reading, sheet_id: str) -> PrintedSheet:
    """One sheet with the head of its case, to be printed."""
    reading.require(Permission.READ_CASES)
    record = reading.get(Assessment, sheet_id)
    own = _sheets(reading, record.episode_id)
    place = next(place for place, one in enumerate(own) if one.id == record.id)
    found = own[place]
    return PrintedSheet(
        head=case_head(reading, record.episode_id, found.day),
        sheet=found,
        needs=tuple((domain, found.needs.get(domain)) for domain in domains()),
        previous=own[place + 1] if place + 1 < len(own) else None,
    )


def _sheets(reading: Reading, episode_id: str) -> tuple[SheetFacts, ...]:
    """Newest first; of two on one day the one that was entered later."""
    rows = reading.session.execute(
        select(Assessment, Episode.service)
        .join(Episode, Episode.id == Assessment.episode_id)
        .where(Assessment.office_id == reading.office_id, Assessment.episode_id == episode_id)
        .order_by(Assessment.day, Assessment.id)
    ).all()
    needs = _needs(reading, [row.Assessment.id for row in rows])
    facts: list[SheetFacts] = []
    for row in rows:
        before = facts[-1] if facts else None
        facts.append(_facts(row.Assessment, row.service, needs, before))
    return tuple(reversed(facts))


def _newest_elsewhere(reading: Reading, episode: Episode) -> SheetFacts | None:
    row = reading.session.execute(
        select(Assessment, Episode.service)
        .join(Episode, Episode.id == Assessment.episode_id)
        .where(
            Assessment.office_id == reading.office_id,
            Episode.person_id == episode.person_id,
            Episode.id != episode.id,
        )
        .order_by(Assessment.day.desc(), Assessment.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return _facts(row.Assessment, row.service, _needs(reading, [row.Assessment.id]), None)


def _needs(reading: Reading, sheet_ids: list[str]) -> dict[str, dict[str, NeedWords]]:
    found: dict[str, dict[str, NeedWords]] = {}
    if not sheet_ids:
        return found
    rows = reading.session.scalars(select(Need).where(Need.assessment_id.in_(sheet_ids)))
    for row in rows:
        found.setdefault(row.assessment_id, {})[row.domain] = NeedWords(row.status, row.text)
    return found


def _facts(
    row: Assessment,
    service: str,
    needs: dict[str, dict[str, NeedWords]],
    before: SheetFacts | None,
) -> SheetFacts:
    own = needs.get(row.id, {})
    return SheetFacts(
        id=row.id,
        version=row.version,
        episode_id=row.episode_id,
        service=service,
        day=row.day,
        worker=row.worker,
        wish=row.wish,
        summary=row.summary,
        needs={domain: own[domain] for domain in domains() if domain in own},
        since=before.day if before else None,
        changes=changes(before.needs, own) if before else (),
    )
