"""Which case every other desk has open, kept in memory only and forgotten when a desk falls silent."""

from __future__ import annotations

import threading

from app.storage.server.messages import View

BEAT_SECONDS = 20.0
"""How often a desk says again what it has open."""
SILENT_SECONDS = 50.0
"""Two beats and a half: a desk that is not heard for so long is gone."""


class Presence:
    """Written by the listening thread, read by the window."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[View, float]] = {}
        self._lock = threading.Lock()

    def hear(self, view: View, now: float) -> bool:
        """Remember what a desk has open; says whether that is news."""
        with self._lock:
            before = self._seen.pop(view.desk, None)
            if view.record_id:
                self._seen[view.desk] = (view, now)
        old = before[0].record_id if before else ""
        return old != view.record_id

    def forget(self, now: float) -> bool:
        """Forget the desks that fell silent; says whether there were any."""
        with self._lock:
            silent = [desk for desk, (_, at) in self._seen.items() if now - at > SILENT_SECONDS]
            for desk in silent:
                del self._seen[desk]
        return bool(silent)

    def at(self, record_id: str) -> frozenset[str]:
        """Ids of the staff who have this case open."""
        with self._lock:
            views = [view for view, _ in self._seen.values()]
        return frozenset(view.by for view in views if record_id and view.record_id == record_id)
