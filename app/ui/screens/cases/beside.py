"""Who else has the case open, and what the people at the other desks are called."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from app.staff.queries import staff_names
from app.ui.desk import Desk

_NAMED = 2
_SOMEBODY = "ほかの席"


class Beside(QObject):
    """Tells the other desks what is open here; `changed` carries the words about them."""

    changed = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self._desk = desk
        self._record_id = ""
        self._names: dict[str, str] = {}
        self._asked: frozenset[str] = frozenset()
        desk.notices.looked.connect(self._look)

    def show(self, record_id: str) -> None:
        """This case is open here now; empty for none."""
        self._record_id = record_id
        self._desk.office.desks.look_at(record_id, self._desk.actor.staff_id)
        self._look()

    def who(self, staff_id: str) -> str:
        """How the bar calls the person who saved: by name, once it has been read."""
        name = self._names.get(staff_id, "")
        return f"{name}さん" if name else _SOMEBODY

    def learn(self, staff_ids: Collection[str]) -> None:
        """Read the names of people who are not known yet, each of them once."""
        unknown = frozenset(staff_ids) - self._names.keys() - self._asked - {""}
        if unknown:
            self._asked |= unknown
            self._desk.read(staff_names, self._learned, owner=self, title="")

    def _learned(self, names: dict[str, str]) -> None:
        self._names = names
        self._look()

    def _look(self) -> None:
        here = self._desk.office.desks.looking_at(self._record_id)
        self.learn(here)
        words = self._words(here)
        if words != self.words:
            self.words = words
            self.changed.emit(words)

    def _words(self, staff_ids: frozenset[str]) -> str:
        mine = self._desk.actor.staff_id
        names = sorted(self._names[one] for one in staff_ids - {mine} if one in self._names)
        if not names:
            return "あなたの別の席でも開いています" if mine in staff_ids else ""
        rest = f"ほか{len(names) - _NAMED}人" if len(names) > _NAMED else ""
        return "・".join(f"{name}さん" for name in names[:_NAMED]) + f"{rest}も開いています"
