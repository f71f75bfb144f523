"""The few calls of Windows that guard the screen; elsewhere none of them exists."""

from __future__ import annotations

import sys
from typing import Any, Protocol

NOTIFY_FOR_THIS_SESSION = 0
WDA_NONE, WDA_EXCLUDEFROMCAPTURE = 0x00, 0x11


class WindowsApi(Protocol):
    """What the guard asks of Windows; each call says whether it was done."""

    def tell_session_changes(self, window: int) -> bool:
        """Send this window a message when the session is locked or left."""
        ...

    def stop_session_changes(self, window: int) -> bool:
        """Send it no more."""
        ...

    def hide_from_capture(self, window: int, hide: bool) -> bool:
        """Leave the window out of pictures and films that other programs take of the screen."""
        ...


class RealWindows:
    """Through the system's own libraries."""

    def tell_session_changes(self, window: int) -> bool:
        """WTSRegisterSessionNotification."""
        import ctypes

        call = _library("wtsapi32").WTSRegisterSessionNotification
        return bool(call(ctypes.c_void_p(window), NOTIFY_FOR_THIS_SESSION))

    def stop_session_changes(self, window: int) -> bool:
        """WTSUnRegisterSessionNotification."""
        import ctypes

        return bool(_library("wtsapi32").WTSUnRegisterSessionNotification(ctypes.c_void_p(window)))

    def hide_from_capture(self, window: int, hide: bool) -> bool:
        """SetWindowDisplayAffinity; Windows 10 before version 2004 does not know this kind."""
        import ctypes

        affinity = WDA_EXCLUDEFROMCAPTURE if hide else WDA_NONE
        call = _library("user32").SetWindowDisplayAffinity
        return bool(call(ctypes.c_void_p(window), ctypes.c_uint32(affinity)))


def windows_api() -> WindowsApi | None:
    """Windows, where this is Windows."""
    return RealWindows() if sys.platform == "win32" else None


def _library(name: str) -> Any:
    import ctypes

    return ctypes.WinDLL(name)  # type: ignore[attr-defined]  # only there on Windows
