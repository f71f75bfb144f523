"""The program in a process of its own: tells when the case list is painted, then leaves.

Nothing of the program is replaced but the class of its window, by one that goes on to ケース as
soon as it is shown, and the stretching of the passphrase, by the same with a clock beside it. Called by `start_bench`.
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter, process_time
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QShowEvent

from app import wiring
from app.storage.keys import wrapping
from app.ui import program
from app.ui.screens.cases.screen import CasesScreen
from bench.plain import plain


class GoesToCases(program.MainWindow):
    """Shows ケース at once, prints the rows of its first page when they are painted, closes."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self._to_cases)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The rows are on screen once the event after their painting has its turn."""
        if event.type() == QEvent.Type.Paint and self._list().model.loaded_rows():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)
        return super().eventFilter(watched, event)

    def _to_cases(self) -> None:
        self.go("cases")
        self._list().table.viewport().installEventFilter(self)

    def _list(self) -> Any:
        screen = self.shown
        if not isinstance(screen, CasesScreen):
            raise TypeError(f"{type(screen).__name__} is shown, not the cases")
        return screen.list

    def _tell(self) -> None:
        rows = [plain(row) for _, row in self._list().model.loaded_rows()]
        print(json.dumps({"stretched": _stretched[0], "rows": rows}), flush=True)
        os._exit(0)  # closing would make a 控え of all that is there


_stretched: list[tuple[float, float]] = []
_stretch = wrapping.stretch


def timed_stretch(passphrase: bytes, salt: bytes, costs: wrapping.Costs) -> bytes:
    """The same key; remembers the time that passed and the processor's."""
    began, used = perf_counter(), process_time()
    key = _stretch(passphrase, salt, costs)
    _stretched.append((perf_counter() - began, process_time() - used))
    return key


if __name__ == "__main__":
    wrapping.stretch = timed_stretch
    program.MainWindow = GoesToCases  # type: ignore[misc]
    sys.exit(wiring.start(sys.argv[1:]))
