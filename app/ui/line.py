"""The line to the office's server: whether it answers, and trying again until it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import TeichakuError
from app.storage.work import Office
from app.ui.jobs import JobRunner

PAUSES_MS = (300, 1000, 2000, 3000)
"""Before each try to reach the server; the last one is repeated."""
SLOW_MS = 3000
"""An answer that stays out for longer is said to be slow."""


class ServerLine(QObject):
    """Told of every lost connection; `came` is sent once the server answers again."""

    changed = Signal()
    came = Signal()
    _asked = Signal(bool)

    def __init__(self, office: Office, jobs: JobRunner) -> None:
        super().__init__()
        self._office, self._jobs = office, jobs
        self.away = False
        self.slow = False
        self._tries = 0
        self._trying = self._stopped = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.try_now)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SLOW_MS)
        self._patience.timeout.connect(self._grow_slow)
        self._asked.connect(self._answer_wanted)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around what asks the server, on the worker: a late answer is told in the window."""
        if not self._office.served:
            yield
            return
        self._asked.emit(True)
        try:
            yield
        finally:
            self._asked.emit(False)

    def lost(self) -> None:
        """A connection was lost: say so, and look in the background when the server is back."""
        if not self.away:
            self.away, self._tries = True, 0
            self.changed.emit()
        self._try_later()

    def try_now(self) -> None:
        """Ask the server for a sign of life, on a worker."""
        if not self.away or self._trying or self._stopped:
            return
        self._pause.stop()
        self._trying = True
        self._jobs.run(
            self._office.reach, done=self._reached, failed=self._missed, on="pool", owner=self
        )

    def stop(self) -> None:
        """The desk is left: no more tries."""
        self._stopped = True
        self._pause.stop()
        self._patience.stop()

    def _try_later(self) -> None:
        if not (self._trying or self._stopped or self._pause.isActive()):
            self._pause.start(PAUSES_MS[min(self._tries, len(PAUSES_MS) - 1)])
            self._tries += 1

    def _reached(self, _: None) -> None:
        self._trying = self.away = False
        self.changed.emit()
        if not self._stopped:
            self.came.emit()

    def _missed(self, _: TeichakuError) -> None:
        self._trying = False
        self._try_later()

    def _answer_wanted(self, wanted: bool) -> None:
        if wanted and not self._stopped:
            self._patience.start()
        else:
            self._patience.stop()
            self._set_slow(False)

    def _grow_slow(self) -> None:
        self._set_slow(True)

    def _set_slow(self, slow: bool) -> None:
        if slow != self.slow:
            self.slow = slow
            self.changed.emit()
