"""Reads of the register: who works in a 年度, with their hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.funding.register.rules import CheckedStaff, StaffInput, hours_fields, qualified_span
from app.funding.rules import uncovered
from app.funding.spending.rules import Worked
from app.funding.typed import hours_words
from app.staff.permissions import Permission
from app.storage.records import FundingHours, FundingStaff
from app.storage.work import Reading


@dataclass(frozen=True)
class StaffFacts:
    """One member of staff with the hours of a 年度."""

    id: str
    version: int
    facts: CheckedStaff
    hours: Mapping[date, Worked]
    """By the first day of the month."""

    def typed(self) -> StaffInput:
        """As it would be typed."""
        one = self.facts
        return StaffInput(
            name=one.name,
            post=one.post,
            since=wareki.short(one.since),
            until=wareki.short(one.until) if one.until else "",
            dedicated=one.dedicated,
            qualifications=one.qualifications,
            qualified_since=wareki.short(one.qualified_since) if one.qualified_since else "",
            note=one.note,
        )

    def typed_hours(self, months: Iterable[Period]) -> dict[str, str]:
        """The hours as they would be typed, by the names of their fields."""
        found = {}
        for month in months:
            worked = self.hours.get(month.first)
            whole, own = hours_fields(month.first)
            found[whole] = "" if worked is None else hours_words(worked.whole)
            found[own] = "" if worked is None else hours_words(worked.own)
        return found


def register(reading: Reading, period: Period) -> tuple[StaffFacts, ...]:
    """Everybody who works on a day of the period, in the order in which they came."""
    reading.require(Permission.READ_FUNDING)
    rows = reading.session.scalars(
        select(FundingStaff)
        .where(
            FundingStaff.office_id == reading.office_id,
            FundingStaff.since <= period.last,
            or_(FundingStaff.until.is_(None), FundingStaff.until >= period.first),
        )
        .order_by(FundingStaff.since, FundingStaff.name, FundingStaff.id)
    ).all()
    hours = _hours(reading, period)
    return tuple(
        StaffFacts(
            id=row.id,
            version=row.version,
            facts=CheckedStaff(
                name=row.name,
                post=row.post,
                since=row.since,
                until=row.until,
                dedicated=row.dedicated,
                qualifications=tuple(row.qualifications),
                qualified_since=row.qualified_since,
                note=row.note,
            ),
            hours=hours.get(row.id, {}),
        )
        for row in rows
    )


def days_without(
    staff: Iterable[StaffFacts],
    first: date,
    last: date,
    least: int,
    *,
    dedicated_only: bool = False,
) -> tuple[tuple[date, date], ...]:
    """The stretches of days on which there are too few 社会福祉士等."""
    spans = (
        qualified_span(
            one.facts.qualifications,
            one.facts.since,
            one.facts.until,
            one.facts.qualified_since,
        )
        for one in staff
        if one.facts.dedicated or not dedicated_only
    )
    return uncovered((span for span in spans if span is not None), first, last, least)


def _hours(reading: Reading, period: Period) -> dict[str, dict[date, Worked]]:
    rows = reading.session.scalars(
        select(FundingHours).where(
            FundingHours.office_id == reading.office_id,
            FundingHours.month.between(period.first, period.last),
        )
    )
    found: dict[str, dict[date, Worked]] = {}
    for row in rows:
        found.setdefault(row.staff_id, {})[row.month] = Worked(row.whole_minutes, row.own_minutes)
    return found
