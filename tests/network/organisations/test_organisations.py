"""関係機関: registered, found whatever the spelling, closed and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.network.organisations import actions, queries
from app.network.organisations.rules import OrganisationInput, bare_name, proposes_public
from app.people import names
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry
from app.storage.work import Reading, Work
from tests.conftest import OpenedOffice

HOSTEL = OrganisationInput(
    kind="rehabilitation_facility",
    name="更生保護法人 髙見沢会",
    kana="ﾀｶﾐｻﾞﾜｶｲ",
    prefecture="10",
    phone="027-000-1234",
)
CITY = OrganisationInput("welfare_office", "見本市福祉事務所", public=True, prefecture="10")
OTHERS = (
    CITY,
    OrganisationInput("medical", "邉見病院", kana="ヘンミビョウイン", prefecture="11"),
    OrganisationInput("npo", "NPO法人みなもの会", prefecture="10"),
)


def work(opened: OpenedOffice, act: Callable[[Work], Any]) -> Any:
    with opened.office.work(opened.actor) as doing:
        return act(doing)


def read(opened: OpenedOffice, query: Callable[[Reading], Any]) -> Any:
    with opened.office.reading(opened.actor) as reading:
        return query(reading)


def found(opened: OpenedOffice, text: str, **how: Any) -> list[str]:
    return [row.name for row in read(opened, lambda r: queries.search(r, text, **how))]


@pytest.fixture
def some(opened: OpenedOffice) -> dict[str, str]:
    """Four 関係機関 and their ids by name."""

    def add_all(doing: Work) -> dict[str, str]:
        return {one.name: actions.add(doing, one) for one in (HOSTEL, *OTHERS)}

    made: dict[str, str] = work(opened, add_all)
    return made


@pytest.mark.parametrize(
    "typed",
    [
        "高見澤", "たかみざわ", "ﾀｶﾐ", "更保", "群馬 更生保護施設", "更生保護施設　髙見", "0270001234",
        "027-000", "更生保護法人髙見沢会", "ぐんま県"[3:] + " 髙見",
    ],
)  # fmt: skip
def test_found_by_name_kana_kind_place_and_telephone(
    opened: OpenedOffice, some: dict[str, str], typed: str
) -> None:
    assert HOSTEL.name in found(opened, typed)
    assert "邉見病院" not in found(opened, typed)


def test_every_word_must_hit(opened: OpenedOffice, some: dict[str, str]) -> None:
    assert found(opened, "群馬 病院") == []
    assert found(opened, "辺見 埼玉") == ["邉見病院"]


def test_an_empty_search_offers_all_and_a_kind_narrows(
    opened: OpenedOffice, some: dict[str, str]
) -> None:
    assert set(found(opened, "")) == set(some)
    assert found(opened, "", kinds=("medical", "npo")) == ["NPO法人みなもの会", "邉見病院"]
    assert len(found(opened, "", limit=2)) == 2


def test_names_that_begin_with_the_text_come_first(opened: OpenedOffice) -> None:
    for name, kana in (("いの会", "イノカイ"), ("ある会・会館", ""), ("会館前クリニック", "")):
        work(
            opened, lambda w, n=name, k=kana: actions.add(w, OrganisationInput("other", n, kana=k))
        )
    assert found(opened, "会館")[0] == "会館前クリニック"


def test_a_closed_one_is_not_offered_but_known(opened: OpenedOffice, some: dict[str, str]) -> None:
    city = some[CITY.name]
    page = read(opened, lambda r: queries.organisation(r, city))
    with pytest.raises(InvalidInput) as wrong:
        work(opened, lambda w: actions.close(w, city, page.version, ""))
    assert "閉鎖した日を入力" in wrong.value.message
    work(opened, lambda w: actions.close(w, city, page.version, "R8.11.1"))
    assert found(opened, "見本市") == []
    assert found(opened, "見本市", closed=True) == [CITY.name]
    page = read(opened, lambda r: queries.organisation(r, city))
    assert page.closed_on == date(2026, 11, 1)
    assert page.change_refusal.startswith("閉鎖した機関です")
    assert read(opened, lambda r: queries.organisations(r, [city, "0" * 32])).keys() == {city}
    work(opened, lambda w: actions.reopen(w, city, page.version))
    assert found(opened, "見本市") == [CITY.name]


def test_what_was_saved_meanwhile_is_not_overwritten(
    opened: OpenedOffice, some: dict[str, str]
) -> None:
    city = some[CITY.name]
    page = read(opened, lambda r: queries.organisation(r, city))
    work(opened, lambda w: actions.change(w, city, page.version, replace(CITY, fax="027-1")))
    with pytest.raises(ChangedMeanwhile):
        work(opened, lambda w: actions.change(w, city, page.version, replace(CITY, fax="027-2")))
    assert read(opened, lambda r: queries.organisation(r, city)).facts.fax == "027-1"


def test_a_new_name_is_found_at_once(opened: OpenedOffice, some: dict[str, str]) -> None:
    page = read(opened, lambda r: queries.organisation(r, some[CITY.name]))
    renamed = replace(CITY, name="見本市社会福祉課", kana="ミホンシ")
    work(opened, lambda w: actions.change(w, page.id, page.version, renamed))
    assert found(opened, "みほんし 社会福祉") == ["見本市社会福祉課"]
    assert found(opened, "見本市福祉事務所") == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (replace(CITY, name=" "), "name"),
        (replace(CITY, kind="屋"), "kind"),
        (replace(CITY, name="長" * 201), "name"),
        (replace(CITY, prefecture="48"), "prefecture"),
        (replace(CITY, prefecture="10", municipality="11100"), "municipality"),
    ],
)
def test_what_cannot_be_kept_names_its_field(
    opened: OpenedOffice, typed: OrganisationInput, field: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        work(opened, lambda w: actions.add(w, typed))
    assert set(wrong.value.by_field()) == {field}


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("高見沢会", True),
        ("(更) 髙見澤会", True),
        ("更生保護法人高見沢会", True),
        ("高見沢会クリニック", False),
        ("高見", False),
    ],
)
def test_the_same_body_is_told_whatever_its_legal_form(
    opened: OpenedOffice, some: dict[str, str], typed: str, same: bool
) -> None:
    rows = read(opened, lambda r: queries.similar(r, typed))
    assert [row.name for row in rows] == ([HOSTEL.name] if same else [])


def test_the_same_kana_is_told_and_oneself_never(
    opened: OpenedOffice, some: dict[str, str]
) -> None:
    assert read(opened, lambda r: queries.similar(r, "別の名", "たかみざわかい"))
    assert not read(
        opened, lambda r: queries.similar(r, HOSTEL.name, HOSTEL.kana, besides=some[HOSTEL.name])
    )


def test_everything_is_told_in_the_history(opened: OpenedOffice, some: dict[str, str]) -> None:
    page = read(opened, lambda r: queries.organisation(r, some[CITY.name]))
    work(opened, lambda w: actions.close(w, page.id, page.version, "R8.11.1"))
    words = read(
        opened,
        lambda r: list(
            r.session.scalars(
                select(HistoryEntry.words)
                .where(HistoryEntry.subject_id == page.id)
                .order_by(HistoryEntry.seq)
            )
        ),
    )
    assert words == [
        "関係機関を登録：見本市福祉事務所（福祉事務所）",
        "関係機関を閉鎖とした：見本市福祉事務所（福祉事務所）",
    ]


def test_who_may(opened: OpenedOffice, some: dict[str, str]) -> None:
    auditor = Actor(opened.actor.staff_id, "例示 樹", Role.AUDITOR)
    with opened.office.reading(auditor) as reading:
        assert queries.search(reading, "見本市")
        assert "閲覧・監査" in queries.organisation(reading, some[CITY.name]).edit_refusal
    with pytest.raises(NotAllowed), opened.office.work(auditor) as doing:
        actions.add(doing, CITY)
    admin = Actor(opened.actor.staff_id, "例示 樹", Role.ADMIN)
    with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
        queries.search(reading, "見本市")


def test_kinds_propose_what_the_law_calls_them() -> None:
    assert proposes_public("probation_office") and proposes_public("water_utility")
    assert not proposes_public("rehabilitation_facility") and not proposes_public("")


SPELLINGS = {
    "高": "髙高",
    "崎": "﨑崎嵜",
    "沢": "澤沢",
    "ア": "アあｱ",
    "カ": "カかｶ",
    "1": "1１",
    "a": "aAａＡ",
}


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str]:
    """A name and a part of it, each letter in a spelling of its own, with spaces anywhere."""
    letters = draw(st.lists(st.sampled_from(sorted(SPELLINGS)), min_size=1, max_size=8))
    begin = draw(st.integers(0, len(letters) - 1))
    end = draw(st.integers(begin + 1, len(letters)))

    def write(part: list[str]) -> str:
        return draw(st.sampled_from(("", " ", "　"))).join(
            draw(st.sampled_from(SPELLINGS[letter])) for letter in part
        )

    return write(letters), write(letters[begin:end])


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(pair=spelled())
def test_found_exactly_as_a_person_would_be(opened: OpenedOffice, pair: tuple[str, str]) -> None:
    name, typed = pair
    made = work(opened, lambda w: actions.add(w, OrganisationInput("other", name)))
    rows = read(opened, lambda r: queries.search(r, typed, limit=500))
    for row in rows:
        person_finds = names.search_folded(typed) in names.search_key(row.name, row.kana)
        each_word = all(
            names.search_folded(word) in names.search_key(row.name, row.kana)
            for word in typed.split()
        )
        assert person_finds or each_word
    assert made in {row.id for row in rows}


@given(st.text(max_size=20))
def test_the_bare_name_is_settled_and_never_empty(name: str) -> None:
    bare = bare_name(name)
    assert bool(bare) == bool(names.plain(name))
    assert names.search_folded(bare) == bare
