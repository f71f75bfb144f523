"""Keys of an office: what is shown of them, and words that a telephone does not blur."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.handoff.sealing.keys import OwnKeys, PublicKeys, check_words, make_keys, short
from tests.handoff.sealing.forging import GUNMA, SHIMANE

BLURRED = [
    "しひち",
    "きち",
    "いえ",
    "すつ",
    "しす",
    "ちつ",
    "いうえ",
    "なま",
    "にみ",
    "ぬむ",
    "のも",
    "ねめ",
    "かたは",
    "さはふ",
    "けてへ",
    "こと",
    "そほ",
    "らだ",
    "りに",
]
"""Syllables taken for each other over a telephone line or in the speech of a region."""


def test_new_keys_are_new_and_come_back_from_their_bytes() -> None:
    one, other = make_keys(), make_keys()
    assert one.public.fingerprint != other.public.fingerprint
    again = OwnKeys(one.sign_private, one.seal_private)
    assert again == one
    assert again.public == one.public
    assert PublicKeys(one.public.sign, one.public.seal).fingerprint == one.public.fingerprint


def test_nothing_shows_the_private_parts() -> None:
    keys = make_keys()
    shown = f"{keys!r} {keys} {[keys]} {keys.public!r}"
    for private in (keys.sign_private, keys.seal_private):
        assert private.hex() not in shown
        assert repr(private)[2:-1] not in shown
    assert shown.count(short(keys.public.fingerprint)) == 4


def test_a_fingerprint_changes_with_either_key() -> None:
    public, other = GUNMA.public, SHIMANE.public
    mixed = (
        dataclasses.replace(public, sign=other.sign),
        dataclasses.replace(public, seal=other.seal),
    )
    assert len({keys.fingerprint for keys in (public, other, *mixed)}) == 4
    assert public.fingerprint == "a776d064972e8f46708380da5109eec078a0d4658215a87d4b325ee945a0a1a8"
    assert short(public.fingerprint) == "A776 D064 972E"
    words = "るり りみ そか みわ むり なの つよ わみ りか つら つか そる"
    assert " ".join(check_words(public.fingerprint)) == words


@pytest.mark.parametrize(
    ("sign", "seal"),
    [
        (bytes(31), SHIMANE.public.seal),
        (bytes(33), SHIMANE.public.seal),
        (bytes(32), b""),
        (bytes(32), bytes(65)),
        (bytes(32), b"\x04" + bytes(64)),
        (bytes(32), b"\x02" + SHIMANE.public.seal[1:33]),
        (bytes(32), b"\x06" + SHIMANE.public.seal[1:]),
        (bytes(32), SHIMANE.public.seal[:-1] + bytes([SHIMANE.public.seal[-1] ^ 1])),
        (bytes(32), b"\x04" + b"\xff" * 64),
    ],
    ids=lambda key: f"{len(key)} {key[:2].hex()}",
)
def test_what_is_no_public_key_is_refused(sign: bytes, seal: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        PublicKeys(sign, seal)


@pytest.mark.parametrize("scalar", [bytes(32), b"\xff" * 32, bytes(31), b"\x01" * 33], ids=len)
def test_what_is_no_private_key_is_refused(scalar: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        OwnKeys(b"\x01" * 32, scalar)
    if len(scalar) != 32:
        with pytest.raises(ValueError, match=r"."):
            OwnKeys(scalar, b"\x01" * 32)


FINGERPRINTS = some.binary(min_size=32, max_size=32).map(bytes.hex)


@given(FINGERPRINTS, FINGERPRINTS)
def test_the_words_stand_for_96_bits(one: str, other: str) -> None:
    words = check_words(one)
    assert [len(word) for word in words] == [2] * 12
    assert (words == check_words(other)) == (one[:24] == other[:24])


def test_no_two_syllables_of_the_words_are_taken_for_each_other() -> None:
    used = {check_words(f"{byte:02x}" * 32)[0] for byte in range(256)}
    syllables = set("".join(used))
    assert (len(used), len(syllables)) == (256, 16)
    together = {group: syllables & set(group) for group in BLURRED}
    assert {group for group, found in together.items() if len(found) > 1} == set()
    assert "くそ" not in used
