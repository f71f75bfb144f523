"""A leaf of the place 関係機関: a list on the left, one record on the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.record_pane import RecordPane
from app.ui.theme import lay, theme

_LIST_WIDTH = 448
_LIST_LEAST = 172
_LIST_SHARE = 0.43
_PANE_LEAST = 390
_ARROW_PAUSE_MS = 60


class Leaf(QWidget):
    """A subclass says `key` and `title` (its chip), `fact` (what names a record in `Where`),
    `kinds` of drafts that are opened here, `shows` (notices after which the list is read again),
    and makes a list and a pane. `new_kind` is the form of a new record."""

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    fact: ClassVar[str] = ""
    asked_by: ClassVar[str] = ""
    """Another fact that means this leaf, whichever was shown before."""
    kinds: ClassVar[tuple[str, ...]] = ()
    shows: ClassVar[tuple[str, ...]] = ()
    new_kind: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.found, self.pane = found, pane = self.make_list(), self.make_pane()
        self._wanted = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_ARROW_PAUSE_MS)
        self._pause.timeout.connect(self._open_wanted)
        row = QHBoxLayout(self)
        lay(row, gap=3.5)
        row.addWidget(found)
        row.addWidget(pane, 1)
        found.chosen.connect(self._row_lit)
        found.opened.connect(self._row_opened)
        found.new_wanted.connect(self._begin)
        pane.shown.connect(found.show_record)
        pane.made.connect(lambda _: found.ask())
        theme().changed.connect(self._fit)

    def make_list(self) -> FoundList:
        """The left side."""
        raise NotImplementedError

    def make_pane(self) -> RecordPane[Any]:
        """The right side."""
        raise NotImplementedError

    def open(self, facts: Mapping[str, Any]) -> None:
        """Show the list, and the record or the draft that the facts name."""
        self.show_list(facts)
        waiting = self.desk.drafts.find(str(facts.get("draft", "")))
        record = str(facts.get(self.fact, ""))
        if waiting is not None:
            self._pause.stop()
            self.pane.resume(waiting)
        elif facts.get("new"):
            self._begin()
        elif record:
            self._show(record)
        elif self.pane.record_id and self.pane.form is None:
            self.pane.reload()

    def show_list(self, facts: Mapping[str, Any]) -> None:
        """Ask for the list."""
        self.found.open()

    def commands(self) -> Iterable[Command]:
        """What Ctrl+K offers while this leaf is shown."""
        return ()

    def heard(self, notice: Notice) -> None:
        """Read again what changed."""
        if notice.touches(*self.shows):
            self.found.table.reload()
        self.pane.heard(notice)

    def read_again(self) -> None:
        """The server is back."""
        self.found.table.reload()
        self.pane.reload()

    def focus_first(self) -> None:
        """The form that is open keeps or takes the keyboard, else the list has it."""
        form = self.pane.form
        if form is None:
            self.found.table.setFocus()
        elif not form.isAncestorOf(self.focusWidget() or self):
            form.focus_first()

    def go_back(self) -> bool:
        """Leave the form or the search; says whether there was one to leave."""
        if self.pane.go_back():
            return True
        if self.found.search.text:
            self.found.search.left.emit()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list its width, less where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        t = theme()
        room = self.width() - t.gap(3.5)
        beside = max(t.px(_LIST_LEAST), room - t.px(_PANE_LEAST))
        self.found.setFixedWidth(min(t.px(_LIST_WIDTH), int(room * _LIST_SHARE), beside))

    def _row_lit(self, row_id: str) -> None:
        self._wanted = row_id
        self._pause.start()

    def _open_wanted(self) -> None:
        if self._wanted and self._wanted != self.pane.record_id:
            self.pane.open_record(self._wanted)

    def _row_opened(self, row_id: str) -> None:
        self._pause.stop()
        self._wanted = row_id
        self.pane.open_record(row_id, self.pane.focus_first)

    def _begin(self) -> None:
        """The form of a new record stays, also when a row was lit just before."""
        self._pause.stop()
        self.pane.begin(self.new_kind)

    def _show(self, record_id: str) -> None:
        self._pause.stop()
        self._wanted = record_id
        self.pane.open_record(record_id)
