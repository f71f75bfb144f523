"""A name is found and compared whatever its spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people import names

README_PAIRS = (
    "髙高 﨑崎 邉辺 邊辺 齋斎 齊斎 斉斎 濵浜 德徳 𠮷吉 廣広 澤沢 嶋島 眞真 栁柳 黑黒 桒桑 瀧滝"
)


@pytest.mark.parametrize("pair", README_PAIRS.split())
def test_variants_of_the_ledgers_fold(pair: str) -> None:
    assert names.folded(pair[0]) == pair[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋　霧夫", "高橋霧夫"),
        ("齋藤 梓", "斉藤　梓"),
        ("山﨑\n菫代", "山崎菫代"),
        ("葛\U000e0100城 柊", "葛城柊"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
    ],
)
def test_the_same_name_in_two_spellings(one: str, other: str) -> None:
    assert names.folded(one) == names.folded(other)


@pytest.mark.parametrize("typed", ["さい", "サイ", "ｻｲ", "斉", "齋", "斎藤 蓬", "r6-c"])
def test_what_is_typed_hits_the_search_key(typed: str) -> None:
    key = names.search_key("齋藤　蓬夫", "サイトウ ヨモギオ", ("R6-C-001",))
    assert names.search_folded(typed) in key


def test_a_search_never_runs_from_one_part_into_the_next() -> None:
    assert names.search_folded("夫サ") not in names.search_key("齋藤蓬夫", "サイトウ")


@given(st.text(max_size=30))
def test_folding_is_settled_after_one_pass(text: str) -> None:
    once = names.search_folded(text)
    assert names.search_folded(names.folded(once)) == names.search_folded(once)


def test_the_kept_name_is_one_line() -> None:
    assert names.one_line(" 斎藤\n　霜治 ") == "斎藤 霜治"


@pytest.mark.parametrize("word", ["匿名", "匿名 希望", " 匿名希望 "])
def test_anonymous_callers(word: str) -> None:
    assert names.is_anonymous(word)
