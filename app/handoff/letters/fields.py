"""Values of a header or a body that came from outside, read strictly: one wrong one refuses it all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from app.calendar.partial import PartialDate
from app.handoff.sealing.refusals import refused

LETTER_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
OFFICE = EXCHANGE = re.compile(r"[0-9a-f]{32}", re.ASCII)
CONSENT = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
CODE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_LINES = frozenset("\n\t")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: they could make a name read as another."""


def wrong() -> NoReturn:
    """Refuse the letter: what it says has not the form of a letter."""
    raise refused("content")


def known_names(found: Mapping[str, Any], names: frozenset[str]) -> None:
    """Refuse a name that does not belong there."""
    if not found.keys() <= names:
        wrong()


def text(value: object, longest: int, *, lines: bool = False, needed: bool = False) -> str:
    """A text without signs that cannot be seen; line breaks where `lines`."""
    if not isinstance(value, str) or len(value) > longest or (needed and not value.strip()):
        wrong()
    if unseen(value, lines=lines):
        wrong()
    return value


def unseen(text: str, *, lines: bool = False) -> str:
    """The first sign that no text of a letter may hold, '' for none; line breaks where `lines`."""
    for sign in text:
        seen = unicodedata.category(sign) not in ("Cc", "Cs") or (lines and sign in _LINES)
        if not seen or sign in _TURNING:
            return sign
    return ""


def matching(value: object, pattern: re.Pattern[str]) -> str:
    """A text that is of this form from end to end."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        wrong()
    return value


def whole(value: object, lowest: int, highest: int) -> int:
    """A whole number within bounds; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        wrong()
    return value


def listed(value: object, most: int) -> list[Any]:
    """A list of at most so many."""
    if not isinstance(value, list) or len(value) > most:
        wrong()
    return value


def named(value: object) -> dict[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        wrong()
    return value


def codes_of(value: object, most: int = 60) -> tuple[str, ...]:
    """Codes in order, none twice; the tables of two offices may differ, so any code will do."""
    found = tuple(matching(one, CODE) for one in listed(value, most))
    if list(found) != sorted(set(found)):
        wrong()
    return found


def day(value: object) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(matching(value, _DAY))
    except ValueError:
        wrong()


def partial(value: object) -> PartialDate:
    """A year, a month or a day as it is kept."""
    try:
        return PartialDate.from_iso(text(value, 10))
    except ValueError:
        wrong()


def moment(value: object) -> datetime:
    """A moment in UTC, to the second."""
    try:
        return datetime.fromisoformat(matching(value, _MOMENT)).astimezone(UTC)
    except ValueError:
        wrong()


def spelled(written: datetime) -> str:
    """A moment as `moment` reads it."""
    return written.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
