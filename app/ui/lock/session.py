"""What the operating system tells of its own lock, of sleep and of another user."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
    Slot,
)

from app.ui.lock.reasons import Reason, reason_of
from app.ui.lock.windows_api import WindowsApi, windows_api

MESSAGES = (b"windows_generic_MSG", b"windows_dispatcher_MSG")
_LOGIN = "org.freedesktop.login1"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


class SessionWatch(QObject):
    """`struck` carries the reason. On Linux it hears logind and the screen savers, where there are any."""

    struck = Signal(str)

    def __init__(
        self, window: int, *, api: WindowsApi | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._api = window, api or windows_api()
        self._filter: WindowsMessages | None = None
        if self._api is not None:
            self._filter = WindowsMessages(self)
            self.told = self._api.tell_session_changes(window)
            app = QCoreApplication.instance()
            if app is not None:
                app.installNativeEventFilter(self._filter)
        else:
            self.told = self._hear_linux()

    def stop(self) -> None:
        """Hear nothing more."""
        app = QCoreApplication.instance()
        if self._filter is not None and app is not None:
            app.removeNativeEventFilter(self._filter)
            self._filter = None
        if self._api is not None:
            self._api.stop_session_changes(self._window)
        self.blockSignals(True)

    def _hear_linux(self) -> bool:
        """Says whether anybody there will tell."""
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return False
        heard = False
        system = QDBusConnection.systemBus()
        if system.isConnected():
            sleep = (_LOGIN, "/org/freedesktop/login1", f"{_LOGIN}.Manager", "PrepareForSleep")
            heard |= system.connect(*sleep, self, _slot("sleeping(bool)"))
            heard |= system.connect(
                _LOGIN, "", f"{_LOGIN}.Session", "Lock", self, _slot("locking()")
            )
        session = QDBusConnection.sessionBus()
        if session.isConnected():
            for saver in _SAVERS:
                heard |= session.connect(
                    "", "", saver, "ActiveChanged", self, _slot("saving(bool)")
                )
        return heard

    @Slot(bool)
    def sleeping(self, begins: bool) -> None:
        """logind: the PC goes to sleep, or has woken up."""
        if begins:
            self.struck.emit(Reason.SLEEP)

    @Slot()
    def locking(self) -> None:
        """logind: the session is locked."""
        self.struck.emit(Reason.SCREEN_LOCK)

    @Slot(bool)
    def saving(self, on: bool) -> None:
        """The screen saver came on, or went."""
        if on:
            self.struck.emit(Reason.SCREEN_LOCK)


def _slot(signature: str) -> bytes:
    """As PySide takes it: a str, whatever the signature of `connect` says."""
    return cast(bytes, SLOT(signature))


class WindowsMessages(QAbstractNativeEventFilter):
    """Looks at each message of Windows and lets all of them pass."""

    def __init__(self, watch: SessionWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(
        self, event_type: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Strike at once: before sleep there are only seconds."""
        kind = event_type.data() if isinstance(event_type, QByteArray) else bytes(event_type)
        if kind in MESSAGES:
            from ctypes import wintypes

            told = wintypes.MSG.from_address(int(message))
            reason = reason_of(told.message, told.wParam)
            if reason is not None:
                self._watch.struck.emit(reason)
        return False, 0
