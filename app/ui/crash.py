"""What happens on a fault of the program: a number, a line in the log, a dialog; it lives on."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from app.ui.asking import Asking

log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class CrashNet(QObject):
    """Catches what nobody else caught. Errors may come from any thread, the dialog from one."""

    _arrived = Signal(str)

    def __init__(self, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self._telling = False
        # Queued: the dialog opens after the code that failed has been left.
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the place where every error ends that nobody handled."""
        sys.excepthook = self.caught
        qInstallMessageHandler(log_qt_message)

    def remove(self) -> None:
        """Give both places back; Qt must not call Python while the interpreter ends."""
        sys.excepthook = sys.__excepthook__
        qInstallMessageHandler(None)

    def caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log an error without its message (it may hold personal data) and say its number."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._arrived.emit(log_crash(error))

    def _tell(self, number: str) -> None:
        if self._telling:  # an error while the dialog is open is in the log already
            return
        self._telling = True
        try:
            self._asking.crash(number)
        finally:
            self._telling = False
        if not any(widget.isVisible() for widget in QApplication.topLevelWidgets()):
            # before there is a window: nothing would be left that a person could close
            QApplication.quit()


def log_crash(error: BaseException) -> str:
    """Write kind and place of an error to the log, never its words; returns its number."""
    number = secrets.token_hex(3).upper()
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[::-1])
    log.error("crash %s: %s at %s", number, type(error).__name__, places)
    return number


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    """Pass a message of Qt to the log without what stands in quotes in it."""
    words = _QUOTED.sub("'…'", message or "")
    log.log(_LEVELS.get(kind, logging.WARNING), "qt %s: %s", context.category, words)
