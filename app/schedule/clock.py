"""Times of day as people type them: 10:30 · 10時半 · 1330 · 9 (pure)."""

from __future__ import annotations

import re
import unicodedata

DAY = 24 * 60
EXAMPLE = "例 10:30、1330"
PROBLEM = "時刻は 10:30、1330、9時半 のように入力してください。"

_SHAPES = (
    re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"),
    re.compile(r"(?P<hour>\d{1,2})時(?:(?P<half>半)|(?P<minute>\d{1,2})分?)?"),
    re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})"),
    re.compile(r"(?P<hour>\d{1,2})"),
)


def read_clock(text: str) -> int | None:
    """Minutes after midnight, None for an empty text; ValueError says what to type instead."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None
    for shape in _SHAPES:
        found = shape.fullmatch(plain)
        if found is None:
            continue
        parts = found.groupdict()
        minute = 30 if parts.get("half") else int(parts.get("minute") or 0)
        hour = int(parts["hour"])
        if hour < 24 and minute < 60:
            return hour * 60 + minute
    raise ValueError(PROBLEM)


def clock_words(minute: int | None) -> str:
    """10:30; '' for no time."""
    return "" if minute is None else f"{minute // 60}:{minute % 60:02d}"


def span_words(start: int | None, end: int | None) -> str:
    """10:30〜11:30, 10:30〜, or 終日."""
    if start is None:
        return "終日"
    return f"{clock_words(start)}〜{clock_words(end)}"
