"""Which centre an office is."""

from __future__ import annotations

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
