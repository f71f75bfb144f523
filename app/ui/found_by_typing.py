"""A choice of one record that is found by typing: the base of the choices of a 関係機関 and a case."""

from __future__ import annotations

import re
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from app.errors import NotFound, TeichakuError
from app.people.names import search_folded
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.searches import Searches
from app.ui.theme import lay
from app.ui.widgets.editors import Editor
from app.ui.widgets.offered import EnterGoesOn
from app.ui.widgets.typed_line import TypedLine

Row = TypeVar("Row")
_ID = re.compile(r"[0-9a-f]{32}")
_PAUSE_MS = 150


class FoundByTyping(Editor, Generic[Row]):
    """The value is the id of the record chosen.

    While nothing is chosen the value is what was typed, so that a draft keeps it, and the field
    complains. Down opens the list, Enter takes the lit line or the only one and goes on to the
    next field. A subclass says `look_up`, `read_one`,
    `id_of`, `name_of`, `words_of`, and perhaps `last_line` with `take_last`.
    """

    named = ""
    """How the history calls the field, where it finds people."""
    placeholder = ""
    not_chosen = ""
    goes_on = True
    """Whether Enter in the list goes on to the next field."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.chosen: Row | None = None
        self._searches = Searches(desk, self.named, self) if self.named else None
        self._id = ""
        self._asked = 0
        self.line = TypedLine()
        self.line.setPlaceholderText(self.placeholder)
        self.line.installEventFilter(self)
        self.model = QStandardItemModel(self)
        self.completer = QCompleter(self.model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setWidget(self.line)
        self.completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.popup = EnterGoesOn(self.completer, self.line, self._take_lit).list
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

    def look_up(self, reading: Reading, text: str) -> tuple[Row, ...]:
        """What the typed words find."""
        raise NotImplementedError

    def read_one(self, reading: Reading, record_id: str) -> Row | None:
        """The record with this id."""
        raise NotImplementedError

    def id_of(self, row: Row) -> str:
        """Its id."""
        raise NotImplementedError

    def name_of(self, row: Row) -> str:
        """What the line says once it is chosen."""
        raise NotImplementedError

    def words_of(self, row: Row) -> str:
        """What the list says."""
        return self.name_of(row)

    def last_line(self, text: str) -> str:
        """One more line below those found, '' for none."""
        return ""

    def take_last(self, text: str) -> None:
        """What the last line does."""

    @property
    def occupied(self) -> bool:
        """Whether something else in the field has the keyboard."""
        return False

    def value(self) -> str:
        """The id chosen, or what was typed while it is none."""
        return self._id or self.line.text().strip()

    def set_value(self, value: Any) -> None:
        """Choose by id; other text is shown as it is."""
        text = "" if value is None else str(value)
        if text == self._id and text:
            return
        self.chosen, self._id = None, text if _ID.fullmatch(text) else ""
        self.line.setText("" if self._id else text)
        self.changed.emit()
        if self._id:
            self.desk.read(
                lambda reading: self.read_one(reading, text),
                lambda row: self._named(text, row),
                owner=self,
                failed=lambda error: self._unnamed(text, error),
            )

    def fields(self) -> tuple[QWidget, ...]:
        """The line."""
        return (self.line,)

    def complaint(self) -> str:
        """Typed words that are no choice yet."""
        return self.not_chosen if self.line.text().strip() and not self._id else ""

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read but not changed."""
        super().set_read_only(read_only)
        if read_only:
            self.popup.hide()

    def look(self) -> None:
        """Ask what the typed words find, and offer it."""
        self._pause.stop()
        text = "" if self._id else self.line.text().strip()
        self._asked += 1
        asked = self._asked
        self.desk.read(
            lambda reading: self.look_up(reading, text),
            lambda found: self._offer(text, found) if asked == self._asked else None,
            owner=self,
            title="",
        )

    def choose(self, row: Row) -> None:
        """Take a record."""
        self._pause.stop()
        self._asked += 1
        if self._searches is not None:
            self._searches.looked()
        self._id, self.chosen = self.id_of(row), row
        self.line.setText(self.name_of(row))
        self.changed.emit()
        self.left.emit()

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

    def _offer(self, text: str, found: tuple[Row, ...]) -> None:
        if self.line.isReadOnly() or not self.line.hasFocus():
            self._mean(text, found)
            return
        self.model.clear()
        if self._searches is not None:
            self._searches.shown(text, len(found))
        for row in found:
            item = QStandardItem(self.words_of(row))
            item.setData(row, Qt.ItemDataRole.UserRole)
            self.model.appendRow(item)
        last = self.last_line(text)
        if last:
            self.model.appendRow(QStandardItem(last))
        self.completer.setMaxVisibleItems(max(1, self.model.rowCount()))
        if self.model.rowCount():
            self.completer.complete()
        else:
            self.popup.hide()

    def _mean(self, text: str, found: tuple[Row, ...]) -> None:
        """The keyboard is elsewhere: words that can only mean one record become it."""
        if self._id or text != self.line.text().strip() or not text:
            return
        wanted = search_folded(text)
        same = [row for row in found if search_folded(self.name_of(row)) == wanted]
        if len(same) == 1:
            self.choose(same[0])

    def _take(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if row is not None:
            self.choose(row)
        else:
            self.take_last("" if self._id else self.line.text().strip())

    def _take_lit(self, lit: QModelIndex) -> bool:
        """Enter in the list; where several lines are meant it lights up the first."""
        found = self.model.rowCount() - bool(self.last_line(self.line.text().strip()))
        if not lit.isValid() and found != 1:
            self.popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
            return False
        self.popup.hide()
        self._take(lit if lit.isValid() else self.model.index(0, 0))
        return self.goes_on and bool(self._id)

    def _leave(self) -> None:
        if self.popup.isVisible() or self.occupied:
            return
        if not self._id and self.line.text().strip() and not self.line.hasFocus():
            self.look()
        self.left.emit()

    def _named(self, asked: str, row: Row | None) -> None:
        if asked != self._id:
            return
        if row is None:
            self._id = ""
            return
        self.chosen = row
        self.line.setText(self.name_of(row))

    def _unnamed(self, asked: str, error: TeichakuError) -> None:
        if asked == self._id and not isinstance(error, NotFound):
            self.desk.explain(error)
