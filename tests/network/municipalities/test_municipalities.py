"""What a municipality does of 重層事業, by 年度, copied forward once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound
from app.network.municipalities import actions
from app.network.municipalities.queries import (
    MunicipalityFilter,
    municipality,
    municipality_list,
)
from app.network.municipalities.rules import YearInput
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.staff.permissions import Actor, Role
from tests.conftest import OpenedOffice

TOWN, OTHER = "10201", "10202"
COUNCIL = OrganisationInput("social_welfare_council", "見本市社協", municipality=TOWN)


@pytest.fixture
def council(opened: OpenedOffice) -> str:
    with opened.office.work(opened.actor) as work:
        return organisations.add(work, COUNCIL)


def write(
    opened: OpenedOffice, typed: YearInput, year: int = 2026, version: int = 0, town: str = TOWN
) -> None:
    with opened.office.work(opened.actor) as work:
        actions.write(work, town, year, version, typed)


def runs(opened: OpenedOffice, year: int) -> dict[str, str]:
    with opened.office.reading(opened.actor) as reading:
        found = municipality_list(reading, MunicipalityFilter(year, prefecture="10"))
    return {row.id: row.runs for row in found.rows if row.runs != "unknown"}


def test_a_year_names_who_does_what(opened: OpenedOffice, council: str) -> None:
    write(opened, YearInput("yes", council, council, "", (council, council), "直営"))
    with opened.office.reading(opened.actor) as reading:
        page = municipality(reading, TOWN)
        found = municipality_list(reading, MunicipalityFilter(2026, text="まえばし"))
    assert page.municipality.name == "前橋市" and page.shown.fiscal_year == 2026
    assert page.shown.facts.consultation == (council,)
    assert page.named[council].name == "見本市社協" and [r.id for r in page.here] == [council]
    assert [(row.name, row.runs, row.multi_agency) for row in found.rows] == [
        ("前橋市", "yes", "見本市社協")
    ]
    write(opened, replace(page.shown.facts, runs="preparing"), version=1)
    with pytest.raises(ChangedMeanwhile):
        write(opened, YearInput("yes"), version=1)
    with pytest.raises(ChangedMeanwhile):
        write(opened, YearInput("yes"), version=0)


def test_the_years_stand_beside_each_other(opened: OpenedOffice, council: str) -> None:
    write(opened, YearInput("no"), 2024)
    write(opened, YearInput("preparing"), 2025)
    with opened.office.reading(opened.actor) as reading:
        page = municipality(reading, TOWN)
        assert page.shown.version == 0, "nothing is written about this 年度"
        assert [(y.fiscal_year, y.facts.runs) for y in page.years] == [
            (2025, "preparing"), (2024, "no"),
        ]  # fmt: skip
        assert municipality(reading, TOWN, 2024).shown.facts.runs == "no"


def test_a_year_is_copied_forward_once(opened: OpenedOffice, council: str) -> None:
    write(opened, YearInput("yes", council, "", council, (council,)), 2025)
    write(opened, YearInput("preparing"), 2025, town=OTHER)
    write(opened, YearInput("yes"), 2026, town=OTHER)
    with opened.office.reading(opened.actor) as reading:
        assert municipality_list(reading, MunicipalityFilter(2026)).to_copy == 1
    for copied in (1, 0):
        with opened.office.work(opened.actor) as work:
            assert actions.copy_forward(work, 2026) == copied
    assert runs(opened, 2026) == {TOWN: "yes", OTHER: "yes"}
    with opened.office.reading(opened.actor) as reading:
        page = municipality(reading, TOWN)
        before = municipality(reading, TOWN, 2025)
    assert page.shown.facts == before.shown.facts
    write(opened, YearInput("no"), 2026, page.shown.version)
    assert runs(opened, 2025)[TOWN] == "yes", "the year before stays"


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        (YearInput("maybe"), 2026),
        (YearInput("yes"), 2020),
        (YearInput("yes"), 2028),
        (YearInput("no", "x" * 32), 2026),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_year(
    opened: OpenedOffice, typed: YearInput, year: int
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        write(opened, typed, year)
    assert set(wrong.value.by_field()) == {"runs"}


def test_only_what_there_is(opened: OpenedOffice, council: str) -> None:
    with pytest.raises(NotFound):
        write(opened, YearInput("yes", "0" * 32))
    with pytest.raises(InvalidInput):
        write(opened, YearInput("yes"), town="99999")
    auditor = Actor(opened.actor.staff_id, "例示 樹", Role.AUDITOR)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        actions.write(work, TOWN, 2026, 0, YearInput("yes"))
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        actions.copy_forward(work, 2026)


def test_narrowed_and_sorted(opened: OpenedOffice, council: str) -> None:
    write(opened, YearInput("yes", council))
    with opened.office.reading(opened.actor) as reading:

        def names(wanted: MunicipalityFilter, sort: str = "code") -> list[str]:
            return [row.name for row in municipality_list(reading, wanted, sort=sort).rows]

        assert len(names(MunicipalityFilter(2026))) == 1741
        assert len(names(MunicipalityFilter(2026, prefecture="10"))) == 35
        assert names(MunicipalityFilter(2026, runs="yes")) == ["前橋市"]
        assert names(MunicipalityFilter(2026), "runs")[0] == "前橋市"
        assert names(MunicipalityFilter(2026), "multi_agency")[0] == "前橋市"
