"""Reads of what a 関係機関 offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app import codes
from app.calendar import wareki
from app.network.offers.rules import DOMAINS, OfferInput, is_old_news
from app.staff.permissions import Permission
from app.storage.records import OrganisationOffer
from app.storage.work import Reading


@dataclass(frozen=True)
class Offer:
    """One offer, and whether its free places should be asked for again."""

    id: str
    version: int
    facts: OfferInput
    vacancy_on: date | None
    old_news: bool


def offers_of(reading: Reading, organisation_id: str) -> tuple[Offer, ...]:
    """Everything a 関係機関 offers, in the order of the needs."""
    reading.require(Permission.READ_CASES)
    today = reading.clock.today()
    rows = reading.session.scalars(
        select(OrganisationOffer)
        .where(
            OrganisationOffer.office_id == reading.office_id,
            OrganisationOffer.organisation_id == organisation_id,
        )
        .order_by(OrganisationOffer.created_at, OrganisationOffer.title, OrganisationOffer.id)
    )
    order = {row.code: place for place, row in enumerate(codes.table(DOMAINS))}
    found = sorted(rows, key=lambda row: order.get(row.domain, len(order)))
    return tuple(_offer(row, today) for row in found)


def _offer(row: OrganisationOffer, today: date) -> Offer:
    facts = OfferInput(
        domain=row.domain,
        title=row.title,
        capacity="" if row.capacity is None else str(row.capacity),
        vacancy="" if row.vacancy is None else str(row.vacancy),
        vacancy_on=wareki.short(row.vacancy_on) if row.vacancy_on else "",
        accepts=tuple(row.accepts),
        conditions=row.conditions,
        note=row.note,
    )
    return Offer(row.id, row.version, facts, row.vacancy_on, is_old_news(row.vacancy_on, today))
