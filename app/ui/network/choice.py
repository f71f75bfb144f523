"""The choice of a 関係機関: found by typing, or registered in place."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QVBoxLayout, QWidget

from app import codes, places
from app.errors import NotFound, TeichakuError
from app.network.organisations import queries
from app.network.organisations.queries import OrganisationRow
from app.network.organisations.rules import KINDS
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.ui.desk import Desk
from app.ui.network.registering import Registering
from app.ui.theme import lay
from app.ui.widgets.editors import Editor

_ID = re.compile(r"[0-9a-f]{32}")
_PAUSE_MS = 150
_PLACEHOLDER = "名称・かな・種別の一部を入力"
_NOT_CHOSEN = "一覧から選ぶか、「新しい関係機関を登録」で登録してください。"
_NEW = "新しい関係機関を登録"


def organisation_words(row: OrganisationRow) -> str:
    """A 関係機関 in a choice: its name, what it is and where."""
    where = next((p.name for p in places.prefectures() if p.code == row.prefecture), "")
    about = "・".join(part for part in (codes.label(KINDS, row.kind), where) if part)
    return f"{row.name}　{about}{'・閉鎖' if row.closed_on else ''}"


class OrganisationChoice(Editor):
    """One 関係機関; the value is its id.

    While nothing is chosen the value is what was typed, so that a draft keeps it, and the field
    complains. `kinds` narrows what is offered. Down opens the list, Enter takes a line of it;
    its last line registers a new one without leaving the form.
    """

    def __init__(
        self, desk: Desk, kinds: Collection[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.kinds = desk, tuple(kinds)
        self.chosen: OrganisationRow | None = None
        self._id = ""
        self._asked = 0
        self.line = QLineEdit()
        self.line.setPlaceholderText(_PLACEHOLDER)
        self.line.installEventFilter(self)
        self.model = QStandardItemModel(self)
        self.completer = QCompleter(self.model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setWidget(self.line)
        self.completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.popup = QListView()
        self.completer.setPopup(self.popup)
        self.registering: Registering | None = None
        self._column = QVBoxLayout(self)
        lay(self._column, gap=1)
        self._column.addWidget(self.line)
        self.setFocusProxy(self.line)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._leave)

    def value(self) -> str:
        """The id chosen, or what was typed while it is none."""
        return self._id or self.line.text().strip()

    def set_value(self, value: Any) -> None:
        """Choose by id; other text is shown as it is."""
        text = "" if value is None else str(value)
        self._close_registering()
        if text == self._id and text:
            return
        self.chosen, self._id = None, text if _ID.fullmatch(text) else ""
        self.line.setText("" if self._id else text)
        self.changed.emit()
        if self._id:
            self.desk.read(
                lambda reading: queries.organisations(reading, (text,)).get(text),
                lambda row: self._named(text, row),
                owner=self,
                failed=lambda error: self._unnamed(text, error),
            )

    def fields(self) -> tuple[QWidget, ...]:
        """The line."""
        return (self.line,)

    def complaint(self) -> str:
        """Typed words that are no choice yet."""
        return _NOT_CHOSEN if self.line.text().strip() and not self._id else ""

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read but not changed."""
        super().set_read_only(read_only)
        if read_only:
            self.popup.hide()
            self._close_registering()

    def look(self) -> None:
        """Ask what the typed words find, and offer it."""
        self._pause.stop()
        text = "" if self._id else self.line.text().strip()
        self._asked += 1
        asked, kinds = self._asked, self.kinds
        self.desk.read(
            lambda reading: queries.search(reading, text, kinds),
            lambda found: self._offer(text, found) if asked == self._asked else None,
            owner=self,
            title="",
        )

    def choose(self, row: OrganisationRow) -> None:
        """Take a 関係機関."""
        self._close_registering()
        self._pause.stop()
        self._asked += 1
        self._id, self.chosen = row.id, row
        self.line.setText(row.name)
        self.changed.emit()
        self.left.emit()

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
        self.registering.focus_first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down opens the list."""
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and not self.line.isReadOnly()
        ):
            self.look()
            return True
        return super().eventFilter(watched, event)

    def _typed(self, _: str) -> None:
        self._id, self.chosen = "", None
        self._pause.start()
        self.changed.emit()

    def _offer(self, text: str, found: tuple[OrganisationRow, ...]) -> None:
        if self.line.isReadOnly() or not self.line.hasFocus():
            self._mean(text, found)
            return
        self.model.clear()
        for row in found:
            item = QStandardItem(organisation_words(row))
            item.setData(row, Qt.ItemDataRole.UserRole)
            self.model.appendRow(item)
        refusal = self.desk.actor.refusal(Permission.EDIT_NETWORK)
        if not refusal:
            self.model.appendRow(QStandardItem(f"{_NEW}（{text}）" if text else _NEW))
        self.completer.setMaxVisibleItems(max(1, self.model.rowCount()))
        self.completer.complete()

    def _mean(self, text: str, found: tuple[OrganisationRow, ...]) -> None:
        """The keyboard is elsewhere: words that can only mean one 関係機関 become it."""
        if self._id or text != self.line.text().strip() or not text:
            return
        same = [row for row in found if search_folded(row.name) == search_folded(text)]
        if len(same) == 1:
            self.choose(same[0])

    def _take(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, OrganisationRow):
            self.choose(row)
        else:
            self.register("" if self._id else self.line.text().strip())

    def _leave(self) -> None:
        if self.popup.isVisible() or self.registering is not None:
            return
        if not self._id and self.line.text().strip() and not self.line.hasFocus():
            self.look()
        self.left.emit()

    def _named(self, asked: str, row: OrganisationRow | None) -> None:
        if asked != self._id:
            return
        if row is None:
            self._id = ""
            return
        self.chosen = row
        self.line.setText(row.name)

    def _unnamed(self, asked: str, error: TeichakuError) -> None:
        if asked == self._id and not isinstance(error, NotFound):
            self.desk.explain(error)

    def _registering_left(self) -> None:
        self._close_registering()
        self.line.setFocus()

    def _close_registering(self) -> None:
        old, self.registering = self.registering, None
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
