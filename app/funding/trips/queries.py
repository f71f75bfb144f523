"""Ways of the 支援経過 with a fare: those not yet paid, and those a payment is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, func, or_, select

from app import codes
from app.calendar.fiscal import Period, parse_month
from app.calendar.partial import PartialDate
from app.codes import Service
from app.funding.rules import ENTRY, EXIT
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Spending, SpendingTrip
from app.storage.types import stored_day
from app.storage.work import Reading

_MONTH = len("2026-10")


@dataclass(frozen=True)
class Trip:
    """One way of one 支援経過: never with the name of a 対象者."""

    activity_id: str
    day: PartialDate
    worker: str
    means: str
    place: str
    number: str
    service: str
    fare: int

    @property
    def part(self) -> str:
        """The part of the project that a divided 年度 pays it from."""
        return ENTRY if self.service == Service.SUSPECT_SUPPORT else EXIT


@dataclass(frozen=True)
class Waiting:
    """Ways of one month that nothing has paid yet."""

    month: Period
    number: int
    fare: int


@dataclass(frozen=True)
class PaidTrip:
    """A way that a payment pays, and what has become of it since."""

    trip: Trip | None
    """None when the 支援経過 is not there any more."""
    fare: int
    """Yen, as it was paid."""
    changed: bool
    """Whether it says something else today, or was taken back."""


def unpaid(reading: Reading, period: Period) -> tuple[Trip, ...]:
    """The ways of a period that no payment has taken over, in the order of their days."""
    reading.require(Permission.READ_FUNDING)
    rows = reading.session.execute(
        select(Activity, Episode.number)
        .outerjoin(Episode, Episode.id == Activity.episode_id)
        .where(*_unpaid(reading, period))
        .order_by(Activity.day, Activity.id)
    )
    found = (_trip(row.Activity, row.number) for row in rows)
    return tuple(one for one in found if period.holds(one.day))


def waiting(reading: Reading, period: Period) -> tuple[Waiting, ...]:
    """The months of a 年度 with ways that nothing has paid yet."""
    reading.require(Permission.READ_FUNDING)
    month = func.substr(Activity.day, 1, _MONTH, type_=String)
    rows = reading.session.execute(
        select(month, func.count(), func.sum(Activity.fare))
        .where(*_unpaid(reading, period))
        .group_by(month)
        .order_by(month)
    )
    return tuple(
        Waiting(parse_month(text), number, fare or 0)
        for text, number, fare in rows
        if not text.endswith("-00")
    )


def trips_of(reading: Reading, spending_id: str) -> tuple[PaidTrip, ...]:
    """The ways that a payment pays: its evidence."""
    reading.require(Permission.READ_FUNDING)
    rows = reading.session.execute(
        select(SpendingTrip, Activity, Episode.number)
        .outerjoin(Activity, Activity.id == SpendingTrip.activity_id)
        .outerjoin(Episode, Episode.id == Activity.episode_id)
        .where(SpendingTrip.office_id == reading.office_id, SpendingTrip.spending_id == spending_id)
        .order_by(Activity.day, SpendingTrip.id)
    )
    return tuple(
        PaidTrip(
            trip=None if row.Activity is None else _trip(row.Activity, row.number),
            fare=row.SpendingTrip.fare,
            changed=_changed(row.SpendingTrip, row.Activity),
        )
        for row in rows
    )


def changed_since(reading: Reading, year_id: str) -> Mapping[str, int]:
    """Payment → how many of its ways say something else today than when they were paid."""
    reading.require(Permission.READ_FUNDING)
    rows = reading.session.execute(
        select(SpendingTrip.spending_id, func.count())
        .join(Spending, Spending.id == SpendingTrip.spending_id)
        .outerjoin(Activity, Activity.id == SpendingTrip.activity_id)
        .where(
            SpendingTrip.office_id == reading.office_id,
            Spending.year_id == year_id,
            or_(
                Activity.id.is_(None),
                Activity.withdrawn_at.is_not(None),
                Activity.fare.is_(None),
                Activity.fare != SpendingTrip.fare,
            ),
        )
        .group_by(SpendingTrip.spending_id)
    )
    return {row[0]: row[1] for row in rows}


def _unpaid(reading: Reading, period: Period) -> tuple[ColumnElement[bool], ...]:
    first, last = PartialDate.of(period.first), PartialDate.of(period.last)
    paid = select(SpendingTrip.activity_id).where(SpendingTrip.office_id == reading.office_id)
    return (
        Activity.office_id == reading.office_id,
        # a day known only to the month begins before its first day
        Activity.day >= stored_day(PartialDate(first.year, first.month)),
        Activity.day <= stored_day(last),
        Activity.fare > 0,
        Activity.withdrawn_at.is_(None),
        Activity.id.not_in(paid),
    )


def _changed(paid: SpendingTrip, activity: Activity | None) -> bool:
    return activity is None or activity.withdrawn_at is not None or activity.fare != paid.fare


def _trip(row: Activity, number: str | None) -> Trip:
    return Trip(
        activity_id=row.id,
        day=row.day,
        worker=row.worker,
        means=codes.label("means", row.means),
        place=row.place,
        number=number or row.number_text,
        service=row.service,
        fare=row.fare or 0,
    )
