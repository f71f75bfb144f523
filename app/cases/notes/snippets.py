"""The passage of a text in which a search found something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from app.people.names import search_folded

LEAST = 2
"""Characters of a search, folded; one alone would be found everywhere."""
BEFORE, AFTER = 8, 40
"""Characters shown before and after the hit: little before it, so that it stays in sight."""
_BREAKS = re.compile(r"\s+")
_CUT = "…"
_HALF_MARKS = "ﾞﾟ"


def snippet(texts: tuple[str, ...], wanted: str) -> str:
    """The surroundings of the first hit, on one line; the beginning where the hit is not found."""
    folded = search_folded(wanted)
    for text in texts:
        place = _place(text, folded)
        if place is not None:
            return _cut(text, *place)
    whole = next((text for text in texts if text.strip()), "")
    return _cut(whole, 0, 0)


def _place(text: str, folded: str) -> tuple[int, int] | None:
    """From where to where `text` holds what is folded; None when it does not."""
    origins: list[int] = []
    whole = ""
    for at, cluster in _clusters(text):
        part = search_folded(cluster)
        origins += [at] * len(part)
        whole += part
    found = whole.find(folded) if folded else -1
    if found < 0:
        return None
    end = found + len(folded)
    return origins[found], origins[end] if end < len(origins) else len(text)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Characters with the marks that belong to them (か + ゛ fold to one), and their places."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _is_mark(text[at]):
            yield start, text[start:at]
            start = at


def _is_mark(char: str) -> bool:
    return char in _HALF_MARKS or unicodedata.combining(char) > 0


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - BEFORE), min(len(text), end + AFTER)
    line = _BREAKS.sub(" ", text[first:last]).strip()
    return f"{_CUT if first else ''}{line}{_CUT if last < len(text) else ''}"
