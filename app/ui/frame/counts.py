"""What is counted beside the places on the left, and by which queries."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from app.storage.work import Reading

COUNTS: dict[str, tuple[tuple[str, str], *tuple[str, ...]]] = {
    "cases": (("app.cases.queries", "open_count"), "episode"),
    "schedule": (
        ("app.schedule.queries", "today_count"),
        *("appointment", "meeting", "meetingmember"),
    ),
    "meetings": (("app.meetings.queries", "ahead_count"), "meeting"),
    "handoff": (
        ("app.handoff.overview.queries", "waiting_count"),
        *("exchange", "keptletter", "lettermark"),
    ),
    "network": (("app.network.signals.queries", "unweighed_count"), "signal"),
}
"""Place → the query of its count (with those that are late), and the notices after which it is asked again."""


def counted(module: str, name: str, reading: Reading) -> int | tuple[int, int]:
    """Beside the window, like the reading itself: most of it is reading code for the first time."""
    count: Callable[[Reading], int | tuple[int, int]] = getattr(
        importlib.import_module(module), name
    )
    return count(reading)
