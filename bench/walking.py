"""The program in a process of its own: walks over all screens and tells what held its window.

Nothing of the program is replaced but its window, by one that walks as soon as it is shown, and the
application, by one that looks at the clock around every event. Called by `walk_bench`.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, thread_time
from types import TracebackType
from typing import Any, NoReturn, cast

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication

from app import wiring
from app.ui import program, window
from app.ui.desk import Where
from app.ui.jobs import Jobs
from app.ui.screens.leaves_screen import LeavesScreen
from app.ui.screens.place_of_screens import PlaceOfScreens
from app.ui.window import SCREENS

TOLD = 12
_TOLD = {"VmRSS": "memory", "RssAnon": "memory of its own"}
LOOK_MS = 100
QUIET = 5
"""So many looks in a row find nothing on its way before the next step."""
_TYPED = ("か", "かし", "藤", "R6")
Slot = tuple[float, float, str, str, str]
"""Milliseconds that passed, milliseconds of this thread, the step, the event, whose it was."""


class Watched(QApplication):
    """Remembers the events that took longest; what happens inside one belongs to it."""

    def __init__(self, arguments: list[str]) -> None:
        self.depth, self.step = 0, "start"
        self.slots: list[Slot] = []
        super().__init__(arguments)

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Deliver it."""
        if self.depth:
            return super().notify(receiver, event)
        kind, whose = event.type().name, type(receiver).__name__
        self.depth += 1
        began, used = perf_counter(), thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self.depth -= 1
            passed, own = perf_counter() - began, thread_time() - used
            if passed > 0.010:
                self.slots.append((passed * 1000, own * 1000, self.step, kind, whose))


class Walks(window.MainWindow):
    """Goes to every screen, each when nothing is on its way any more, then leaves."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        sys.excepthook = _fault
        self._steps = self._ways()
        self._quiet = 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        busy = cast("Jobs", self.desk.jobs).busy
        self._quiet = 0 if busy else self._quiet + 1
        if self._quiet < QUIET:
            return
        self._quiet = 0
        step = next(self._steps, None)
        if step is None:
            self._timer.stop()
            self._tell()
        else:
            cast("Watched", QApplication.instance()).step = step

    def _ways(self) -> Iterator[str]:
        """Every step is done when its name is asked for."""
        for place in SCREENS:
            self.show_where(Where(place))
            yield place
            shown = self.shown
            for leaf in _leaves(shown):
                self.show_where(Where(place, {"leaf": leaf}))
                yield f"{place} {leaf}"
        for view in ("day", "week", "month"):
            self.show_where(Where("schedule", {"view": view}))
            yield f"schedule {view}"
        self.show_where(Where("cases"))
        table = cast("Any", self.shown).list.table
        yield "cases again"
        for _ in range(3):
            table.scrollToBottom()
            yield "cases, further down"
        for text in _TYPED:
            cast("Any", self.shown).list.search.field.setText(text)
            yield f"cases, {text}"
        for episode in _given["episodes"]:
            self.show_where(Where("cases", {"episode": episode}))
            yield "a case"
            self.show_where(Where("cases", {"episode": episode, "record": True}))
            yield "a contact"
        for text in _TYPED:
            self.top.search.focus()
            self.top.search.field.setText(text)
            yield f"palette, {text}"
        self.back()
        yield "end"

    def _tell(self) -> None:
        app = cast("Watched", QApplication.instance())
        told = {
            "memory": _memory(),
            "step": app.step,
            "by_time": sorted(app.slots, reverse=True)[:TOLD],
            "by_own": sorted(app.slots, key=lambda slot: -slot[1])[:TOLD],
        }
        print(json.dumps(told, ensure_ascii=False), flush=True)
        os._exit(0)  # closing would make a 控え of all that is there


def _fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> NoReturn:
    """A walk with a fault of the program on its way is none."""
    traceback.print_exception(kind, error, trace)
    sys.stderr.flush()
    os._exit(1)


def _leaves(screen: object) -> tuple[str, ...]:
    if isinstance(screen, LeavesScreen):
        return tuple(leaf.key for leaf in screen.offered)
    if isinstance(screen, PlaceOfScreens):
        return tuple(key for key, _, _ in screen.parts)
    return ()


def _memory() -> dict[str, float]:
    """Megabytes of this process in memory, with the files that are mapped, and without; Linux only."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    found = dict(line.split(":", 1) for line in lines if line.startswith(tuple(_TOLD)))
    return {_TOLD[name]: int(words.split()[0]) / 1024 for name, words in found.items()}


_given: dict[str, list[str]] = {}

if __name__ == "__main__":
    _given["episodes"] = sys.argv[1].split(",")
    window.MainWindow = Walks  # type: ignore[misc]
    program.QApplication = Watched  # type: ignore[assignment,attr-defined,misc]
    sys.exit(wiring.start(sys.argv[2:]))
