"""Whether words typed for a report name one of the persons on record. Pure.

Both sides are folded as the search folds: 異体字, width, kana and spaces make no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.people.names import is_anonymous, search_folded

_LEAST = 2
"""A single character is in too many words."""
_AROUND = 8


@dataclass(frozen=True, slots=True)
class NameFound:
    """Where typed words hold the whole or the family name of somebody, or its reading."""

    field: str
    words: str
    """As they were typed."""
    excerpt: str
    """With a few characters before and after."""

    @property
    def sentence(self) -> str:
        """What the person in front of the screen is told."""
        return f"{self.field}の「{self.excerpt}」に、対象者の氏名と同じ「{self.words}」があります。"


def spellings(people: Iterable[tuple[str, str]]) -> frozenset[str]:
    """What to look for of (氏名, かな): whole, and the family name before the first space."""
    found: set[str] = set()
    for pair in people:
        for written in pair:
            if not written or is_anonymous(written):
                continue
            parts = written.replace("\u3000", " ").split()
            folded = (search_folded(written), *(search_folded(part) for part in parts[:1]))
            found.update(one for one in folded if len(one) >= _LEAST)
    return frozenset(found)


def names_in(texts: Mapping[str, str], known: Iterable[str]) -> tuple[NameFound, ...]:
    """Each place once, the longest name that stands there, in the order of the fields."""
    folded = {field: _Folded(text) for field, text in texts.items() if text.strip()}
    if not folded:
        return ()
    longest = sorted(known, key=lambda one: (-len(one), one))
    found: list[NameFound] = []
    for field, text in folded.items():
        taken: list[tuple[int, int]] = []
        for name in longest:
            at = text.folded.find(name)
            while at >= 0:
                end = at + len(name)
                if all(end <= start or stop <= at for start, stop in taken):
                    taken.append((at, end))
                at = text.folded.find(name, end)
        found += [text.found(field, *span) for span in sorted(taken)]
    return tuple(found)


class _Folded:
    """A text folded piece by piece, so that a place in it can be shown as it was typed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._from: list[tuple[int, int]] = []
        pieces = []
        for start, end in _clusters(text):
            piece = search_folded(text[start:end])
            pieces.append(piece)
            self._from += [(start, end)] * len(piece)
        self.folded = "".join(pieces)

    def found(self, field: str, at: int, end: int) -> NameFound:
        """The words between two places of the folded text, as they were typed."""
        first, last = self._from[at][0], self._from[end - 1][1]
        around = self.text[max(0, first - _AROUND) : last + _AROUND]
        return NameFound(field, self.text[first:last], " ".join(around.split()))


def _clusters(text: str) -> Iterable[tuple[int, int]]:
    """Half-width ﾞ and ﾟ, combining marks and selectors belong to the character before them."""
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and _joins(text[at]):
            continue
        yield start, at
        start = at


def _joins(char: str) -> bool:
    return (
        char in "ﾞﾟ\u3099\u309a"
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )
