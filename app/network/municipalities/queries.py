"""Reads of municipalities: the list of one 年度, and one municipality through the years."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app import places
from app.calendar.fiscal import fiscal_year_of
from app.network.municipalities.rules import YearInput
from app.network.organisations.queries import OrganisationRow, organisations
from app.people.names import search_folded
from app.places import Municipality
from app.staff.permissions import Permission
from app.storage.records import MunicipalityYear, Organisation
from app.storage.work import Reading


@dataclass(frozen=True)
class MunicipalityFilter:
    """What the list shows of a 年度; empty means all."""

    fiscal_year: int
    text: str = ""
    prefecture: str = ""
    runs: str = ""


@dataclass(frozen=True)
class MunicipalityRow:
    """One municipality in one 年度."""

    id: str
    """Its five-digit code."""
    prefecture: str
    name: str
    kana: str
    runs: str
    multi_agency: str
    """The name of whoever does 多機関協働事業."""


@dataclass(frozen=True)
class YearFacts:
    """What a municipality did in a 年度; version 0 while nothing is written."""

    id: str
    version: int
    fiscal_year: int
    facts: YearInput


@dataclass(frozen=True)
class MunicipalityPage:
    """One municipality: the 年度 asked for, those that are written, newest first, and who is there."""

    municipality: Municipality
    shown: YearFacts
    years: tuple[YearFacts, ...]
    named: Mapping[str, OrganisationRow]
    """Every 関係機関 that the years name, by id."""
    here: tuple[OrganisationRow, ...]
    """Those that are in this municipality."""
    edit_refusal: str


@dataclass(frozen=True)
class MunicipalityList:
    """The rows of the list in their order, and how many can be copied from the 年度 before."""

    rows: tuple[MunicipalityRow, ...]
    to_copy: int


_SORTS: dict[str, Callable[[MunicipalityRow], Any]] = {
    "name": lambda row: row.kana,
    "code": lambda row: row.id,
    "runs": lambda row: ("yes", "preparing", "no", "unknown").index(row.runs),
    "multi_agency": lambda row: (not row.multi_agency, row.multi_agency),
}


def municipality_list(
    reading: Reading, wanted: MunicipalityFilter, *, sort: str = "code", descending: bool = False
) -> MunicipalityList:
    """Every municipality that the filter lets pass, with what is known of the 年度."""
    reading.require(Permission.READ_CASES)
    known = {
        row.municipality: row for row in reading.session.scalars(_of(reading, wanted.fiscal_year))
    }
    before = reading.session.scalars(
        _of(reading, wanted.fiscal_year - 1).with_only_columns(MunicipalityYear.municipality)
    )
    named = organisations(
        reading, (row.multi_agency_id for row in known.values() if row.multi_agency_id)
    )
    text = search_folded(wanted.text)
    rows = []
    for one in places.municipalities():
        row = _row(one, known.get(one.code), named)
        if wanted.prefecture and one.prefecture != wanted.prefecture:
            continue
        if wanted.runs and row.runs != wanted.runs:
            continue
        if text in search_folded(f"{one.name}\n{one.kana}"):
            rows.append(row)
    rows.sort(key=_SORTS[sort], reverse=descending)
    return MunicipalityList(tuple(rows), len(set(before) - known.keys()))


def municipality(reading: Reading, code: str, fiscal_year: int | None = None) -> MunicipalityPage:
    """One municipality; without a 年度 the present one is asked for."""
    reading.require(Permission.READ_CASES)
    found = next(one for one in places.municipalities() if one.code == code)
    rows = reading.session.scalars(
        select(MunicipalityYear)
        .where(
            MunicipalityYear.office_id == reading.office_id, MunicipalityYear.municipality == code
        )
        .order_by(MunicipalityYear.fiscal_year.desc())
    )
    years = tuple(_facts(row) for row in rows)
    wanted = fiscal_year or fiscal_year_of(reading.clock.today())
    empty = YearFacts("", 0, wanted, YearInput())
    here = reading.session.scalars(
        select(Organisation.id)
        .where(
            Organisation.office_id == reading.office_id,
            Organisation.municipality == code,
            Organisation.closed_on.is_(None),
        )
        .order_by(Organisation.kind, Organisation.kana_key, Organisation.id)
    ).all()
    known = organisations(reading, {*here, *(one for year in years for one in year.facts.named)})
    return MunicipalityPage(
        municipality=found,
        shown=next((year for year in years if year.fiscal_year == wanted), empty),
        years=years,
        named=known,
        here=tuple(known[one] for one in here),
        edit_refusal=reading.actor.refusal(Permission.EDIT_NETWORK),
    )


def _of(reading: Reading, fiscal_year: int) -> Select[MunicipalityYear]:
    return select(MunicipalityYear).where(
        MunicipalityYear.office_id == reading.office_id,
        MunicipalityYear.fiscal_year == fiscal_year,
    )


def _row(
    one: Municipality, known: MunicipalityYear | None, named: Mapping[str, OrganisationRow]
) -> MunicipalityRow:
    does = named.get(known.multi_agency_id or "") if known is not None else None
    return MunicipalityRow(
        id=one.code,
        prefecture=one.prefecture,
        name=one.name,
        kana=one.kana,
        runs=known.runs if known is not None else "unknown",
        multi_agency=does.name if does is not None else "",
    )


def _facts(row: MunicipalityYear) -> YearFacts:
    facts = YearInput(
        runs=row.runs,
        multi_agency=row.multi_agency_id or "",
        outreach=row.outreach_id or "",
        participation=row.participation_id or "",
        consultation=tuple(row.consultation_ids),
        note=row.note,
    )
    return YearFacts(row.id, row.version, row.fiscal_year, facts)
