"""更生緊急保護の措置: how far each reaches (85条4項), and what is refused with the day it may go to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.wareki import short
from app.cases.measures.actions import add, correct, remove
from app.cases.measures.queries import measures
from app.cases.measures.rules import Frame, MeasureInput, check, limit
from app.codes import Service
from app.deadlines.of_case.queries import deadlines_of
from app.deadlines.rulebook import rulebook
from app.errors import InvalidInput
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from tests.cases.one_case import ask, begin, do, refused
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)
RULES = tuple(rulebook().rules)
KINDS = [code for code, _ in codes.table("aftercare_measure").choices()]


def frame(release: str | None, extension: str | None = None) -> Frame:
    known = [PartialDate.from_iso(day) if day else None for day in (release, extension)]
    return Frame(known[0], known[1], RULES)


@pytest.mark.parametrize(
    ("kind", "release", "extension", "last"),
    [
        ("lodging", "2026-11-01", None, "2027-05-01"),
        ("guidance", "2026-11-01", None, "2027-05-01"),
        ("lodging", "2026-11-01", "2027-04-01", "2027-11-01"),
        ("food", "2026-11-01", "2027-04-01", "2027-11-01"),
        ("guidance", "2026-11-01", "2027-04-01", "2028-11-01"),
        ("work", "2026-11-01", "2027-04-01", "2028-11-01"),
        ("lodging", "2026-08-31", None, "2027-02-28"),
        ("guidance", "2022-03-01", "2022-08-01", "2023-03-01"),
        ("lodging", None, None, None),
        ("lodging", "2026-11", None, None),
    ],
)
def test_how_far_a_measure_reaches(
    kind: str, release: str | None, extension: str | None, last: str | None
) -> None:
    found = limit(frame(release, extension), kind)
    assert found == (date.fromisoformat(last) if last else None)


@given(
    st.dates(date(2023, 12, 1), date(2026, 6, 1)),
    st.sampled_from(KINDS),
    st.booleans(),
    st.integers(-3, 3),
)
def test_the_last_day_is_kept_and_the_next_is_refused(
    release: date, kind: str, extended: bool, off: int
) -> None:
    bounds = frame(release.isoformat(), (release + timedelta(90)).isoformat() if extended else None)
    last = limit(bounds, kind)
    assert last is not None
    until = short(last + timedelta(days=off))
    typed = MeasureInput(kind, short(release), until, "any")
    if off <= 0:
        assert check(typed, bounds, TODAY).until == last + timedelta(days=off)
        return
    with pytest.raises(InvalidInput) as caught:
        check(typed, bounds, TODAY)
    words = caught.value.by_field()["until"]
    assert short(last) in words and (extended or "延長" in words)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (MeasureInput("lodging", "R8.11.2", "", "any"), "until", "委託期間の終わり"),
        (MeasureInput("lodging", "R8.11.2", "R8.11.1"), "until", "始まりの日"),
        (MeasureInput("lodging", "R8.10.1"), "since", "釈放日"),
        (MeasureInput("lodging", ""), "since", "始まりの日を入力"),
        (MeasureInput("feast", "R8.11.2"), "kind", "一覧から"),
    ],
)
def test_what_cannot_be_kept(typed: MeasureInput, field: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(typed, frame("2026-11-01"), TODAY)
    assert words in caught.value.by_field()[field]


def _dues(office: OpenedOffice, case: str) -> dict[str, date]:
    page = ask(office, lambda r: deadlines_of(r, case))
    return {line.due.rule.id: line.due.day for line in page.dues}


def test_a_home_is_given_and_its_end_stands_on_today(probation_office: OpenedOffice) -> None:
    office = probation_office
    case = begin(office, Service.AFTERCARE, start="R8.10.1", release="R8.10.1")
    home = do(
        office,
        lambda w: organisations.add(
            w, OrganisationInput("self_reliance_home", "見本ホーム", public=False)
        ),
    )
    one = do(office, lambda w: add(w, case, MeasureInput("lodging", "R8.10.1", "R8.11.30", home)))
    page = ask(office, lambda r: measures(r, case))
    assert (page.first_end, page.money_end) == (date(2027, 4, 1), date(2027, 10, 1))
    assert page.other_end == date(2028, 10, 1)
    assert [m.organisation for m in page.measures] == ["見本ホーム"]
    due = _dues(office, case)
    assert due["measure_ends"] == date(2026, 11, 30) and due["ua_6m"] == date(2027, 4, 1)
    ended = MeasureInput("lodging", "R8.10.1", "R8.11.30", home, "R8.11.20")
    do(office, lambda w: correct(w, one, page.measures[0].version, ended))
    assert "measure_ends" not in _dues(office, case)
    version = ask(office, lambda r: measures(r, case)).measures[0].version
    do(office, lambda w: remove(w, one, version))
    assert not ask(office, lambda r: measures(r, case)).measures


def test_only_aftercare_has_measures(probation_office: OpenedOffice) -> None:
    case = begin(probation_office, Service.ADJUSTMENT)
    refused(
        lambda: do(probation_office, lambda w: add(w, case, MeasureInput("food", "R8.11.1"))),
        kind="更生緊急保護",
    )
