"""The recovery code: typed as people type, and every typing error found in its group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.storage.keys import recovery

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
numbers = st.integers(min_value=0, max_value=2**recovery.BITS - 1)
groups = st.integers(min_value=0, max_value=recovery.GROUPS - 1)
places = st.integers(min_value=0, max_value=recovery.GROUP - 1)


def _group_named(error: InvalidInput) -> int:
    message = error.problems[0].message
    assert error.problems[0].field == "recovery_code"
    assert message.endswith("。")
    return int(message.split("番目")[0]) - 1


@given(numbers)
def test_what_is_printed_is_read_back(number):
    assert int.from_bytes(recovery.decode(recovery.encode(number)), "big") == number


def test_codes_are_fresh_and_long_enough():
    codes = {recovery.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert recovery.BITS >= 128
    assert all(set(code) <= set(ALPHABET + "-") for code in codes)


@given(numbers, groups, places, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_in_its_group(number, group, place, wrong):
    pieces = recovery.encode(number).split("-")
    if pieces[group][place] == wrong:
        return
    pieces[group] = pieces[group][:place] + wrong + pieces[group][place + 1 :]
    for typed in ("-".join(pieces), "".join(pieces)):
        with pytest.raises(InvalidInput) as caught:
            recovery.decode(typed)
        assert _group_named(caught.value) == group


@given(numbers, groups, places, places)
def test_two_swapped_characters_are_found_in_their_group(number, group, first, second):
    pieces = recovery.encode(number).split("-")
    letters = list(pieces[group])
    if letters[first] == letters[second]:
        return
    letters[first], letters[second] = letters[second], letters[first]
    pieces[group] = "".join(letters)
    with pytest.raises(InvalidInput) as caught:
        recovery.decode("-".join(pieces))
    assert _group_named(caught.value) == group


@given(numbers, groups, groups)
def test_two_swapped_groups_are_found(number, first, second):
    pieces = recovery.encode(number).split("-")
    if first == second:
        return
    pieces[first], pieces[second] = pieces[second], pieces[first]
    with pytest.raises(InvalidInput) as caught:
        recovery.decode("-".join(pieces))
    assert _group_named(caught.value) == min(first, second)


@given(numbers, groups, places)
def test_a_missing_or_doubled_character_is_found_in_its_group(number, group, place):
    pieces = recovery.encode(number).split("-")
    whole = pieces[group]
    for changed in (whole[:place] + whole[place + 1 :], whole[:place] + whole[place:] * 2):
        pieces[group] = changed
        with pytest.raises(InvalidInput) as caught:
            recovery.decode("-".join(pieces))
        if len(changed) != len(whole):
            assert _group_named(caught.value) == group


FULL_WIDTH = str.maketrans({chr(code): chr(code - 0x21 + 0xFF01) for code in range(0x21, 0x7F)})


@given(
    numbers,
    st.sampled_from(["-", "−", "ー", "ｰ", "‐", "—", " ", "\u3000", "", "\n", "・"]),
    st.sampled_from(["O", "o", "0"]),
    st.sampled_from(["I", "i", "L", "l", "1"]),
    st.booleans(),
    st.booleans(),
)
def test_typed_by_a_person_it_is_the_same(number, separator, zero, one, lower, full):
    printed = recovery.encode(number)
    typed = printed.lower() if lower else printed
    typed = typed.replace("0", zero).replace("1", one).replace("-", separator)
    typed = f"  {typed.translate(FULL_WIDTH) if full else typed}　"
    assert recovery.decode(typed) == recovery.decode(printed)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_japanese(text):
    try:
        assert len(recovery.decode(text)) * 8 >= recovery.BITS
    except InvalidInput as error:
        assert error.message.endswith("。")


@pytest.mark.parametrize("wrong", ["U", "あ", "!"])
def test_characters_outside_the_alphabet_are_named(wrong):
    pieces = recovery.encode(12345).split("-")
    pieces[3] = pieces[3][:2] + wrong + pieces[3][3:]
    with pytest.raises(InvalidInput, match="使われない文字") as caught:
        recovery.decode("-".join(pieces))
    assert _group_named(caught.value) == 3


def test_a_code_cut_short_says_how_many_characters_it_has():
    with pytest.raises(InvalidInput, match="入力は10文字"):
        recovery.decode("ABCDE-FGHJK")
