"""Whatever becomes of the file on its way, it is refused and never read as something else.

TEICHAKU_FLIPS=10000 for the long run: so many flips of a letter of 50 MB, and every byte of a small one.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from app.errors import LetterRefused
from app.handoff.sealing.card import read_card
from app.handoff.sealing.envelope import open_letter
from app.handoff.sealing.manifest import Part
from tests.handoff.sealing.forging import SHIMANE, known, letter
from tests.handoff.sealing.test_card import WRITTEN

FLIPS = int(os.environ.get("TEICHAKU_FLIPS", "0"))
CHANCE = random.Random(9180)
HEAD = {"not_letter", "version", "not_for_us"}


def code(data: bytes | bytearray | memoryview) -> str:
    try:
        open_letter((SHIMANE,), data, known)
    except LetterRefused as error:
        return error.where
    return "opened"


def letter_of(size: int) -> bytes:
    made = letter([Part("資料.pdf", CHANCE.randbytes(size))])
    assert code(made) == "opened"
    return made


def places(length: int) -> list[int]:
    """Every place of the head, and every (in the short run every thirteenth) behind it."""
    return [*range(41), *range(41, length, 1 if FLIPS else 13)]


def test_a_letter_with_any_byte_changed_is_refused() -> None:
    data = bytearray(letter_of(19_000))
    assert len(data) >= 19_500
    codes = []
    for at in places(len(data)):
        byte = data[at]
        data[at] = byte ^ CHANCE.randrange(1, 256)
        codes.append(code(data))
        data[at] = byte
    assert set(codes[:41]) == HEAD
    assert set(codes[41:]) == {"tampered"}
    assert code(data) == "opened"


def test_a_letter_cut_anywhere_is_refused() -> None:
    data = memoryview(letter_of(19_000))
    codes = [code(data[:length]) for length in places(len(data))]
    assert set(codes[:9]) == {"not_letter"}
    assert set(codes[9:]) == {"tampered"}


def test_a_letter_with_two_places_changed_over_is_refused() -> None:
    data = letter_of(400)
    for _ in range(200):
        one, other = sorted(CHANCE.sample(range(41, len(data)), 2))
        turned = bytearray(data)
        turned[one], turned[other] = turned[other], turned[one]
        assert (code(turned) == "opened") == (turned == data)


def test_flips_anywhere_in_a_large_letter_are_refused() -> None:
    data = bytearray(letter_of(50_000_000 if FLIPS else 5_000_000))
    for _ in range(FLIPS or 40):
        at, bit = CHANCE.randrange(len(data)), 1 << CHANCE.randrange(8)
        data[at] ^= bit
        assert code(data) in HEAD | {"tampered"}
        data[at] ^= bit
    assert code(data) == "opened"


@pytest.mark.parametrize(
    "change",
    [
        lambda data, at: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
        lambda data, at: data[:at],
        lambda data, at: data[:at] + data[at + 1 :],
        lambda data, at: data[:at] + b" " + data[at:],
    ],
    ids=["changed", "cut", "one less", "one more"],
)
def test_a_card_with_any_byte_changed_is_refused(change: Callable[[bytes, int], bytes]) -> None:
    for at in range(len(WRITTEN)):
        with pytest.raises(LetterRefused) as caught:
            read_card(change(WRITTEN, at))
        assert caught.value.where.startswith("card_")
