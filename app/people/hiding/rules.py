"""Finding in any text what names the people of an office, and hiding it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.calendar import wareki
from app.calendar.partial import PartialDate

HIDDEN = "○○"
_LEAST = 2
_LEAST_DIGITS = 6
_NO_NAME = re.compile(r"[\s・、。,.\-ー〜~]*")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_SHORT_KANA = 3
_PARTICLES = "とはがのをにもへやで"
_PLACES = (
    "県",
    "府",
    "都",
    "道",
    "市",
    "町",
    "村",
    "区",
    "郡",
    "駅",
    "地方",
    "保護観察所",
    "刑務所",
)
"""What makes a family name the name of a place."""


class Mask:
    """Hides the words it was made with wherever they stand; an empty one hides nothing."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in sorted({one for one in words if len(one) >= _LEAST}, key=len, reverse=True):
            self._by_start.setdefault(word[:_LEAST], []).append(word)

    def __bool__(self) -> bool:
        return bool(self._by_start)

    def hide(self, text: str) -> str:
        """The text with ○○ for everything that names somebody."""
        if not self._by_start or len(text) < _LEAST:
            return text
        kept, at = [], 0
        while at < len(text):
            found = self._at(text, at)
            if found:
                kept.append(HIDDEN)
                at += len(found)
            else:
                kept.append(text[at])
                at += 1
        return "".join(kept)

    def _at(self, text: str, at: int) -> str:
        for word in self._by_start.get(text[at : at + _LEAST], ()):
            if not text.startswith(word, at) or text.startswith(_PLACES, at + len(word)):
                continue
            if not _within(word, text[at - 1 : at]):
                return word
        return ""


def _within(word: str, before: str) -> bool:
    """Whether a short name in kana is only the end of another word (なぎ in つなぎ)."""
    if len(word) > _SHORT_KANA or not _KANA.fullmatch(word):
        return False
    return bool(_KANA.fullmatch(before)) and before not in _PARTICLES


def words_of_name(name: str) -> Iterator[str]:
    """A name as it may stand in a text: whole, without its space, and its parts."""
    parts = name.split()
    if not parts:
        return
    yield from (name, "".join(parts), " ".join(parts), "　".join(parts))
    for part in parts:
        if len(part) >= _LEAST and not _NO_NAME.fullmatch(part):
            yield part


def words_of_birth(birth: PartialDate | None, typed: str = "") -> Iterator[str]:
    """A day of birth in every spelling that the screens know, and as it was typed."""
    if typed.strip():
        yield typed.strip()
    if birth is None:
        return
    for spell in (wareki.long, wareki.short, wareki.western, wareki.western_short):
        yield spell(birth)
    if birth.is_full:
        yield birth.as_date().isoformat()


def words_of_contact(text: str) -> Iterator[str]:
    """A phone number or an address, line by line."""
    for line in text.splitlines():
        told = line.strip()
        if sum(char.isdigit() for char in told) >= _LEAST_DIGITS or len(told) > _LEAST_DIGITS:
            yield told
