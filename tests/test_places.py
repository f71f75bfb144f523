"""Which centre an office is."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from app import places


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("北海道地域生活定着支援札幌センター", 1),
        ("北海道地域生活定着支援釧路センター", 2),
        ("北海道地域生活定着支援センター（釧路）", 2),
        ("札 幌センター", 1),
        ("北海道地域生活定着支援センター", None),
        ("札幌・釧路センター", None),
    ],
)
def test_the_north_has_two_centres(name: str, number: int | None) -> None:
    found = places.center_for("01", name)
    assert (found.number if found else None) == number


def test_every_centre_is_found_by_its_own_name() -> None:
    for center in places.centers():
        assert places.center_for(center.prefecture, center.name) == center


def test_a_prefecture_with_one_centre_needs_no_name() -> None:
    found = places.center_for("10", "わたしたちの事業所")
    assert found is not None
    assert found.prefecture == "10"


def test_the_municipalities_are_those_of_the_ministry() -> None:
    rows = places.municipalities()
    ends = Counter(row.name[-1] for row in rows)
    assert ends == {"市": 792, "町": 743, "村": 183, "区": 23}
    assert len({row.code for row in rows}) == len(rows) == 1741
    assert {row.prefecture for row in rows if row.name.endswith("区")} == {"13"}
    assert all(row.code.startswith(row.prefecture) and len(row.code) == 5 for row in rows)
    assert {row.prefecture for row in rows} == {one.code for one in places.prefectures()}


def test_a_municipality_is_told_by_name_within_its_prefecture() -> None:
    assert len({(row.prefecture, row.name) for row in places.municipalities()}) == 1741
    assert places.municipality_name("22130") == "浜松市"
    assert places.municipality_name("99999") == "99999"


def test_northern_villages_and_wards_are_left_out() -> None:
    codes = {row.code for row in places.municipalities()}
    assert not codes & {"01695", "01696", "01697", "01698", "01699", "01700"}
    assert not codes & {"01101", "22131", "22138", "27102"}, "wards of 指定都市"


def test_every_reading_is_katakana() -> None:
    listed = (*places.municipalities(), *places.facilities(), *places.probation_offices())
    for row in (*listed, *places.centers()):
        assert re.fullmatch("[ァ-ヴー・]+", row.kana), row
