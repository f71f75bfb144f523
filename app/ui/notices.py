"""Notices: what a committed change touched, so that screens showing it can reload."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Notice:
    """Kinds of records and ids that changed, and who changed them."""

    kinds: frozenset[str]
    ids: frozenset[str]
    by: str
    many: bool = False
    """Any record of these kinds may have changed."""

    def touches(self, *kinds: str) -> bool:
        """Whether any of these kinds changed."""
        return not self.kinds.isdisjoint(kinds)

    def names(self, ids: Iterable[str]) -> bool:
        """Whether any of these records changed, or may have."""
        return self.many or not self.ids.isdisjoint(ids)


class Notices(QObject):
    """The one place where changes are announced; both `tell`s may be called from any thread.

    The other desks may still be heard while the window goes: then nobody is told.
    """

    changed = Signal(Notice)
    looked = Signal()
    """Somebody at another desk opened or left a case."""
    _arrived = Signal(Notice)
    _looked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._pass_on)
        self._looked.connect(self._pass_look_on)

    def tell(self, notice: Notice) -> None:
        """Announce a change; screens hear of it on the window's own thread."""
        if shiboken6.isValid(self):
            self._arrived.emit(notice)

    def tell_looked(self) -> None:
        """Announce that another desk opened or left a case."""
        if shiboken6.isValid(self):
            self._looked.emit()

    def _pass_on(self, notice: Notice) -> None:
        self.changed.emit(notice)

    def _pass_look_on(self) -> None:
        self.looked.emit()
