"""How long nobody touched the program: keys, mouse, pen, and words that an input method brings."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent

from app.clock import Clock
from app.staff.guard.rules import WARN_SECONDS

Clocks = tuple[Callable[[], float], ...]
CLOCKS: Clocks = (time.monotonic, lambda: Clock().now().timestamp())
"""The first may stand still while the PC sleeps, the second may be set back: the longer one counts."""
_LOOK_MS = 15_000
_TICK_MS = 1_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
        QEvent.Type.Drop,
    }
)


class IdleWatch(QObject):
    """`near` carries the seconds that are left, `touched` takes it back, `idle` comes once.

    It listens at the windows of the system, through which every real input comes, and at the
    field with the keyboard, because converted words reach only that.
    """

    near = Signal(int)
    touched = Signal()
    idle = Signal()

    def __init__(
        self, minutes: int, *, clocks: Clocks = CLOCKS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._limit, self._clocks = minutes * 60.0, clocks
        self._since = self._times()
        self._warned = self._ended = False
        self._pointer = QPointF()
        self._field: QObject | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._listen_at_windows)
            app.focusObjectChanged.connect(self._listen_at_field)
        self._listen_at_windows()
        self._listen_at_field(QGuiApplication.focusObject())
        self.look()

    def set_minutes(self, minutes: int) -> None:
        """Another span from now on."""
        self._limit = minutes * 60.0
        self.look()

    def stop(self) -> None:
        """Nothing is watched any more."""
        self._ended = True
        self._timer.stop()
        self._listen_at_field(None)
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    def touch(self) -> None:
        """Somebody is here."""
        self._since = self._times()
        if self._warned:
            self._warned = False
            self.touched.emit()
            self.look()

    def look(self) -> None:
        """Compare the clocks with the last touch, and look again when that may matter."""
        if self._ended:
            return
        left = self._limit - max(n - s for n, s in zip(self._times(), self._since, strict=True))
        if left <= 0:
            self._ended = True
            self.idle.emit()
            return
        if left <= WARN_SECONDS:
            self._listen_at_windows()
            self._warned = True
            self.near.emit(round(left))
            self._timer.start(_TICK_MS)
        else:
            self._timer.start(min(_LOOK_MS, round((left - WARN_SECONDS) * 1000) + 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every input and leave it alone; a pointer that stays where it was is none."""
        if event.type() in _TOUCHES:
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
                before, self._pointer = self._pointer, event.globalPosition()
                if before == self._pointer:
                    return False
            self.touch()
        return False

    def _times(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)

    def _listen_at_windows(self) -> None:
        if not self._ended:
            for window in QGuiApplication.topLevelWindows():
                window.installEventFilter(self)

    def _listen_at_field(self, field: QObject | None) -> None:
        if self._field is not None:
            self._field.removeEventFilter(self)
            self._field.destroyed.disconnect(self._field_gone)
        self._field = None if self._ended else field
        if self._field is not None:
            self._field.installEventFilter(self)
            self._field.destroyed.connect(self._field_gone)

    def _field_gone(self) -> None:
        self._field = None
