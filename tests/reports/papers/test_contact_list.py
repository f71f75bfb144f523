"""連絡先一覧: what is listed, by kind, and no address that stays out of print unless asked for."""

from __future__ import annotations

from app.network.contacts import actions as contacts
from app.network.contacts.rules import ContactInput
from app.network.directory.queries import DirectoryFilter, hidden_addresses
from app.network.organisations import actions
from app.network.organisations.rules import OrganisationInput
from app.reports.papers.contact_list import HIDDEN, contact_list
from app.reports.papers.paper import Grid
from app.reports.papers.render import render
from tests.conftest import OpenedOffice

SHELTER = OrganisationInput(
    "settlement_center", "模擬定着支援センター", prefecture="10", address="内緒町1丁目",
    hidden_address=True, phone="000-1",
)  # fmt: skip
CITY = OrganisationInput(
    "welfare_office", "見本市福祉事務所", municipality="10201", address="表町2"
)


def fill(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        actions.add(work, SHELTER)
        city = actions.add(work, CITY)
        contacts.add(work, city, ContactInput("例示 主査", "保護課", "000-2"))
        contacts.add(work, city, ContactInput("異動 済", left_on="R8.4.1"))


def test_a_hidden_address_is_printed_only_when_switched_on(opened: OpenedOffice) -> None:
    fill(opened)
    every = DirectoryFilter()
    with opened.office.reading(opened.actor) as reading:
        assert hidden_addresses(reading, every) == 1
        assert hidden_addresses(reading, DirectoryFilter(kinds=("welfare_office",))) == 0
        quiet = "\n".join(contact_list(reading, every).texts())
        loud = "\n".join(contact_list(reading, every, hidden_too=True).texts())
    assert "内緒町" not in quiet and f"群馬県{HIDDEN}" in quiet
    assert "群馬県内緒町1丁目" in loud
    assert "群馬県前橋市表町2" in quiet


def test_the_list_is_in_order_of_kinds_with_those_who_are_there(opened: OpenedOffice) -> None:
    fill(opened)
    with opened.office.reading(opened.actor) as reading:
        paper = contact_list(reading, DirectoryFilter())
        narrowed = contact_list(reading, DirectoryFilter(text="福祉事務所"))
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    assert [grid.title for grid in grids] == ["更生保護・司法（1件）", "行政（1件）"]
    assert grids[1].rows[0][4] == "保護課 例示 主査 000-2"
    assert len(narrowed.blocks) == 1
    printed = render(paper)
    assert printed.pages == 1 and not printed.missing


def test_an_empty_list_says_so(opened: OpenedOffice) -> None:
    with opened.office.reading(opened.actor) as reading:
        texts = list(contact_list(reading, DirectoryFilter(text="ない")).texts())
    assert "この条件に合う関係機関はありません。" in texts
