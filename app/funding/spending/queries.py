"""Reads of what was paid in a 年度: what counts of it, and what stood there before corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.attachments.queries import counts
from app.attachments.rules import OwnerKind
from app.calendar import wareki
from app.clock import JST
from app.funding.register.queries import StaffFacts
from app.funding.rules import Rounding
from app.funding.spending.rules import (
    CheckedSpending,
    Counted,
    SpendingInput,
    counted,
    earlier_words,
    month_worked,
)
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Spending, SpendingRevision, SpendingTrip
from app.storage.work import Reading

FIELDS = (
    *("day", "category", "item", "part", "payee", "what", "amount", "units"),
    *("staff_id", "month"),
)


@dataclass(frozen=True)
class Earlier:
    """What a correction changed: when, by whom, why, and what stood before."""

    at: datetime
    by: str
    reason: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SpendingFacts:
    """One payment."""

    id: str
    version: int
    facts: CheckedSpending
    staff: str
    """The name of whom it was paid for; '' for none."""
    counted: Counted
    clips: int
    """How many files are attached."""
    trips: int
    """How many ways of the 支援経過 it pays."""
    withdrawn: str
    """When, by whom and why it was taken back; '' while it stands."""
    earlier: tuple[Earlier, ...]

    def typed(self) -> SpendingInput:
        """As it would be typed."""
        one = self.facts
        return SpendingInput(
            day=wareki.short(one.day),
            category=one.category,
            payee=one.payee,
            what=one.what,
            amount=f"{one.amount:,}",
            item=one.item or "",
            part=one.part,
            units="" if one.units == 1 else str(one.units),
            staff_id=one.staff_id or "",
            month=wareki.short(one.month).rpartition(".")[0] if one.month else "",
        )


def spendings(
    reading: Reading,
    year_id: str,
    staff: Mapping[str, StaffFacts],
    *,
    dear_from: int,
    rounding: tuple[Rounding, int],
) -> tuple[SpendingFacts, ...]:
    """Every payment of a 年度 in the order of its days, also those that were taken back."""
    reading.require(Permission.READ_FUNDING)
    rows = reading.session.scalars(
        select(Spending)
        .where(Spending.office_id == reading.office_id, Spending.year_id == year_id)
        .order_by(Spending.day, Spending.id)
    ).all()
    clips = counts(reading, OwnerKind.SPENDING, [row.id for row in rows])
    trips = _trips(reading, year_id)
    earlier = _revisions(reading, year_id)
    names = staff_names(reading)
    found = []
    for row in rows:
        facts = CheckedSpending(**{name: getattr(row, name) for name in FIELDS})
        person = staff.get(row.staff_id or "")
        month = month_worked(row.day, row.month)
        found.append(
            SpendingFacts(
                id=row.id,
                version=row.version,
                facts=facts,
                staff=person.facts.name if person else "",
                counted=counted(
                    facts,
                    dear_from=dear_from,
                    dedicated=person is not None and person.facts.dedicated,
                    worked=person.hours.get(month) if person else None,
                    rounding=rounding,
                ),
                clips=clips.get(row.id, 0),
                trips=trips.get(row.id, 0),
                withdrawn=_withdrawn_words(row, names),
                earlier=_earlier(row, earlier.get(row.id, ()), names),
            )
        )
    return tuple(found)


def content_of(spending: Spending) -> dict[str, Any]:
    """A payment as plain values, as a correction keeps it."""
    values = {name: getattr(spending, name) for name in FIELDS}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _withdrawn_words(row: Spending, names: Mapping[str, str]) -> str:
    if row.withdrawn_at is None:
        return ""
    by = names.get(row.withdrawn_by or "", "")
    return f"取消し　{wareki.short(row.withdrawn_at.astimezone(JST).date())} {by}「{row.withdrawn_why}」"


def _trips(reading: Reading, year_id: str) -> dict[str, int]:
    rows = reading.session.execute(
        select(SpendingTrip.spending_id, func.count())
        .join(Spending, Spending.id == SpendingTrip.spending_id)
        .where(SpendingTrip.office_id == reading.office_id, Spending.year_id == year_id)
        .group_by(SpendingTrip.spending_id)
    )
    return {row[0]: row[1] for row in rows}


def _revisions(reading: Reading, year_id: str) -> dict[str, list[SpendingRevision]]:
    """Of each payment, the newest first."""
    rows = reading.session.scalars(
        select(SpendingRevision)
        .join(Spending, Spending.id == SpendingRevision.spending_id)
        .where(SpendingRevision.office_id == reading.office_id, Spending.year_id == year_id)
        .order_by(SpendingRevision.created_at.desc(), SpendingRevision.id.desc())
    )
    found: dict[str, list[SpendingRevision]] = {}
    for row in rows:
        found.setdefault(row.spending_id, []).append(row)
    return found


def _earlier(
    row: Spending, revisions: Sequence[SpendingRevision], names: Mapping[str, str]
) -> tuple[Earlier, ...]:
    found = []
    after = content_of(row)
    for one in revisions:
        words = earlier_words(one.before, after)
        found.append(Earlier(one.created_at, names.get(one.by, ""), one.reason, words))
        after = one.before
    return tuple(found)
