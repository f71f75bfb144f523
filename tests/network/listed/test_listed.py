"""The 関係機関 of the whole country are on record once, and stay as the centre changed them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.errors import NotAllowed
from app.network.listed import queries
from app.network.listed.actions import prefill
from app.network.listed.rules import listed
from app.network.organisations import actions
from app.network.organisations import queries as organisations
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry, Organisation
from tests.conftest import OpenedOffice

ALL = 48 + 50 + 216


def count(opened: OpenedOffice) -> int:
    with opened.office.reading(opened.actor) as reading:
        return reading.session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_the_lists_hold_centres_offices_and_prisons() -> None:
    assert len(listed()) == ALL
    centre = listed()["settlement_center:11"]
    assert (centre.prefecture, centre.hidden_address, centre.public) == ("10", True, False)
    office = listed()["probation_office:前橋保護観察所"]
    assert (office.public, office.hidden_address, office.kana[:4]) == (True, False, "マエバシ")
    assert listed()["correctional:榛名女子学園"].note == "少年院"


def test_taking_them_twice_changes_nothing(opened: OpenedOffice) -> None:
    for taken in (ALL, 0):
        with opened.office.work(opened.actor) as work:
            assert prefill(work) == taken
        assert count(opened) == ALL
    with opened.office.reading(opened.actor) as reading:
        told = reading.session.scalars(
            select(HistoryEntry.words).where(HistoryEntry.kind == "organisation.listed")
        ).all()
        assert told == ["全国の一覧から関係機関を登録（314件）"]
        assert [one.name for one in organisations.search(reading, "まえばし けいむしょ")] == [
            "前橋刑務所"
        ]


def test_what_the_centre_changed_or_closed_stays(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        prefill(work)
    with opened.office.reading(opened.actor) as reading:
        found = organisations.search(reading, "前橋保護観察所")[0]
        page = organisations.organisation(reading, found.id)
    assert page.listed
    with opened.office.work(opened.actor) as work:
        actions.change(work, page.id, page.version, replace(page.facts, phone="027-000-0000"))
    with opened.office.reading(opened.actor) as reading:
        page = organisations.organisation(reading, found.id)
    with opened.office.work(opened.actor) as work:
        actions.close(work, page.id, page.version, "R8.11.1")
    with opened.office.work(opened.actor) as work:
        assert prefill(work) == 0
    with opened.office.reading(opened.actor) as reading:
        page = organisations.organisation(reading, page.id)
        assert page.facts.phone == "027-000-0000" and page.closed_on is not None


def test_only_what_a_list_gained_is_taken(
    opened: OpenedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened.office.work(opened.actor) as work:
        prefill(work)
    new = replace(listed()["correctional:榛名女子学園"], name="見本少年院")
    grown = {**listed(), "correctional:見本少年院": new}
    for module in ("queries", "actions"):
        monkeypatch.setattr(f"app.network.listed.{module}.listed", lambda: grown)
    with opened.office.reading(opened.actor) as reading:
        assert queries.missing(reading) == ("correctional:見本少年院",)
    with opened.office.work(opened.actor) as work:
        assert prefill(work) == 1
    assert count(opened) == ALL + 1


def test_who_may_take_them(opened: OpenedOffice) -> None:
    auditor = Actor(opened.actor.staff_id, "例示 樹", Role.AUDITOR)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        prefill(work)
