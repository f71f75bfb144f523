"""Reads of the list of 関係機関, and of everybody who is connected with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select

from app import codes
from app.network.organisations.queries import finding
from app.network.organisations.rules import KINDS
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.storage.records import Organisation, OrganisationContact, OrganisationOffer
from app.storage.work import Reading

PAGE = 200


@dataclass(frozen=True)
class DirectoryFilter:
    """What the list shows; empty means all.

    `domains` are needs of which an offer must answer one. `flags` are 区分 of a person: an offer
    fits that names one of them, or says nothing of 区分. `accepts` must all be said by one offer.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    prefecture: str = ""
    """Also those whose prefecture is not known."""
    domains: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    vacant: bool = False
    closed_too: bool = False


@dataclass(frozen=True)
class DirectoryRow:
    """One row of the list."""

    id: str
    kind: str
    name: str
    kana: str
    prefecture: str
    municipality: str
    phone: str
    closed_on: date | None
    domains: tuple[str, ...]
    vacancy: int | None
    """Places free by what was heard last; None where nobody asked."""
    vacancy_on: date | None


@dataclass(frozen=True)
class DirectoryPage:
    """One page of the list and how many rows there are in all."""

    rows: tuple[DirectoryRow, ...]
    total: int


@dataclass(frozen=True)
class ContactLine:
    """A 関係機関 as 連絡先一覧 prints it."""

    kind: str
    name: str
    phone: str
    fax: str
    mail: str
    prefecture: str
    municipality: str
    address: str
    hidden_address: bool
    people: tuple[str, ...]


_VACANCY = (
    select(func.sum(OrganisationOffer.vacancy))
    .where(OrganisationOffer.organisation_id == Organisation.id)
    .correlate(Organisation)
    .scalar_subquery()
)
_SORTS: dict[str, tuple[Any, ...]] = {
    "name": (),
    "kind": (Organisation.kind,),
    "place": (
        func.coalesce(Organisation.prefecture, "99"),
        func.coalesce(Organisation.municipality, ""),
    ),
    "vacancy": (func.coalesce(_VACANCY, -1),),
}


def directory(
    reading: Reading,
    wanted: DirectoryFilter,
    *,
    sort: str = "name",
    descending: bool = False,
    offset: int = 0,
    limit: int = PAGE,
) -> DirectoryPage:
    """One page of 関係機関, filtered, sorted and counted by the database."""
    reading.require(Permission.READ_CASES)
    conditions = _conditions(reading, wanted)
    total = reading.session.scalar(
        select(func.count()).select_from(Organisation).where(*conditions)
    )
    keys = [*_SORTS[sort], Organisation.kana_key, Organisation.id]
    order = [key.desc() if descending else key for key in keys]
    found = reading.session.scalars(
        select(Organisation).where(*conditions).order_by(*order).offset(offset).limit(limit)
    ).all()
    offers = _offers(reading, [one.id for one in found])
    rows = tuple(_row(one, offers.get(one.id, [])) for one in found)
    return DirectoryPage(rows, total or 0)


def hidden_addresses(reading: Reading, wanted: DirectoryFilter) -> int:
    """How many of the list have an address that stays out of print."""
    reading.require(Permission.READ_CASES)
    found = select(func.count()).select_from(Organisation).where(*_conditions(reading, wanted))
    hidden = found.where(Organisation.hidden_address.is_(True), Organisation.address != "")
    return reading.session.scalar(hidden) or 0


def contact_lines(reading: Reading, wanted: DirectoryFilter) -> tuple[ContactLine, ...]:
    """The whole list with its 連絡先 and 担当者, by kind and フリガナ, for print."""
    reading.require(Permission.READ_CASES)
    order = {row.code: place for place, row in enumerate(codes.table(KINDS))}
    found = reading.session.scalars(
        select(Organisation)
        .where(*_conditions(reading, wanted))
        .order_by(Organisation.kana_key, Organisation.id)
    ).all()
    people: dict[str, list[str]] = {}
    for row in reading.session.execute(
        select(
            OrganisationContact.organisation_id,
            OrganisationContact.name,
            OrganisationContact.post,
            OrganisationContact.phone,
        )
        .where(
            OrganisationContact.office_id == reading.office_id,
            OrganisationContact.left_on.is_(None),
        )
        .order_by(OrganisationContact.created_at, OrganisationContact.id)
    ):
        words = " ".join(word for word in (row.post, row.name, row.phone) if word)
        people.setdefault(row.organisation_id, []).append(words)
    lines = [
        ContactLine(
            kind=one.kind,
            name=one.name,
            phone=one.phone,
            fax=one.fax,
            mail=one.mail,
            prefecture=one.prefecture or "",
            municipality=one.municipality or "",
            address=one.address,
            hidden_address=one.hidden_address,
            people=tuple(people.get(one.id, ())),
        )
        for one in found
    ]
    return tuple(sorted(lines, key=lambda line: order.get(line.kind, len(order))))


def _conditions(reading: Reading, wanted: DirectoryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Organisation.office_id == reading.office_id]
    if search_folded(wanted.text):
        found.append(finding(wanted.text))
    if wanted.kinds:
        found.append(Organisation.kind.in_(wanted.kinds))
    if wanted.prefecture:
        found.append(
            or_(Organisation.prefecture == wanted.prefecture, Organisation.prefecture.is_(None))
        )
    if not wanted.closed_too:
        found.append(Organisation.closed_on.is_(None))
    fits = _fits(wanted)
    if fits:
        offer = select(OrganisationOffer.id).where(
            OrganisationOffer.organisation_id == Organisation.id, *fits
        )
        found.append(offer.exists())
    return found


def _fits(wanted: DirectoryFilter) -> list[ColumnElement[bool]]:
    """What one offer must say."""
    fits: list[ColumnElement[bool]] = [_said(code) for code in wanted.accepts]
    if wanted.domains:
        fits.append(OrganisationOffer.domain.in_(wanted.domains))
    if wanted.flags:
        silent = and_(*(~_said(row.code) for row in codes.table("flag")))
        fits.append(or_(silent, *(_said(code) for code in wanted.flags)))
    if wanted.vacant:
        fits.append(OrganisationOffer.vacancy > 0)
    return fits


def _said(code: str) -> ColumnElement[bool]:
    """Whether an offer names a code of `accepts`; both engines keep the list as text."""
    return cast(OrganisationOffer.accepts, Text).contains(f'"{code}"', autoescape=True)


def _offers(reading: Reading, ids: list[str]) -> dict[str, list[OrganisationOffer]]:
    found: dict[str, list[OrganisationOffer]] = {}
    rows = reading.session.scalars(
        select(OrganisationOffer)
        .where(OrganisationOffer.organisation_id.in_(ids))
        .order_by(OrganisationOffer.created_at, OrganisationOffer.id)
    )
    for row in rows:
        found.setdefault(row.organisation_id, []).append(row)
    return found


def _row(one: Organisation, offers: list[OrganisationOffer]) -> DirectoryRow:
    heard = [offer for offer in offers if offer.vacancy is not None]
    days = [offer.vacancy_on for offer in heard if offer.vacancy_on is not None]
    return DirectoryRow(
        id=one.id,
        kind=one.kind,
        name=one.name,
        kana=one.kana,
        prefecture=one.prefecture or "",
        municipality=one.municipality or "",
        phone=one.phone,
        closed_on=one.closed_on,
        domains=tuple(dict.fromkeys(offer.domain for offer in offers)),
        vacancy=sum(offer.vacancy or 0 for offer in heard) if heard else None,
        vacancy_on=min(days) if days else None,
    )
