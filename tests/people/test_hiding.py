"""Whatever names somebody on record is hidden in any text, and nothing else is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.calendar.partial import PartialDate
from app.errors import NotAllowed
from app.people import actions as people
from app.people.hiding.queries import mask
from app.people.hiding.rules import HIDDEN, Mask, words_of_birth, words_of_contact, words_of_name
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Person, RelatedPerson
from tests.conftest import OpenedOffice, examples

KANJI = st.text("齋藤榧造樟山霧夫梓川岳椿原朔蓬田澪江渚", min_size=1, max_size=3)
PLAIN = st.text("きょうは面接。、電話をした\n ", max_size=20)


@settings(max_examples=examples(120))
@given(KANJI, KANJI, PLAIN, PLAIN)
def test_a_name_is_hidden_in_every_way_it_is_written(
    family_name: str, given_name: str, before: str, after: str
) -> None:
    hides = Mask(words_of_name(f"{family_name} {given_name}"))
    for name in (
        f"{family_name} {given_name}",
        f"{family_name}　{given_name}",
        f"{family_name}{given_name}",
    ):
        said = hides.hide(f"{before}{name}さん{after}")
        assert name not in said and said.startswith(before) and said.endswith(f"さん{after}")
    for part in (family_name, given_name):
        if len(part) > 1:
            assert hides.hide(f"{part}さん") == f"{HIDDEN}さん"


@settings(max_examples=examples(80))
@given(st.lists(KANJI, max_size=6), PLAIN)
def test_a_text_without_names_stays_as_it_is(names: list[str], text: str) -> None:
    assert Mask(names).hide(text) == text
    assert Mask().hide(text) == text and not Mask()


@settings(max_examples=examples(80))
@given(st.lists(KANJI.filter(lambda name: len(name) > 1), min_size=1, max_size=5), st.data())
def test_no_name_is_left_whatever_stands_beside_it(names: list[str], data: Any) -> None:
    hides = Mask(names)
    parts = data.draw(st.lists(st.sampled_from([*names, "と", "の家で"]), max_size=8))
    text = "、".join(parts)
    assume(text)
    said = hides.hide(text)
    assert not any(name in said for name in names)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("山口さんと山口県庁へ", "○○さんと山口県庁へ"),
        ("長野市の長野様", "長野市の○○様"),
        ("福島刑務所・福島", "福島刑務所・○○"),
    ],
)
def test_a_place_of_the_same_name_stays(text: str, said: str) -> None:
    assert Mask(["山口", "長野", "福島"]).hide(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("なぎさんのつなぎを、本人となぎで", "○○さんのつなぎを、本人と○○で"),
        ("なぎ", "○○"),
        ("母 なぎ・つなぎ", "母 ○○・つなぎ"),
    ],
)
def test_a_short_name_in_kana_is_not_the_end_of_another_word(text: str, said: str) -> None:
    assert Mask(["なぎ"]).hide(text) == said


def test_a_day_of_birth_is_hidden_in_every_spelling() -> None:
    hides = Mask(words_of_birth(PartialDate(1953, 4, 5), "S28.4.5"))
    for day in ("昭和28年4月5日", "S28.4.5", "1953年4月5日", "1953/4/5", "1953-04-05"):
        assert hides.hide(f"生年月日 {day}（73歳）") == f"生年月日 {HIDDEN}（73歳）", day
    assert hides.hide("R8.11.24 面接") == "R8.11.24 面接"
    assert list(words_of_birth(None)) == []


def test_addresses_and_numbers_are_words_of_their_own_lines() -> None:
    assert list(words_of_contact("027-000-1234（夜）\n見本市1-2-3")) == [
        "027-000-1234（夜）",
        "見本市1-2-3",
    ]
    assert list(words_of_contact("なし")) == []


def test_people_and_their_families_are_found_on_both_engines(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        typed = PersonInput("薄墨 鈴代", "ウスズミ スズヨ", "female", "S40.1.2")
        person = work.session.get(Person, people.register(work, typed))
        assert person is not None
        person.phone, person.address = "027-000-9876", "見本市雛形町4-5-6"
        relative = RelatedPerson(person_id=person.id, kind="family", name="薄墨 桂助")
        work.add(relative)
    with opened.office.reading(opened.actor) as reading:
        hides = mask(reading)
    told = "薄墨鈴代（うすずみ）S40.1.2、027-000-9876、見本市雛形町4-5-6、ウスズミ スズヨ、弟の桂助"
    said = hides.hide(told)
    for word in ("薄墨", "鈴代", "S40.1.2", "9876", "4-5-6", "ウスズミ", "桂助"):
        assert word not in said
    admin = Actor(opened.actor.staff_id, "例示", Role.ADMIN)
    with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
        mask(reading)


def test_people_of_letters_are_found_wherever_the_letter_names_them() -> None:
    from app.people.hiding.queries import _named_in

    letter = {
        "person": {
            "name": "薄墨 鈴代",
            "birth": "昭和40年1月2日",
            "contacts": [{"phone": "027-000-9876"}],
        },
        "office": "見本県センター",
        "count": 3,
    }
    hides = Mask(_named_in(json.loads(json.dumps(letter))))
    assert hides.hide("薄墨さん 昭和40年1月2日 027-000-9876 見本県センター") == (
        f"{HIDDEN}さん {HIDDEN} {HIDDEN} 見本県センター"
    )
