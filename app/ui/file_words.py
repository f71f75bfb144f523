"""Words of the office in the name of a file that is proposed: no folder, no sign without a picture."""

from __future__ import annotations

import unicodedata

_OF_PATHS = frozenset('\\/:*?"<>|')
_LONGEST = 100
"""Characters; with the ending a name must stay below 255 bytes on most disks."""


def file_words(words: str) -> str:
    """The words as far as a file may be named by them; '' where nothing is left."""
    kept = "".join(_harmless(char) for char in words).strip(" .")
    cut = kept[:_LONGEST].encode("utf-8")[: 2 * _LONGEST].decode("utf-8", "ignore")
    return cut.strip(" .")


def _harmless(char: str) -> str:
    if char in _OF_PATHS:
        return "_"
    if char.isspace():
        return char if char == "\u3000" else " "
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn") else char
