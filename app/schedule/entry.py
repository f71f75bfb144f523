"""What stands in the calendar of the office, whatever record it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

APPOINTMENT = "appointment"
MEETING = "meeting"
"""The source of 会議, and their kind among the entries."""


@dataclass(frozen=True)
class Entry:
    """One 予定 with the case it is about; `meets` are the ids of others it cannot be kept with."""

    id: str
    version: int
    day: date
    start: int | None
    end: int | None
    kind: str
    title: str
    place: str
    workers: tuple[str, ...]
    state: str
    note: str
    episode_id: str | None
    number: str
    name: str
    service: str
    activity_id: str | None
    closed_note: str
    """That public offices are closed on the day, and why; '' on an open day."""
    meets: tuple[str, ...] = ()
    source: str = APPOINTMENT
    """Which records it comes from: only appointments are changed in the calendar itself."""
