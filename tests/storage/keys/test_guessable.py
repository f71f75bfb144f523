"""合言葉 that anybody could guess are refused; no kind of character is ever asked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.storage.keys.guessable import left_of
from app.storage.keys.passphrase import SHORTEST, SHORTEST_ALONE, Demands, refuse_weak

OWN = ("群馬県地域生活定着支援センター", "田中 太郎")


@pytest.mark.parametrize(
    "typed",
    [
        "Password2026!",
        "ｐａｓｓｗｏｒｄ１２３",
        "パスワード パスワード",
        "qwertyuiop",
        "1qaz2wsx3edc",
        "teichaku-2026",
        "地域生活定着支援センター",
        "群馬支援センター2026",
        "群馬県 たなか 令和8年",
        "田中太郎 1234567",
        "さくら 支援 2026年",
        "ひらけ ごま 12345",
        "あいうえおかきくけこ",
        "12345678 87654321",
        "abcabcabcabc",
    ],
)
def test_what_anybody_could_guess_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        refuse_weak(typed, Demands(own=OWN))


@pytest.mark.parametrize(
    "typed",
    [
        "もくれん あけび",
        "correct horse battery staple",
        "試しのあいことば もくれん",
        "xk7-mq2-vw9",
        "雨の日は傘を二本もつ",
        "たなか 太郎は毎朝みかんを三つ食べる",
    ],
)
def test_what_has_enough_of_its_own_is_taken(typed: str) -> None:
    refuse_weak(typed, Demands(own=OWN))


def test_alone_it_must_be_longer() -> None:
    typed = "もくれん あけび つつじ"
    assert SHORTEST <= len(typed) < SHORTEST_ALONE
    refuse_weak(typed)
    with pytest.raises(InvalidInput, match=f"{SHORTEST_ALONE}文字以上"):
        refuse_weak(typed, alone=True)
    with pytest.raises(InvalidInput, match="20文字以上"):
        refuse_weak(typed, Demands(shortest=20))


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_names_and_words_only_take_away(typed: str, own: str) -> None:
    left = left_of(typed, (own,))
    assert len(left) <= len(left_of(typed)) + len(own)
    assert left_of(typed + "　2026 Password") == left_of(typed) or typed


@settings(deadline=None)
@given(
    st.sampled_from(["password", "支援", "さくら", "qwerty", "2026", "テスト"]), st.integers(1, 6)
)
def test_repeating_a_known_word_adds_nothing(word: str, times: int) -> None:
    assert left_of(word * times) == ""


def test_four_characters_of_its_own_are_enough_and_three_are_not() -> None:
    refuse_weak("password 2026 つばき山")
    with pytest.raises(InvalidInput, match="関わりのない言葉"):
        refuse_weak("password 2026 つばき")


def test_the_longest_that_is_taken() -> None:
    refuse_weak("つばき山の茶" * 42 + "かごめか")
    with pytest.raises(InvalidInput, match="256文字まで"):
        refuse_weak("つばき山の茶" * 43)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("つばき123", "つばき"),
        ("つばき321", "つばき"),
        ("つばき890", "つばき"),
        ("つばき12", "つばき12"),
        ("つばき13", "つばき13"),
        ("つ12345ば54321き", "つばき"),
        ("つつば", "つつば"),
        ("つつつつば", "つつば"),
        ("つばき1999年", "つばき"),
        ("つばき2026", "つばき"),
        ("つばき1899年", "つばき1899年"),
        ("つばき令和8年", "つばき"),
        ("つばきＲ８", "つばき"),
        ("つばき昭和64", "つばき"),
        ("ツバキー つばき！", "つばきーつばき"),
        ("ヷヶァ", "ヷゖぁ"),
    ],
)
def test_years_rows_and_repetitions_are_taken_out(typed: str, left: str) -> None:
    assert left_of(typed) == left


@pytest.mark.parametrize(
    ("own", "typed", "left"),
    [
        ("群馬県地域生活定着支援センター", "ぐ群馬ま", "ぐま"),
        ("群馬県地域生活定着支援センター", "ぐ群馬県ま", "ぐま"),
        ("東京都地域生活定着支援センター", "と東京よ", "とよ"),
        ("大阪府地域生活定着支援センター", "お大阪か", "おか"),
        ("前橋保護観察所", "ま前橋え", "まえ"),
        ("見本 楓子", "み見本ほ楓子ん", "みほん"),
        ("見本 楓子", "み見本楓子ん", "みん"),
        ("ミホン カエデ", "あ みほん かえで い", "あい"),
        ("林 一", "森林の一本", "森林の一本"),
        ("林 一", "森林一の本", "森の本"),
    ],
)
def test_names_are_taken_out_whole_and_in_their_parts(own: str, typed: str, left: str) -> None:
    assert left_of(typed, (own,)) == left
