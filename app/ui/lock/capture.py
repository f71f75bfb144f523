"""The windows of the program are left out of pictures that other programs take of the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QPlatformSurfaceEvent, QWindow

from app.ui.lock.windows_api import WindowsApi, windows_api


class CaptureShield(QObject):
    """Follows every window that comes: dialogs and menus are windows too.

    Only Windows knows this; `works` says whether the system does what it is asked.
    """

    def __init__(self, api: WindowsApi | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api or windows_api()
        self._on = False
        self.works = self._api is not None
        app = QGuiApplication.instance()
        if self._api is not None and isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.cover)

    def set_on(self, on: bool) -> None:
        """Hide from now on, or be seen again."""
        self._on = on
        self.cover()

    def stop(self) -> None:
        """Leave the windows as they are, and follow no new ones."""
        app = QGuiApplication.instance()
        if self._api is not None and isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self.cover)
        self._api = None

    def cover(self) -> None:
        """Ask it for every window there is."""
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)
            if window.isVisible():
                self._ask(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that is made anew by the system has to be asked anew."""
        made = QPlatformSurfaceEvent.SurfaceEventType.SurfaceCreated
        if (
            isinstance(event, QPlatformSurfaceEvent)
            and event.surfaceEventType() == made
            and isinstance(watched, QWindow)
        ):
            self._ask(watched)
        return False

    def _ask(self, window: QWindow) -> None:
        if self._api is not None:
            self.works = self._api.hide_from_capture(int(window.winId()), self._on)
