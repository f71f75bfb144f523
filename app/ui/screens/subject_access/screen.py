"""開示請求: reached from 今日, the menu of who is signed in, or Ctrl+K."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.ui.desk import Desk, Screen, Where
from app.ui.palette.commands import Command
from app.ui.screens.subject_access.items_page import ItemsPage
from app.ui.screens.subject_access.requests_page import RequestsPage
from app.ui.theme import lay


class SubjectAccessScreen(Screen):
    """The list of requests; `request` in the facts opens the items of one."""

    place = "subject_access"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.requests = RequestsPage(desk)
        self._items: ItemsPage | None = None
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(1, 1)
        self._stack.addWidget(self.requests)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._stack)
        self.requests.items_wanted.connect(self.show_items)

    @property
    def items(self) -> ItemsPage:
        """The items of a request; made when they are first wanted."""
        if self._items is None:
            self._items = ItemsPage(self.desk)
            self._items.left.connect(lambda: self.show_requests())
            self._stack.addWidget(self._items)
        return self._items

    @property
    def shows_items(self) -> bool:
        """Whether the items of a request are shown."""
        return self._stack.currentWidget() is self._items

    def open(self, where: Where) -> None:
        """Show the list, or the items of a request."""
        request = str(where.facts.get("request", ""))
        if request:
            self.show_items(request)
            return
        self.show_requests(str(where.facts.get("chosen", "")))
        draft = self.desk.drafts.find(str(where.facts.get("draft", "")))
        if draft is not None:
            self.requests.open_draft(draft)
        elif where.facts.get("new"):
            self.requests.show_new()

    def show_items(self, request_id: str) -> None:
        """The items of one request."""
        self._stack.setCurrentWidget(self.items)
        self.items.open_request(request_id)
        self.items.table.setFocus()

    def show_requests(self, chosen: str = "") -> None:
        """The list; `chosen` names the request that is wanted."""
        self._stack.setCurrentWidget(self.requests)
        self.requests.wanted = chosen or (self._items.request_id if self._items is not None else "")
        self.requests.read()
        self.requests.table.setFocus()

    def read_again(self) -> None:
        """What is shown, as it is now."""
        if self.shows_items:
            self.items.read()
        else:
            self.requests.read()

    def go_back(self) -> bool:
        """Esc leaves the items for the list."""
        if not self.shows_items:
            return False
        self.show_requests()
        return True

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield from self.items.commands() if self.shows_items else self.requests.commands()

    def focus_first(self) -> None:
        """The list has the keyboard."""
        (self.items.table if self.shows_items else self.requests.table).setFocus()
