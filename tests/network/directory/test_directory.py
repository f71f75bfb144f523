"""The list of 関係機関: narrowed, sorted and counted by the database; what is offered; who is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import codes
from app.cases import actions as cases
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.cases.placement import actions as placement
from app.cases.placement.rules import PlacementInput
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.network.connected.queries import connections
from app.network.contacts import actions as contacts
from app.network.contacts.queries import contacts_of
from app.network.contacts.rules import ContactInput
from app.network.directory.queries import DirectoryFilter, directory
from app.network.experience import actions as notes
from app.network.experience.queries import notes_of, persons_named
from app.network.experience.rules import NoteInput, names_inside
from app.network.fitting.queries import fitting
from app.network.offers import actions as offers
from app.network.offers.queries import offers_of
from app.network.offers.rules import OfferInput
from app.network.organisations import actions
from app.network.organisations import queries as organisations
from app.network.organisations.rules import OrganisationInput
from app.people import actions as people
from app.people.names import folded
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice

HOME = OrganisationInput("disability_facility", "見本の家", kana="ミホンノイエ", prefecture="10")
ROOM = OfferInput(
    "housing", "一人部屋", "6", "2", "11/20", ("intellectual", "psychiatric", "released"),
    "夜間の見守りあり",
)  # fmt: skip


def make(
    opened: OpenedOffice, *ones: tuple[OrganisationInput, tuple[OfferInput, ...]]
) -> list[str]:
    with opened.office.work(opened.actor) as work:
        ids = []
        for one, offered in ones:
            ids.append(actions.add(work, one))
            for offer in offered:
                offers.add(work, ids[-1], offer)
        return ids


def listed(opened: OpenedOffice, wanted: DirectoryFilter, **how: Any) -> list[str]:
    with opened.office.reading(opened.actor) as reading:
        return [row.name for row in directory(reading, wanted, **how).rows]


@pytest.fixture
def five(opened: OpenedOffice) -> list[str]:
    """Five 関係機関 that differ in every respect the list knows."""
    clinic = OrganisationInput("medical", "仮の診療所", kana="カリ", prefecture="11")
    hostel = OrganisationInput("rehabilitation_facility", "例示寮", kana="レイジ", prefecture="10")
    city = OrganisationInput("welfare_office", "どこか福祉事務所", kana="ドコカ")
    closed = replace(HOME, name="旧の家", kana="キュウ")
    ids = make(
        opened,
        (HOME, (ROOM,)),
        (clinic, (OfferInput("medical", "精神科", accepts=("psychiatric",)),)),
        (hostel, (OfferInput("housing", "居室", "10", "0", "11/1"),)),
        (city, ()),
        (closed, (ROOM,)),
    )
    with opened.office.work(opened.actor) as work:
        actions.close(work, ids[4], 1, "R8.10.1")
    return ids


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (DirectoryFilter(), ["仮の診療所", "どこか福祉事務所", "見本の家", "例示寮"]),
        (DirectoryFilter(closed_too=True, text="の家"), ["旧の家", "見本の家"]),
        (DirectoryFilter(prefecture="10"), ["どこか福祉事務所", "見本の家", "例示寮"]),
        (DirectoryFilter(kinds=("medical", "welfare_office")), ["仮の診療所", "どこか福祉事務所"]),
        (DirectoryFilter(domains=("housing",)), ["見本の家", "例示寮"]),
        (DirectoryFilter(domains=("housing", "medical")), ["仮の診療所", "見本の家", "例示寮"]),
        (DirectoryFilter(accepts=("released",)), ["見本の家"]),
        (DirectoryFilter(accepts=("released", "couples")), []),
        (DirectoryFilter(flags=("intellectual",)), ["見本の家", "例示寮"]),
        (DirectoryFilter(flags=("physical", "elderly")), ["例示寮"]),
        (DirectoryFilter(flags=("intellectual", "elderly")), ["見本の家", "例示寮"]),
        (DirectoryFilter(flags=("psychiatric",), domains=("medical",)), ["仮の診療所"]),
        (DirectoryFilter(vacant=True), ["見本の家"]),
        (DirectoryFilter(text="埼玉 診療"), ["仮の診療所"]),
    ],
)
def test_each_condition_narrows(
    opened: OpenedOffice, five: list[str], wanted: DirectoryFilter, names: list[str]
) -> None:
    assert listed(opened, wanted) == names


def test_sorted_and_paged_by_the_database(opened: OpenedOffice, five: list[str]) -> None:
    every = DirectoryFilter()
    assert listed(opened, every, sort="vacancy", descending=True)[0] == "見本の家"
    assert listed(opened, every, sort="place")[:3] == ["見本の家", "例示寮", "仮の診療所"]
    down = listed(opened, every, sort="name", descending=True)
    assert down == listed(opened, every)[::-1]
    with opened.office.reading(opened.actor) as reading:
        second = directory(reading, every, offset=2, limit=2)
    assert [row.name for row in second.rows] == ["見本の家", "例示寮"] and second.total == 4
    row = second.rows[0]
    assert (row.domains, row.vacancy, row.vacancy_on) == (("housing",), 2, date(2026, 11, 20))


SAID = [row.code for row in codes.table("accepts")][:7]
FLAGS = SAID[:5]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.lists(st.lists(st.sampled_from(SAID), unique=True, max_size=3), max_size=4),
    flags=st.lists(st.sampled_from(FLAGS), unique=True, max_size=2),
    accepts=st.lists(st.sampled_from(SAID[5:]), unique=True, max_size=2),
)
def test_an_offer_fits_as_its_rule_says(
    opened: OpenedOffice, said: list[list[str]], flags: list[str], accepts: list[str]
) -> None:
    with opened.office.work(opened.actor) as work:
        for accepted in said:
            made = actions.add(work, OrganisationInput("other", "相談所"))
            offers.add(work, made, OfferInput("family", "相談", accepts=tuple(accepted)))
    wanted = DirectoryFilter(domains=("family",), flags=tuple(flags), accepts=tuple(accepts))

    def fits(accepted: list[str]) -> bool:
        silent = not set(accepted) & set(FLAGS)
        return set(accepts) <= set(accepted) and (
            not flags or silent or bool(set(flags) & set(accepted))
        )

    with opened.office.reading(opened.actor) as reading:
        found = {row.id for row in directory(reading, wanted, limit=10_000).rows}
        every = directory(reading, DirectoryFilter(domains=("family",)), limit=10_000).rows
        for row in every:
            accepted = [code for one in offers_of(reading, row.id) for code in one.facts.accepts]
            assert (row.id in found) == fits(accepted)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (replace(ROOM, domain=""), "domain"),
        (replace(ROOM, title=" "), "title"),
        (replace(ROOM, capacity="1"), "vacancy"),
        (replace(ROOM, capacity="六"), "capacity"),
        (replace(ROOM, vacancy_on=""), "vacancy_on"),
        (replace(ROOM, vacancy=""), "vacancy"),
        (replace(ROOM, vacancy_on="R9.1.1"), "vacancy_on"),
        (replace(ROOM, accepts=("nobody",)), "accepts"),
        (replace(ROOM, accepts=("men", "women")), "accepts"),
    ],
)
def test_what_contradicts_itself_names_its_field(
    opened: OpenedOffice, typed: OfferInput, field: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        make(opened, (HOME, (typed,)))
    assert set(wrong.value.by_field()) == {field}


def test_an_offer_is_corrected_and_old_news_are_told(opened: OpenedOffice) -> None:
    (home,) = make(opened, (HOME, (replace(ROOM, vacancy_on="R8.9.1", capacity="６人"),)))
    with opened.office.reading(opened.actor) as reading:
        (offer,) = offers_of(reading, home)
    assert offer.old_news and offer.facts.capacity == "6"
    with opened.office.work(opened.actor) as work:
        offers.change(work, offer.id, offer.version, replace(ROOM, vacancy="1"))
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        offers.remove(work, offer.id, offer.version)
    with opened.office.reading(opened.actor) as reading:
        (offer,) = offers_of(reading, home)
    assert not offer.old_news and offer.facts.vacancy == "1"
    with opened.office.work(opened.actor) as work:
        offers.remove(work, offer.id, offer.version)
    with opened.office.reading(opened.actor) as reading:
        assert offers_of(reading, home) == ()


def test_somebody_there_is_found_until_they_leave(opened: OpenedOffice) -> None:
    (home,) = make(opened, (HOME, ()))
    with opened.office.work(opened.actor) as work:
        contacts.add(work, home, ContactInput("渡邉 管理者", "管理者", "027-1"))
        stays = contacts.add(work, home, ContactInput("", "世話人"))
    with opened.office.reading(opened.actor) as reading:
        assert [row.name for row in organisations.search(reading, "渡辺")] == ["見本の家"]
        second, first = contacts_of(reading, home)
    assert second.id == stays
    with opened.office.work(opened.actor) as work:
        contacts.change(work, first.id, first.version, replace(first.facts, left_on="11/1"))
    with opened.office.reading(opened.actor) as reading:
        assert organisations.search(reading, "渡辺") == ()
        assert [one.id for one in contacts_of(reading, home)] == [stays, first.id]
    with opened.office.work(opened.actor) as work:
        contacts.remove(work, second.id, second.version)
    with pytest.raises(InvalidInput), opened.office.work(opened.actor) as work:
        contacts.add(work, home, ContactInput("", ""))


def test_notes_keep_their_day_and_are_newest_first(opened: OpenedOffice) -> None:
    (home,) = make(opened, (HOME, ()))
    with opened.office.work(opened.actor) as work:
        notes.add(work, home, NoteInput("10/1", "見学に快く応じた", "試作"))
        notes.add(work, home, NoteInput("11/1", "夜間の対応が早い", "試作"))
    with opened.office.reading(opened.actor) as reading:
        newest, oldest = notes_of(reading, home)
    assert (newest.facts.text, oldest.day) == ("夜間の対応が早い", date(2026, 10, 1))
    with opened.office.work(opened.actor) as work:
        notes.change(work, oldest.id, oldest.version, replace(oldest.facts, text="見学できた"))
        notes.remove(work, newest.id, newest.version)
    with opened.office.reading(opened.actor) as reading:
        assert [one.facts.text for one in notes_of(reading, home)] == ["見学できた"]
        told = reading.session.scalars(
            select(HistoryEntry.words).where(HistoryEntry.subject_id == home)
        ).all()
    assert len(told) == 5 and not any("夜間" in words for words in told)


def begin(opened: OpenedOffice, name: str, municipality: str = "") -> str:
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput(name, "", "male", ""))
        return cases.open_episode(
            work,
            person,
            Service.FOLLOW_UP,
            {"start": "R8.4.1", "municipality": municipality, "intellectual": True},
        )


def test_names_of_persons_in_a_note_are_noticed(opened: OpenedOffice) -> None:
    begin(opened, "髙橋 はるな")
    with opened.office.reading(opened.actor) as reading:
        assert persons_named(reading, "高橋はるなさんの見学に応じた") == ("髙橋 はるな",)
        assert persons_named(reading, "高橋さんの見学に応じた") == ()
        assert persons_named(reading, " ") == ()


@given(
    before=st.text(max_size=10),
    after=st.text(max_size=10),
    gap=st.sampled_from(["", " ", "　"]),
)
def test_a_name_is_noticed_wherever_and_however_it_stands(
    before: str, after: str, gap: str
) -> None:
    known = [(name, folded(name)) for name in ("齋藤 蓬", "試作 朔", "林")]
    assert names_inside(f"{before}斎藤{gap}蓬{after}林", known) == ("齋藤 蓬",)


def test_the_needs_of_a_person_say_what_to_search(opened: OpenedOffice) -> None:
    episode = begin(opened, "試作 朔", "さいたま市")
    needs = {
        "housing": NeedWords("urgent", "住むところがない"),
        "medical": NeedWords("met", "通院中"),
        "money": NeedWords("watch", ""),
        "family": NeedWords("none", ""),
    }
    with opened.office.work(opened.actor) as work:
        assessment.add_sheet(work, episode, SheetInput("11/1", needs=needs))
    with opened.office.reading(opened.actor) as reading:
        found = fitting(reading, episode)
    assert (found.name, found.domains, found.flags) == (
        "試作 朔", ("housing", "money"), ("intellectual",),
    )  # fmt: skip
    assert found.prefecture == "11"
    with opened.office.reading(opened.actor) as reading:
        assert fitting(reading, begin(opened, "雛形 凪", "伊達市")).prefecture == "10", (
            "two of them"
        )


def test_who_is_connected_is_told_with_how(opened: OpenedOffice) -> None:
    (home,) = make(opened, (HOME, ()))
    episode = begin(opened, "試作 朔")
    with opened.office.work(opened.actor) as work:
        typed = PlacementInput("group_home", HOME.name, "", "", "10/1", "accepted", "10/20")
        candidate = placement.add(work, episode, typed)
    with opened.office.reading(opened.actor) as reading:
        (one,) = connections(reading, home)
    assert (one.name, one.episode_id, one.how) == ("試作 朔", episode, ("受入先の候補",))
    assert one.newest == date(2026, 10, 20)
    with opened.office.work(opened.actor) as work:
        placement.choose(work, candidate, 1)
    with opened.office.reading(opened.actor) as reading:
        assert connections(reading, home)[0].how == ("受入先",)


def test_who_may_not(opened: OpenedOffice, five: list[str]) -> None:
    auditor = Actor(opened.actor.staff_id, "例示 樹", Role.AUDITOR)
    for act in (
        lambda work: offers.add(work, five[0], ROOM),
        lambda work: contacts.add(work, five[0], ContactInput("名")),
        lambda work: notes.add(work, five[0], NoteInput("11/1", "文")),
    ):
        with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
            act(work)
    admin = Actor(opened.actor.staff_id, "例示 樹", Role.ADMIN)
    for query in (
        lambda reading: directory(reading, DirectoryFilter()),
        lambda reading: connections(reading, five[0]),
        lambda reading: persons_named(reading, "文"),
    ):
        with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
            query(reading)
