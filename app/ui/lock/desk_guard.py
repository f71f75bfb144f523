"""What guards an open desk: the idle lock with its warning, the system's own lock, and the camera."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.staff.guard.queries import guard
from app.staff.guard.rules import Guard, idle_minutes
from app.ui.desk import Desk
from app.ui.lock.capture import CaptureShield
from app.ui.lock.idle import CLOCKS, Clocks, IdleWatch
from app.ui.lock.reasons import Reason
from app.ui.lock.session import SessionWatch
from app.ui.lock.windows_api import WindowsApi
from app.ui.theme import theme
from app.ui.widgets.notice_bar import NoticeBar

OWN = "guard/own_minutes"
"""Of the window's own settings: the shorter span that somebody chose, by staff id."""
_SOON = "まもなく鍵をかけます"
_LEFT = "あと{}秒です。続けるときは、キーかマウスにさわってください。"


class DeskGuard(QObject):
    """`struck` carries why the desk has to lock now."""

    struck = Signal(str)

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        shield: CaptureShield,
        *,
        clocks: Clocks = CLOCKS,
        api: WindowsApi | None = None,
    ) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self.kept = Guard()
        self.warning: NoticeBar | None = None
        self.shield = shield
        self.idle = IdleWatch(self.minutes, clocks=clocks, parent=self)
        self.session = SessionWatch(int(window.winId()), api=api, parent=self)
        self.idle.near.connect(self._warn)
        self.idle.touched.connect(self._calm)
        self.idle.idle.connect(lambda: self.struck.emit(Reason.IDLE))
        self.session.struck.connect(self.struck)
        desk.read(guard, self.follow, owner=self, title="", later=True)

    @property
    def minutes(self) -> int:
        """After how many minutes this desk locks: the office's, or the person's own shorter ones."""
        return idle_minutes(self.kept.idle_minutes, self.own_minutes)

    @property
    def own_minutes(self) -> int | None:
        """The shorter span that this person chose on this PC."""
        kept = self._desk.settings.value(self._own_key)
        return int(str(kept)) if str(kept or "").isdecimal() else None

    def choose_own(self, minutes: int | None) -> None:
        """A shorter span for this person on this PC; None takes the office's."""
        if minutes is None:
            self._desk.settings.remove(self._own_key)
        else:
            self._desk.settings.setValue(self._own_key, minutes)
        self.follow(self.kept)

    def show_settings(self) -> None:
        """Open 離席と画面の守り above the window."""
        from app.ui.lock.settings_dialog import show_guard_settings

        show_guard_settings(self._desk, self, self._window)

    def follow(self, kept: Guard) -> None:
        """Do as the office has set."""
        self.kept = kept
        self.idle.set_minutes(self.minutes)
        self.shield.set_on(kept.hide_from_capture)

    def stop(self) -> None:
        """The desk is left."""
        self._calm()
        self.idle.stop()
        self.session.stop()
        self.shield.set_on(True)  # until the next office says otherwise

    @property
    def _own_key(self) -> str:
        return f"{OWN}/{self._desk.actor.staff_id}"

    def _warn(self, seconds: int) -> None:
        above = QApplication.activeModalWidget() or self._window
        if self.warning is None or self.warning.parentWidget() is not above:
            self._calm()
            self.warning = NoticeBar(parent=above)
        bar = self.warning
        bar.set_notice(_SOON, _LEFT.format(seconds))
        bar.setGeometry(0, 0, above.width(), max(bar.sizeHint().height(), theme().gap(10)))
        bar.raise_()
        bar.show()

    def _calm(self) -> None:
        bar, self.warning = self.warning, None
        if bar is not None:
            bar.hide()
            bar.deleteLater()
