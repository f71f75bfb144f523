"""The screens' code is read beside the window once it is shown, so that going to one does not wait."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from app.ui.jobs import JobRunner, Progress

AFTER_MS = 3_000
"""The first screen is read and painted before anything is read ahead."""
_PAUSE_SECONDS = 0.01
"""Between two modules: Python lets only one thread run, and the window's goes first."""


def preload(
    modules: Iterable[str],
    jobs: JobRunner,
    owner: QObject,
    *,
    after_ms: int | None = None,
    done: Callable[[], None] | None = None,
) -> None:
    """Import the modules one after the other on a worker, a moment from now; then `done` is called."""
    names = tuple(modules)

    def read(progress: Progress) -> None:
        for number, name in enumerate(names):
            progress.step(number, len(names))  # raises when the program ends
            importlib.import_module(name)
            time.sleep(_PAUSE_SECONDS)

    def begin() -> None:
        jobs.run(read, done=ended, failed=_nothing, on="pool", owner=owner)

    def ended(_: object) -> None:
        if done is not None:
            done()

    QTimer.singleShot(AFTER_MS if after_ms is None else after_ms, owner, begin)


def _nothing(_: object) -> None:
    """Whoever goes to a screen whose code cannot be read hears of it there."""
