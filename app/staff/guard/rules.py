"""How long a desk may stand untouched, and what else guards its screen (pure)."""

from __future__ import annotations

from dataclasses import dataclass

IDLE_LEAST, IDLE_MOST, IDLE_USUAL = 1, 15, 5
WARN_SECONDS = 20
"""The desk says so before it locks itself."""


@dataclass(frozen=True)
class Guard:
    """What holds for every desk of an office."""

    idle_minutes: int = IDLE_USUAL
    hide_from_capture: bool = True
    """Whether other programs get a black picture instead of the screen (Windows)."""


def kept_guard(minutes: object, hide: object) -> Guard:
    """What was set; what cannot be understood is the program's own."""
    fits = isinstance(minutes, int) and not isinstance(minutes, bool)
    usual = Guard()
    return Guard(
        minutes if fits and IDLE_LEAST <= minutes <= IDLE_MOST else usual.idle_minutes,  # type: ignore[operator,arg-type]
        hide if isinstance(hide, bool) else usual.hide_from_capture,
    )


def idle_minutes(office: int, own: object) -> int:
    """The minutes of one desk: an own choice counts only where it is shorter."""
    try:
        chosen = int(str(own))
    except ValueError:
        return office
    return min(office, chosen) if chosen >= IDLE_LEAST else office
