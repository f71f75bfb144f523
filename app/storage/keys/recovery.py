"""回復コード: seven printed groups of four characters and a check character each (140 bits).

The alphabet leaves out I, L, O and U. Each group is checked by itself, including its place, so a
typing error is reported for the group it is in.
"""

from __future__ import annotations

import secrets
import unicodedata

from app.errors import FieldProblem, InvalidInput

FIELD = "recovery_code"
GROUPS = 7
DATA = 4
GROUP = DATA + 1
BITS = GROUPS * DATA * 5

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {char: number for number, char in enumerate(_ALPHABET)}
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_WEIGHTS = (2, 4, 8, 16)  # distinct and not zero: any one wrong or two swapped characters show


def new_code() -> str:
    """A fresh code as it is printed: groups joined by hyphens."""
    return encode(secrets.randbits(BITS))


def encode(number: int) -> str:
    """The printed code of a number below 2**140."""
    symbols = [number >> 5 * place & 31 for place in reversed(range(GROUPS * DATA))]
    groups = []
    for index in range(GROUPS):
        data = symbols[index * DATA : (index + 1) * DATA]
        groups.append("".join(_ALPHABET[value] for value in [*data, _check(index, data)]))
    return "-".join(groups)


def decode(typed: str) -> bytes:
    """The secret in a typed code, or InvalidInput naming the group that is wrong."""
    number = 0
    for index, group in enumerate(_groups(typed)):
        values = [_value(index, char) for char in group]
        if _check(index, values[:DATA]) != values[DATA]:
            raise _problem(f"{index + 1}番目のまとまり「{group}」に打ち間違いがあります。")
        for value in values[:DATA]:
            number = number << 5 | value
    return number.to_bytes((BITS + 7) // 8, "big")


def _groups(typed: str) -> list[str]:
    pieces = _pieces(typed)
    if len(pieces) == GROUPS:
        for index, piece in enumerate(pieces):
            if len(piece) != GROUP:
                raise _problem(
                    f"{index + 1}番目のまとまり「{piece}」は{GROUP}文字のはずですが、"
                    f"{len(piece)}文字あります。"
                )
        return pieces
    joined = "".join(pieces)
    if len(joined) != GROUPS * GROUP:
        raise _problem(
            f"回復コードは{GROUP}文字のまとまりが{GROUPS}個（{GROUPS * GROUP}文字）です。"
            f"入力は{len(joined)}文字です。"
        )
    return [joined[start : start + GROUP] for start in range(0, len(joined), GROUP)]


def _pieces(typed: str) -> list[str]:
    text = unicodedata.normalize("NFKC", typed).upper().translate(_LOOKALIKE)
    return "".join(" " if _separates(char) else char for char in text).split()


def _separates(char: str) -> bool:
    # ー and − are what a Japanese keyboard gives for the hyphen.
    return char in "ー−_・.,、。" or char.isspace() or unicodedata.category(char) == "Pd"


def _value(index: int, char: str) -> int:
    if char not in _VALUE:
        shown = char if char.isprintable() else f"U+{ord(char):04X}"
        raise _problem(f"{index + 1}番目のまとまりの「{shown}」は回復コードに使われない文字です。")
    return _VALUE[char]


def _check(index: int, data: list[int]) -> int:
    total = index + 1  # makes a group in another place wrong
    for weight, value in zip(_WEIGHTS, data, strict=True):
        total ^= _times(weight, value)
    return total


def _times(left: int, right: int) -> int:
    product = 0
    for bit in range(5):
        if left >> bit & 1:
            product ^= right << bit
    for bit in range(9, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << bit - 5
    return product


def _problem(what: str) -> InvalidInput:
    message = f"{what}データには手を加えていません。印刷した紙と見比べて、入力し直してください。"
    return InvalidInput((FieldProblem(FIELD, message),))
