"""Background work: one worker for what opens the data file, a pool for the rest.

Results come back on the window's own thread. An error of `app.errors` goes to `failed`;
anything else is a bug: it goes to the crash handler, and `failed` hears that the work stumbled.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Literal, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Stumbled, TeichakuError

Where = Literal["database", "later", "pool"]
"""`later` is the worker of the database, once nobody else waits for it."""
Crash = Callable[[BaseException], None]
PATIENCE_MS = 600
LATER_MS = 40
"""After an answer the screen is painted before what was asked for later takes turns with it."""
_HELD_MS = 2_000
"""What is held back begins by then, also where whoever held it back came to nothing."""


class Cancelled(Exception):
    """Raised inside a job by `Progress.step` after the user asked to stop."""


class Progress:
    """What a job tells about its way; `step` raises `Cancelled` when the user asked to stop."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._report = report
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._cancelled

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self._cancelled = True

    def step(self, done: int, total: int, words: str = "") -> None:
        """Tell how far the job is; a total of 0 means that nobody knows."""
        if self._cancelled:
            raise Cancelled
        self._report(done, total, words)


class Job(QObject):
    """One piece of work on its way; made on the window's own thread."""

    finished = Signal()
    stepped = Signal(int, int, str)
    _ended = Signal(object, object)

    def __init__(
        self, fn: Callable[..., Any], deliver: Callable[[Job, Any, Any], None], title: str
    ) -> None:
        super().__init__()
        self.title = title
        self.can_cancel = _wants_progress(fn)
        self.progress = Progress(self.stepped.emit)
        self._fn: Callable[[], Any] = partial(fn, self.progress) if self.can_cancel else fn
        self._deliver = deliver
        self.last_step: tuple[int, int, str] = (0, 0, "")
        self.stepped.connect(self._remember)
        self._ended.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def work(self) -> None:
        """Do the work; called on the worker's thread."""
        result: Any = None
        error: BaseException | None = None
        try:
            result = self._fn()
        except BaseException as caught:  # noqa: BLE001 - handed to the window's thread
            error = caught
        self._ended.emit(result, error)

    def cancel(self) -> None:
        """Ask the job to stop."""
        self.progress.cancel()

    def _remember(self, done: int, total: int, words: str) -> None:
        self.last_step = (done, total, words)

    def _arrive(self, result: Any, error: BaseException | None) -> None:
        self.finished.emit()
        self._deliver(self, result, error)


class JobRunner(Protocol):
    """What screens need of `Jobs` and of its twin for tests."""

    def run(
        self,
        fn: Callable[..., Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[TeichakuError], None],
        on: Where = "database",
        title: str = "",
        owner: QObject | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> object:
        """Do `fn` elsewhere and hand its result to `done`."""
        ...

    def soon(self, act: Callable[[], None], owner: QObject) -> None:
        """Do `act` on this thread in an event of its own, unless `owner` is gone by then."""
        ...

    def hold(self) -> None:
        """Begin nothing that opens the database until `let_go`: it would take turns with this thread."""
        ...

    def let_go(self) -> None:
        """Begin what was held back, once this thread has nothing else to do."""
        ...


class Jobs(QObject):
    """Runs jobs; with a title, a window with progress appears after 0.6 s."""

    idle = Signal()

    def __init__(
        self,
        window: QWidget | None = None,
        *,
        crash: Crash | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.window = window
        self._crash = crash or _to_excepthook
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="pool")
        self._running: dict[Job, Future[None]] = {}
        self._reading: set[Job] = set()
        self._later: list[Job] = []
        self._held: list[Job] = []
        self._windows: dict[Job, QWidget] = {}
        self._waiting = 0
        self._pause = self._timer(self._begin_later, LATER_MS)
        self._hold = self._timer(self._begin_held, _HELD_MS)

    @property
    def busy(self) -> bool:
        """Whether any job is still on its way, or a part of a screen to be built."""
        return bool(self._running or self._held or self._later or self._waiting)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the jobs on their way are called, as far as they have names."""
        return tuple(job.title for job in (*self._running, *self._held) if job.title)

    def run(
        self,
        fn: Callable[..., Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[TeichakuError], None],
        on: Where = "database",
        title: str = "",
        owner: QObject | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> Job:
        """Do `fn` on a worker; a `fn` that takes an argument gets a `Progress`.

        Nothing is delivered when `owner`, or the object `done` belongs to, is gone by then.
        """

        def deliver(job: Job, result: Any, error: BaseException | None) -> None:
            self._running.pop(job)
            self._reading.discard(job)
            window = self._windows.pop(job, None)
            if window is not None:
                window.deleteLater()
            try:
                hand_over(result, error, done, failed, cancelled, owner, self._crash)
            finally:
                if on == "database":
                    self._pause.start()
                else:
                    self._begin_later()
            self._tell_idle()
            job.deleteLater()

        job = Job(fn, deliver, title)
        if on == "pool":
            self._running[job] = self._pool.submit(job.work)
        elif on == "later":
            self._later.append(job)
            self._begin_later()
        else:
            self._begin(job)
        if title:
            QTimer.singleShot(PATIENCE_MS, job, partial(self._show_progress, job))
        return job

    def soon(self, act: Callable[[], None], owner: QObject) -> None:
        """Do `act` in an event of its own: what a person does meanwhile is answered before."""
        self._waiting += 1
        QTimer.singleShot(0, self, partial(self._act, act, owner))

    def hold(self) -> None:
        """Begin nothing that opens the database until `let_go`: it would take turns with this thread."""
        self._hold.start(_HELD_MS)

    def let_go(self) -> None:
        """Begin what was held back, once this thread has nothing else to do."""
        if self._hold.isActive():
            self._hold.start(0)

    def close(self) -> None:
        """Ask everything to stop and wait for what is being written."""
        self._hold.stop()
        self._held.clear()
        self._later.clear()
        for job in self._running:
            job.cancel()
        self._database.shutdown(wait=True, cancel_futures=True)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _timer(self, act: Callable[[], None], after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(act)
        return timer

    def _begin(self, job: Job) -> None:
        self._reading.add(job)
        if self._hold.isActive():
            self._held.append(job)
        else:
            self._running[job] = self._database.submit(job.work)

    def _begin_held(self) -> None:
        self._hold.stop()
        held, self._held = self._held, []
        for job in held:
            self._running[job] = self._database.submit(job.work)

    def _begin_later(self) -> None:
        if self._later and not self._reading and not self._pause.isActive():
            self._begin(self._later.pop(0))

    def _act(self, act: Callable[[], None], owner: QObject) -> None:
        try:
            if _alive(owner):
                act()
        finally:
            self._waiting -= 1
            self._tell_idle()

    def _tell_idle(self) -> None:
        if not self.busy:
            self.idle.emit()

    def _show_progress(self, job: Job) -> None:
        if job in self._running:
            from app.ui.progress import ProgressWindow

            # a window without a parent lives only as long as somebody holds it
            self._windows[job] = window = ProgressWindow(job, self.window)
            window.open()


class InlineJobs(QObject):
    """Does every job at once, on the calling thread: the twin for tests and commands."""

    idle = Signal()

    def __init__(self, *, crash: Crash | None = None) -> None:
        super().__init__()
        self._crash = crash or _to_excepthook
        self.steps: list[tuple[int, int, str]] = []

    def run(
        self,
        fn: Callable[..., Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[TeichakuError], None],
        on: Where = "database",
        title: str = "",
        owner: QObject | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Do `fn` now and hand its result to `done`."""
        progress = Progress(lambda *step: self.steps.append(step))
        result: Any = None
        error: BaseException | None = None
        try:
            result = fn(progress) if _wants_progress(fn) else fn()
        except Exception as caught:  # noqa: BLE001 - handed over below
            error = caught
        hand_over(result, error, done, failed, cancelled, owner, self._crash)

    def soon(self, act: Callable[[], None], owner: QObject) -> None:
        """Do `act` now."""
        act()

    def hold(self) -> None:
        """Nothing waits here."""

    def let_go(self) -> None:
        """Nothing was held back."""

    def close(self) -> None:
        """Nothing is on its way."""


def hand_over(
    result: Any,
    error: BaseException | None,
    done: Callable[[Any], None],
    failed: Callable[[TeichakuError], None],
    cancelled: Callable[[], None] | None,
    owner: QObject | None,
    crash: Crash,
) -> None:
    """Give the outcome of a job to whoever waits for it, if it is still there."""
    if isinstance(error, Cancelled):
        if cancelled is not None and _alive(owner) and _alive(cancelled):
            cancelled()
    elif isinstance(error, TeichakuError):
        if _alive(owner) and _alive(failed):
            failed(error)
    elif error is not None:
        crash(error)
        if _alive(owner) and _alive(failed):  # what waits for the work goes on
            failed(Stumbled())
    elif _alive(owner) and _alive(done):
        done(result)


def _alive(receiver: object) -> bool:
    while isinstance(receiver, partial):
        receiver = receiver.func
    holder = getattr(receiver, "__self__", receiver)
    return shiboken6.isValid(holder) if isinstance(holder, QObject) else True


def _wants_progress(fn: Callable[..., Any]) -> bool:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return any(
        parameter.kind in kinds and parameter.default is inspect.Parameter.empty
        for parameter in inspect.signature(fn).parameters.values()
    )


def _to_excepthook(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
