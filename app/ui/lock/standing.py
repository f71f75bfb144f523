"""A desk whose person may see less than before locks at once, wherever that was decided.

What is on the screen was allowed when it was read. The other desks tell of every change within a
fraction of a second; what was missed while the line was away is asked for when it is back.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.errors import KeyProblem, NotAllowed, TeichakuError
from app.staff.sight.queries import sight
from app.ui.desk import Desk
from app.ui.lock.reasons import Reason
from app.ui.notices import Notice

_KINDS = ("staff", "setting", "restriction", "restrictionstaff")


class Standing(QObject):
    """Asks again whenever somebody touched roles, staff or restrictions."""

    def __init__(self, desk: Desk, lock: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._lock = desk, lock
        self._hidden: frozenset[str] | None = None
        desk.notices.changed.connect(self._heard)
        self.ask()

    def ask(self) -> None:
        """Read what is hidden now, and whether the person is still who they were."""
        self._desk.read(sight, self._saw, failed=self._refused, owner=self, title="")

    def _heard(self, notice: Notice) -> None:
        if notice.touches(*_KINDS) and (notice.many or notice.by != self._desk.actor.staff_id):
            self.ask()

    def _saw(self, hidden: frozenset[str]) -> None:
        before, self._hidden = self._hidden, hidden
        if before is not None and not hidden <= before:
            self._lock(Reason.SIGHT)

    def _refused(self, error: TeichakuError) -> None:
        if isinstance(error, NotAllowed | KeyProblem):
            self._lock(Reason.SIGHT)
