"""What of a 合言葉 anybody could guess: known words, the office's and one's own name, years, rows of keys.

The words are data (`resources/passphrases`). What is left once they are taken out must be long
enough by itself; no kind of character is ever asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from app import paths

LEFT = 4
"""Characters that must be left, none of them the same as all others."""
_YEAR = re.compile(
    r"(?:19|20)\d\d年?|(?:明治|大正|昭和|平成|令和|reiwa|heisei|showa|[rhs])\d{1,2}年?"
)
_DIGITS = "01234567890123456789"
_SHORTEST_RUN = 3
_SHORTEST_NAME = 2


def left_of(passphrase: str, own: Iterable[str] = ()) -> str:
    """What nobody could guess without more; `own` are names of the office and of the person."""
    text = folded(passphrase)
    names = [part for name in own for part in _parts(name)]
    for word in sorted({*names, *_common()}, key=len, reverse=True):
        text = text.replace(word, " ")
    text = _YEAR.sub(" ", text)
    return "".join(_without_runs(part) for part in text.split())


def folded(text: str) -> str:
    """Small letters, hiragana, and neither spaces nor signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_hiragana(char) for char in plain if char.isalnum())


def _parts(name: str) -> list[str]:
    """A name as a whole and its words, as somebody would type them."""
    words = [folded(word) for word in unicodedata.normalize("NFKC", name).split()]
    whole = folded(name)
    place = whole.removesuffix("地域生活定着支援せんたー").removesuffix("保護観察所")
    found = {whole, place, place.rstrip("都府県"), *words}
    return [one for one in found if len(one) >= _SHORTEST_NAME]


@cache
def _common() -> frozenset[str]:
    import tomllib

    with paths.resource("passphrases", "common.toml").open("rb") as file:
        groups = tomllib.load(file)
    return frozenset(folded(word) for words in groups.values() for word in words)


def _without_runs(text: str) -> str:
    """Without digits that count up or down, and with a character only twice in a row."""
    for length in range(len(text), _SHORTEST_RUN - 1, -1):
        for at in range(len(text) - length + 1):
            run = text[at : at + length]
            if run in _DIGITS or run in _DIGITS[::-1]:
                return _without_runs(text[:at]) + _without_runs(text[at + length :])
    return re.sub(r"(.)\1+", r"\1\1", text)


def _hiragana(char: str) -> str:
    return chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char
