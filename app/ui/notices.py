"""Notices: what a committed change touched, so that screens showing it can reload."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Notice:
    """Kinds of records and ids that changed, and who changed them."""

    kinds: frozenset[str]
    ids: frozenset[str]
    by: str

    def touches(self, *kinds: str) -> bool:
        """Whether any of these kinds changed."""
        return not self.kinds.isdisjoint(kinds)


class Notices(QObject):
    """The one place where changes are announced; `tell` may be called from any thread."""

    changed = Signal(Notice)
    _arrived = Signal(Notice)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._pass_on)

    def tell(self, notice: Notice) -> None:
        """Announce a change; screens hear of it on the window's own thread."""
        self._arrived.emit(notice)

    def _pass_on(self, notice: Notice) -> None:
        self.changed.emit(notice)
