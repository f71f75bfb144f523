"""A page of a stack that is made when it is first wanted, a part in each event, and shown once it is whole."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.errors import TeichakuError
from app.ui.jobs import JobRunner
from app.ui.portions import Portion, in_portions

Key = tuple[int, Qt.KeyboardModifier, str]


def _do_nothing(*_: object) -> None:
    """Nobody waits."""


class Coming(QObject):
    """What was wanted last is shown; a page that is half made then waits until it is wanted again.

    Meanwhile the stack shows an empty page, so that no key and no click reaches what was left.
    """

    def __init__(self, stack: QStackedWidget, jobs: JobRunner) -> None:
        super().__init__(stack)
        self._stack, self._jobs = stack, jobs
        self._nothing = _Nothing(stack)
        stack.addWidget(self._nothing)
        self._left: dict[str, Iterator[Portion]] = {}
        self._on_its_way: set[str] = set()
        self._wanted = ""
        self._then: Callable[[bool | None], object] = _do_nothing
        self._gone: Callable[[], object] = _do_nothing
        self._waited = False

    @property
    def waits(self) -> bool:
        """Whether a page is being made, and none is shown."""
        return bool(self._wanted)

    def take_keyboard(self) -> bool:
        """Where a page is waited for: take the keyboard for it; says whether one is."""
        if self.waits:
            self._nothing.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.waits

    def call_off(self) -> None:
        """Another page is shown: what is half made waits."""
        self._wanted, self._waited = "", False
        self._nothing.typed.clear()

    def show(
        self,
        key: str,
        make: Callable[[], Iterator[Portion]],
        then: Callable[[bool | None], object],
        *,
        gone: Callable[[], object] = _do_nothing,
        code: str = "",
        keyboard: bool = True,
    ) -> None:
        """Make the page of this key and call `then`, which shows it, once it is whole.

        `code` is the module that is read first, beside the window. With `keyboard` that waits here;
        `then` hears whether it still did at the end, or None where nothing had to be waited for.
        After a fault, which is told like any other, `gone` is called, and the page is made anew when
        it is wanted again.
        """
        if self._wanted != key:
            self.call_off()
        self._wanted, self._then, self._gone = key, then, gone
        if key in self._on_its_way:
            return
        self._on_its_way.add(key)
        if not code or code in sys.modules:
            self._go_on(key, make)
        else:
            self._jobs.run(
                partial(importlib.import_module, code),
                done=lambda _: self._go_on(key, make),
                failed=lambda error: self._unread(key, error),
                on="pool",
                owner=self,
            )
        if self._wanted:
            self._waited = True
            self._stack.setCurrentWidget(self._nothing)
            if keyboard:
                self._nothing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self, key: str, make: Callable[[], Iterator[Portion]]) -> None:
        if key not in self._left:
            self._left[key] = make()
        in_portions(
            self._wanted_of(key),
            partial(self._end, key),
            self._jobs,
            self,
            broken=partial(self._break, key),
        )

    def _wanted_of(self, key: str) -> Iterator[Portion]:
        """The portions that are left, as long as this page is the one that is wanted."""
        while self._wanted == key:
            portion = next(self._left[key], None)
            if portion is None:
                del self._left[key]
                return
            yield portion

    def _end(self, key: str) -> None:
        self._on_its_way.discard(key)
        if self._wanted != key:
            return
        typed, then = list(self._nothing.typed), self._then
        here = self._nothing.window().focusWidget() is self._nothing if self._waited else None
        self.call_off()
        then(here)
        if here:
            _type(typed)

    def _unread(self, key: str, _: TeichakuError) -> None:
        self._break(key)

    def _break(self, key: str) -> None:
        self._on_its_way.discard(key)
        self._left.pop(key, None)
        if self._wanted == key:
            gone = self._gone
            self.call_off()
            gone()


class _Nothing(QWidget):
    """An empty page that has the keyboard; what is typed is for the page that comes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.typed: list[Key] = []
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def event(self, event: QEvent) -> bool:
        """Keep keys, Tab too."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.typed.append((event.key(), event.modifiers(), event.text()))
            return True
        return super().event(event)


def _type(typed: list[Key]) -> None:
    for key, modifiers, text in typed:
        field = QApplication.focusWidget()
        if field is not None:
            event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)
            QCoreApplication.sendEvent(field, event)
