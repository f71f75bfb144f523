"""Reads of the measures of a 更生緊急保護."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases.measures.rules import FIRST, TWO_YEARS, YEAR, Frame, limit
from app.deadlines.known.queries import centre_rulebook
from app.staff.permissions import Permission
from app.storage.records import AftercareMeasure, Episode, Organisation
from app.storage.work import Reading

_MONEY, _OTHER = "lodging", "guidance"
"""One measure of each of the two kinds of extension."""


@dataclass(frozen=True)
class MeasureFacts:
    """One measure."""

    id: str
    version: int
    kind: str
    organisation_id: str
    organisation: str
    """委託先; '' where the office gives it itself."""
    since: date
    until: date | None
    ended_on: date | None
    note: str
    limit: date | None
    """The last day on which it may be given."""

    def runs_on(self, day: date) -> bool:
        """Whether it is given on a day."""
        last = self.ended_on or self.until
        return self.since <= day and (last is None or day <= last)


@dataclass(frozen=True)
class MeasuresPage:
    """The measures of a case and the ends of the period."""

    release: PartialDate | None
    extension: PartialDate | None
    first_end: date | None
    """Six months from the release."""
    money_end: date | None
    """How far 金品 and 宿泊 reach with an extension."""
    other_end: date | None
    """How far the other measures reach with one."""
    measures: tuple[MeasureFacts, ...]
    edit_refusal: str


def measures(reading: Reading, episode_id: str) -> MeasuresPage:
    """What is given, and until when it may be."""
    reading.require(Permission.READ_CASES)
    bounds = frame(reading, episode_id)
    rows = reading.session.execute(
        select(AftercareMeasure, Organisation.name)
        .outerjoin(Organisation, Organisation.id == AftercareMeasure.organisation_id)
        .where(
            AftercareMeasure.office_id == reading.office_id,
            AftercareMeasure.episode_id == episode_id,
        )
        .order_by(AftercareMeasure.since.desc(), AftercareMeasure.id.desc())
    )
    return MeasuresPage(
        release=bounds.release,
        extension=bounds.extension,
        first_end=limit(bounds, _MONEY, extended=False),
        money_end=limit(bounds, _MONEY, extended=True),
        other_end=limit(bounds, _OTHER, extended=True),
        measures=tuple(
            MeasureFacts(
                id=row.id,
                version=row.version,
                kind=row.kind,
                organisation_id=row.organisation_id or "",
                organisation=name or "",
                since=row.since,
                until=row.until,
                ended_on=row.ended_on,
                note=row.note,
                limit=limit(bounds, row.kind),
            )
            for row, name in rows
        ),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )


def frame(reading: Reading, episode_id: str) -> Frame:
    """What bounds the measures of a case, by the rules as this office set them."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    book = centre_rulebook(reading)
    rules = tuple(rule for one in (FIRST, YEAR, TWO_YEARS) for rule in book.versions(one))
    return Frame(episode.release, episode.extension, rules)
