"""What an answer may be made of: each value is of the kind that is wanted, or `Garbled`."""

from __future__ import annotations

import re
from typing import Any

from app.foreign.frames import Garbled

LONGEST_TEXT = 32_767
"""Excel's own longest cell text."""
_UNCARRIED = re.compile("[\x00\ufffe\uffff\ud800-\udfff]")


def a_list(value: Any, most: int | None = None) -> list[Any]:
    """A list, of at most so many."""
    if not isinstance(value, list) or (most is not None and len(value) > most):
        raise Garbled("no list")
    return value


def of_size(value: Any, size: int) -> list[Any]:
    """A list of so many."""
    if len(a_list(value)) != size:
        raise Garbled("another length")
    return a_list(value)


def a_text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """Words that can be kept and shown."""
    if not isinstance(value, str) or len(value) > longest or _UNCARRIED.search(value):
        raise Garbled("no text")
    return value


def a_flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Garbled("no flag")
    return value


def a_whole(value: Any) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Garbled("no number")
    return value


def a_count(value: Any, most: int, least: int = 0) -> int:
    """A whole number within bounds."""
    if not least <= a_whole(value) <= most:
        raise Garbled("out of range")
    return a_whole(value)
