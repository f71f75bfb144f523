"""The choice of a 関係機関: found by typing, or registered in place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes, places
from app.network.organisations import queries
from app.network.organisations.queries import OrganisationRow
from app.network.organisations.rules import KINDS
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.found_by_typing import FoundByTyping
from app.ui.network.registering import Registering
from app.ui.widgets.tab_order import follow_eye

_NEW = "新しい関係機関を登録"


def organisation_words(row: OrganisationRow) -> str:
    """A 関係機関 in a choice: its name, what it is and where."""
    where = next((p.name for p in places.prefectures() if p.code == row.prefecture), "")
    about = "・".join(part for part in (codes.label(KINDS, row.kind), where) if part)
    return f"{row.name}　{about}{'・閉鎖' if row.closed_on else ''}"


class OrganisationChoice(FoundByTyping[OrganisationRow]):
    """One 関係機関; the value is its id.

    `kinds` narrows what is offered. The last line of the list registers a new one without leaving
    the form.
    """

    placeholder = "名称・かな・種別の一部を入力"
    not_chosen = "一覧から選ぶか、「新しい関係機関を登録」で登録してください。"

    def __init__(
        self, desk: Desk, kinds: Collection[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, parent)
        self.kinds = tuple(kinds)
        self.registering: Registering | None = None

    def look_up(self, reading: Reading, text: str) -> tuple[OrganisationRow, ...]:
        """What the typed words find among the kinds."""
        return queries.search(reading, text, self.kinds)

    def read_one(self, reading: Reading, record_id: str) -> OrganisationRow | None:
        """The 関係機関 with this id."""
        return queries.organisations(reading, (record_id,)).get(record_id)

    def id_of(self, row: OrganisationRow) -> str:
        """Its id."""
        return row.id

    def name_of(self, row: OrganisationRow) -> str:
        """Its name."""
        return row.name

    def words_of(self, row: OrganisationRow) -> str:
        """Its name, what it is and where."""
        return organisation_words(row)

    def last_line(self, text: str) -> str:
        """The way to a new one, for whoever may register it."""
        if self.desk.actor.refusal(Permission.EDIT_NETWORK):
            return ""
        return f"{_NEW}（{text}）" if text else _NEW

    def take_last(self, text: str) -> None:
        """Register a new one."""
        self.register(text)

    @property
    def occupied(self) -> bool:
        """Whether a new one is being registered."""
        return self.registering is not None

    def set_value(self, value: Any) -> None:
        """Choose by id; other text is shown as it is."""
        self._close_registering()
        super().set_value(value)

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read but not changed."""
        super().set_read_only(read_only)
        if read_only:
            self._close_registering()

    def choose(self, row: OrganisationRow) -> None:
        """Take a 関係機関."""
        self._close_registering()
        super().choose(row)

    def register(self, name: str = "") -> None:
        """Open the small form for a new 関係機関 under the line."""
        self.popup.hide()
        if self.registering is not None:
            self.registering.focus_first()
            return
        self.registering = Registering(self.desk, name, self.kinds)
        self.registering.made.connect(self.choose)
        self.registering.made.connect(lambda _: self.line.setFocus())
        self.registering.left.connect(self._registering_left)
        self._column.addWidget(self.registering)
        self.registering.show()
        follow_eye(self)
        self.registering.focus_first()

    def _registering_left(self) -> None:
        self._close_registering()
        self.line.setFocus()

    def _close_registering(self) -> None:
        old, self.registering = self.registering, None
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
