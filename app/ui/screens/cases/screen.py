"""ケース: the list on the left, the case on the right."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.portions import in_portions
from app.ui.screens.cases.list import CHOOSE, CaseList
from app.ui.theme import Size, lay, theme
from app.ui.widgets.empty_hint import EmptyHint

if TYPE_CHECKING:
    from app.ui.screens.cases.page import CasePane

PAGE = "app.ui.screens.cases.page"
"""The right side's code: a third of all there is to read before the list could be shown."""
_LIST_WIDTH = 448
_LIST_LEAST = 160
_LIST_SHARE = 0.43
_PAGE_LEAST = 390
_ARROW_PAUSE_MS = 60
_PAGE_AFTER_MS = 200
_SECTIONS_AT_ONCE = 4


class CasesScreen(Screen):
    """Facts of `Where`: episode (with section), ids with title, record, new, person, service,
    draft."""

    place = "cases"
    keeps_typing = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = CaseList(desk, self)
        self._pane: CasePane | None = None
        self._coming: CasePane | None = None
        self._nobody = EmptyHint(CHOOSE, parent=self)
        self._wanted = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_ARROW_PAUSE_MS)
        self._pause.timeout.connect(self._open_wanted)
        self._row = row = QHBoxLayout(self)
        side, top = Size.PAGE_PADDING / Size.GRID, Size.PAGE_TOP / Size.GRID
        lay(row, gap=3.5, margins=(side, top, side, top))
        row.addWidget(self.list)
        row.addWidget(self._nobody, 1)
        self.list.chosen.connect(self._row_lit)
        self.list.opened.connect(self._row_opened)
        self.list.new_wanted.connect(self._begin_new)
        self.list.model.loaded.connect(self._read_page_soon)
        desk.notices.changed.connect(self._heard)
        theme().changed.connect(self._fit)

    @property
    def pane(self) -> CasePane:
        """The right side; made once the list is shown, or when it is needed before."""
        return self._pane or self._make_page()

    @property
    def episode_id(self) -> str:
        """The case that is open, empty for none."""
        return self._pane.episode_id if self._pane is not None else ""

    def open(self, where: Where) -> None:
        """Show the list, and the case or the form that `where` names."""
        facts = where.facts
        self.list.open(facts.get("ids", ()), str(facts.get("title", "")))
        episode = str(facts.get("episode", ""))
        recording = bool(facts.get("record"))
        waiting = self.desk.drafts.find(str(facts.get("draft", "")))
        if waiting is not None:
            self._pause.stop()
            self._wanted = waiting.episode_id
            self.pane.taking_up.resume(waiting)
        elif facts.get("new"):
            person, service = str(facts.get("person", "")), str(facts.get("service", ""))
            self.pane.begin(person, service, record=recording)
        elif episode:
            section = str(facts.get("section", ""))
            self._show_case(episode, record=recording)
            if section and not recording:
                self.pane.show_section(section)
        elif recording:
            self.pane.record()
        elif self.episode_id and self.pane.form is None:
            self.pane.reload()

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks otherwise."""
        return self._pane is None or self._pane.may_leave()

    def read_again(self) -> None:
        """The list and the case; a form stays as it is."""
        self.list.table.reload()
        self.list.refresh_head()
        if self._pane is not None:
            self._pane.read_again()

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts."""
        return self._pane is not None and self._pane.keep_typing()

    def focus_first(self) -> None:
        """The form that is open keeps the keyboard, else the list has it."""
        if self._pane is None or self._pane.active_form is None:
            self.list.table.setFocus()

    def commands(self) -> Iterator[Command]:
        """What may be done with the case that is open."""
        if self._pane is None:
            return iter(())
        from app.ui.screens.cases.case_commands import case_commands

        return case_commands(self._pane)

    def save(self) -> bool:
        """Save the form that is open; says whether there was one."""
        return self._pane is not None and self._pane.save()

    def go_back(self) -> bool:
        """Leave the form or the search; says whether there was one to leave."""
        if self._pane is not None and self._pane.go_back():
            return True
        if self.list.search.text and not self.list.ids:
            self.list.search.left.emit()
            return True
        return False

    def event(self, event: QEvent) -> bool:
        """Ctrl+N records for the case that is open, before the window looks for one."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() in kinds and isinstance(event, QKeyEvent) and self._is_record(event):
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.pane.record()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list its width, less where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _is_record(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return control and event.key() == Qt.Key.Key_N and bool(self.episode_id)

    def _fit(self) -> None:
        t = theme()
        room = self.width() - t.px(2 * Size.PAGE_PADDING) - t.gap(3.5)
        beside = max(t.px(_LIST_LEAST), room - t.px(_PAGE_LEAST))
        self.list.setFixedWidth(min(t.px(_LIST_WIDTH), int(room * _LIST_SHARE), beside))

    def _begin_new(self) -> None:
        self.pane.begin()

    def _row_lit(self, row_id: str) -> None:
        self._wanted = row_id
        self._pause.start()

    def _open_wanted(self) -> None:
        if self._wanted and self._wanted != self.episode_id:
            self.pane.open_case(self._wanted)

    def _row_opened(self, row_id: str) -> None:
        self._pause.stop()
        self._wanted = row_id
        self.pane.open_case(row_id, self.pane.focus_first)

    def _show_case(self, episode_id: str, record: bool = False) -> None:
        self._pause.stop()
        self._wanted = episode_id
        self.pane.open_case(episode_id, self.pane.entries.record_next if record else None)

    def _heard(self, notice: Notice) -> None:
        if notice.touches("episode", "person"):
            self.list.table.reload()
            self.list.refresh_head()
        if self._pane is not None:
            self._pane.heard(notice)

    def _begin_page(self) -> CasePane:
        from app.ui.screens.cases.page import CasePane

        if self._coming is None:
            self._coming = CasePane(self.desk, self)
            self._coming.hide()
        return self._coming

    def _make_page(self) -> CasePane:
        """The right side, with whatever of it is not made yet."""
        if self._pane is None:
            pane = self._begin_page()
            pane.make_sections()
            self._pane, self._coming = pane, None
            pane.shown.connect(self.list.show_record)
            pane.case_wanted.connect(self._show_case)
            self._row.replaceWidget(self._nobody, pane)
            self._row.setStretchFactor(pane, 1)
            self._nobody.hide()
            self._nobody.deleteLater()
            pane.show()
        return self._pane

    def _read_page_soon(self) -> None:
        """The list is there: the right side follows, its code read beside the window."""
        self.list.model.loaded.disconnect(self._read_page_soon)
        QTimer.singleShot(_PAGE_AFTER_MS, self, self._read_page)

    def _page_read(self, _: object) -> None:
        in_portions(self._page_portions(), self._make_page, self.desk.jobs, self)

    def _page_portions(self) -> Iterator[Callable[[], object]]:
        """What is left to make of the right side; whoever needs it before makes the rest at once."""
        while self._pane is None:
            if self._coming is None:
                yield self._begin_page
            elif self._coming.lacks_sections:
                yield partial(self._coming.make_sections, _SECTIONS_AT_ONCE)
            else:
                return

    def _read_page(self) -> None:
        if self._pane is None:
            self.desk.jobs.run(
                lambda: importlib.import_module(PAGE),
                done=self._page_read,
                failed=self.desk.explain,
                on="pool",
                owner=self,
            )
