"""The main window: left the places, above the search, below what is safe, pages in the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.frame.places import Place, PlaceList
from app.ui.frame.search_results import Hit, SearchResults
from app.ui.frame.status_bar import StatusLine
from app.ui.frame.top_bar import TopBar
from app.ui.theme import Size, lay, theme
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.wheel import with_control

_WHEEL_STEP = 120


class MainFrame(QMainWindow):
    """Holds pages by key and goes between them; Esc goes back.

    `may_leave` is asked before a page is left and before the window closes.
    """

    page_shown = Signal(str)
    place_chosen = Signal(str)
    record_wanted = Signal()
    help_wanted = Signal()
    search_changed = Signal(str)
    hit_chosen = Signal(str)
    staff_chosen = Signal(str)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("定着")
        self.may_leave: Callable[[], bool] = lambda: True
        self._middle = QWidget(self)
        self.top = TopBar(self._middle)
        self.places = PlaceList(self._middle)
        self.status = StatusLine(self._middle)
        self.notice = NoticeBar(parent=self._middle)
        self.strips = QVBoxLayout()
        self._stack = QStackedWidget(self._middle)
        # a page that needs more room than there is must not push the window off the screen
        self._stack.setMinimumSize(1, 1)
        self._pages: dict[str, QWidget] = {}
        self._place_of: dict[str, str] = {}
        self._way: list[str] = []
        self._awaited = ""
        self._turned = 0
        self._held: QWidget | None = None
        self._arrange()
        self._hits = SearchResults(self._middle)
        self._connect()
        self._add_keys()

    @property
    def current(self) -> str:
        """The key of the page shown, or of the one that is waited for; empty before the first."""
        return self._awaited or (self._way[-1] if self._way else "")

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these places on the left; choosing one goes to the page of the same key."""
        self.places.set_places(places)
        self._light_place()

    def set_count(self, key: str, count: int, late: int = 0) -> None:
        """Show how many wait at a place; what is late is shown in red instead."""
        self.places.buttons[key].set_count(count, late)

    def add_page(self, key: str, page: QWidget, *, place: str = "") -> None:
        """Take in a page; `place` is the place lit while it is shown (its own key otherwise)."""
        if key in self._pages:
            self.remove_page(key)
        self._pages[key] = page
        self._place_of[key] = place or key
        self._stack.addWidget(page)

    def remove_page(self, key: str) -> None:
        """Let a page go for good."""
        page = self._pages.pop(key)
        self._way = [step for step in self._way if step != key]
        self._stack.removeWidget(page)
        page.deleteLater()
        if self._way:
            self._show(self._way[-1])

    def page(self, key: str) -> QWidget | None:
        """The page of this key."""
        return self._pages.get(key)

    def await_page(self, key: str, place: str) -> None:
        """A page is wanted that is not there yet: its place is lit, and none is the current one."""
        self._awaited, self._place_of[key] = key, place
        self._light_place()

    def go(self, key: str, *, keyboard: bool = True) -> bool:
        """Show a page and remember the way back; says whether it was shown."""
        self._awaited = ""
        if key == self.current and self._stack.currentWidget() is self._pages.get(key):
            return True
        if key not in self._pages or not self.may_leave():
            self._light_place()
            return False
        if key in self.places.buttons:
            self._way = []
        self._way = [step for step in self._way if step != key] + [key]
        self._show(key, keyboard=keyboard)
        return True

    def back(self) -> bool:
        """Show the page before this one; says whether there was one."""
        if len(self._way) < 2 or not self.may_leave():
            return False
        self._way.pop()
        self._show(self._way[-1])
        return True

    def show_hits(
        self, hits: Sequence[Hit], *, looking_on: bool = False, empty_too: bool = False
    ) -> None:
        """Show what the search found so far; with an empty search box the list goes away."""
        if not self.top.search.text.strip() and not empty_too:
            self._hits.hide()
            return
        self._hits.show_hits(hits, looking_on=looking_on)
        self._place_hits()

    @property
    def shows_hits(self) -> bool:
        """Whether the list of what was found is open."""
        return self._hits.isVisible()

    def add_hits(self, hits: Sequence[Hit]) -> None:
        """Add what the search found later, as long as its list is open."""
        if self._hits.isVisible():
            self._hits.add_hits(hits)
            self._place_hits()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when the page may be left."""
        if self.may_leave():
            event.accept()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the search's list below its box."""
        super().resizeEvent(event)
        self._place_hits()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel changes the scale; lists and scrolled parts leave it to the window."""
        if not with_control(event):
            super().wheelEvent(event)
            return
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _WHEEL_STEP)
        self._turned -= steps * _WHEEL_STEP
        if steps:
            theme().step(steps)
        event.accept()

    def _arrange(self) -> None:
        column = QVBoxLayout(self._middle)
        lay(column, gap=0)
        column.addWidget(self.top)
        column.addWidget(self.notice)
        column.addLayout(self.strips)
        row = QHBoxLayout()
        lay(row, gap=0)
        row.addWidget(self.places)
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        column.addWidget(self.status)
        self.setCentralWidget(self._middle)

    def _connect(self) -> None:
        self.places.chosen.connect(self._to_place)
        self.places.help_wanted.connect(self.help_wanted)
        self.top.record_wanted.connect(self.record_wanted)
        self.top.staff_chosen.connect(self.staff_chosen)
        search = self.top.search
        search.changed.connect(self._search)
        search.stepped.connect(self._hits.step)
        search.submitted.connect(lambda _: self._hits.choose_current())
        search.left.connect(self._give_up_search)
        search.deserted.connect(self._hits.hide)
        self._hits.chosen.connect(self._take_hit)

    def _add_keys(self) -> None:
        keys = {
            "Ctrl+K": self._to_search,
            "Ctrl+N": self.top.record.click,
            "Ctrl+S": self.save_wanted.emit,
            "F1": self.help_wanted.emit,
            "Esc": self.back,
            "Ctrl++": lambda: theme().step(1),
            "Ctrl+-": lambda: theme().step(-1),
            "Ctrl+0": lambda: theme().set_scale(1.0),
        }
        for keys_words, act in keys.items():
            QShortcut(QKeySequence(keys_words), self).activated.connect(act)

    def _to_place(self, key: str) -> None:
        self.place_chosen.emit(key)
        self.go(key)

    def _show(self, key: str, *, keyboard: bool = True) -> None:
        page = self._pages[key]
        self._stack.setCurrentWidget(page)
        if keyboard:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self._light_place()
        self.page_shown.emit(key)

    def _light_place(self) -> None:
        self.places.show_current(self._place_of.get(self.current, ""))

    def _search(self, text: str) -> None:
        if not text.strip():
            self._hits.hide()
        self.search_changed.emit(text)

    def _to_search(self) -> None:
        held = self.focusWidget()
        if held is not self.top.search.field:
            self._held = held
        self.top.search.focus()

    def _give_up_search(self) -> None:
        self._leave_search()
        self._give_back()

    def _give_back(self) -> None:
        """The keyboard goes back to where it was when the search was called."""
        held, self._held = self._held, None
        if held is not None and shiboken6.isValid(held) and held.isVisible():
            held.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _leave_search(self) -> None:
        self._hits.hide()
        self.top.search.field.clear()
        page = self._stack.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_hit(self, key: str) -> None:
        self._leave_search()
        page = self._stack.currentWidget()
        self.hit_chosen.emit(key)
        if self.focusWidget() is page:  # nothing was shown that took it
            self._give_back()

    def _place_hits(self) -> None:
        box = self.top.search
        corner = box.mapTo(self._middle, box.rect().bottomLeft())
        room = self._middle.width() - theme().gap(4)
        width = max(box.width(), min(theme().px(Size.HITS_WIDTH), room))
        left = corner.x() + (box.width() - width) // 2
        self._hits.place(left, corner.y() + theme().gap(1), width)
