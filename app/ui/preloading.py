"""The screens' code is read beside the window once it is shown, so that going to one does not wait."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from app.ui.jobs import JobRunner, Progress

AFTER_MS = 3_000
"""The first screen is read and painted before anything is read ahead."""
_AGAIN_MS = 300
"""Whatever is under way when that time has come goes first, however slow the machine is."""
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
    """Import the modules one after the other on a worker, a moment from now; then `done` is called.

    Where `after_ms` does not say when, it is once nothing else is under way.
    """
    names = tuple(modules)

    def read(progress: Progress) -> None:
        for number, name in enumerate(names):
            progress.step(number, len(names))  # raises when the program ends
            importlib.import_module(name)
            time.sleep(_PAUSE_SECONDS)

    def begin() -> None:
        if after_ms is None and getattr(jobs, "busy", False):
            QTimer.singleShot(_AGAIN_MS, owner, begin)
            return
        jobs.run(read, done=ended, failed=_nothing, on="pool", owner=owner)

    def ended(_: object) -> None:
        if done is not None:
            done()

    QTimer.singleShot(AFTER_MS if after_ms is None else after_ms, owner, begin)


def _nothing(_: object) -> None:
    """Whoever goes to a screen whose code cannot be read hears of it there."""
