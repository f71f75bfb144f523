"""The one way onto the clipboard: marked so that no history and no cloud keeps it, and gone after 30 s.

Windows looks at the marks: `ExcludeClipboardContentFromMonitorProcessing` keeps it from its own
history and from programs that watch the clipboard, the other two from history and cloud by name.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

KEPT_MS = 30_000
OURS = "application/x-teichaku-copy"
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
MARKS = {
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\x01\x00\x00\x00",
    _WINDOWS.format("CanIncludeInClipboardHistory"): b"\x00\x00\x00\x00",
    _WINDOWS.format("CanUploadToCloudClipboard"): b"\x00\x00\x00\x00",
}


def marked(text: str, token: bytes, html: str = "") -> QMimeData:
    """Words with the marks, and a token by which they are known again; a table also as HTML."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setData("text/html", html.encode())
    data.setData(OURS, token)
    for name, value in MARKS.items():
        data.setData(name, value)
    return data


class ClipboardGuard(QObject):
    """Puts words on the clipboard, marks what a field put there by itself, and clears it in time.

    What somebody copied elsewhere meanwhile is left alone.
    """

    def __init__(self, *, kept_ms: int = KEPT_MS, owns: Callable[[], bool] | None = None) -> None:
        super().__init__()
        self._owns = owns or self._board.ownsClipboard
        self._token = b""
        self._kept_ms = kept_ms
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._board.dataChanged.connect(self._changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusObjectChanged.connect(self._watch)
            app.aboutToQuit.connect(self.clear)
        self._field: QObject | None = None

    @property
    def _board(self) -> QClipboard:
        return QGuiApplication.clipboard()

    @property
    def _data(self) -> QMimeData | None:
        """What lies there; None on an empty board, whatever the signature says."""
        return self._board.mimeData()

    def copy(self, text: str, *, html: str = "") -> None:
        """Put words there, for 30 seconds."""
        self._token = secrets.token_bytes(16)
        self._board.setMimeData(marked(text, self._token, html))
        self._timer.start(self._kept_ms)

    def clear(self) -> None:
        """Take away what is still ours."""
        self._timer.stop()
        data = self._data
        if self._token and data is not None and data.data(OURS).data() == self._token:
            self._board.clear()
        self._token = b""

    def stop(self) -> None:
        """The program ends, or a test: nothing of ours stays."""
        self.clear()
        self._watch(None)
        self._board.dataChanged.disconnect(self._changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusObjectChanged.disconnect(self._watch)
            app.aboutToQuit.disconnect(self.clear)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+C and Ctrl+X in a field: copied here, never unmarked."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        cut = event.matches(QKeySequence.StandardKey.Cut)
        if not (cut or event.matches(QKeySequence.StandardKey.Copy)):
            return False
        chosen = _chosen(watched)
        if not chosen:
            return False
        self.copy(chosen)
        if cut:
            _take_out(watched)
        return True

    def _changed(self) -> None:
        """A field's own menu copied: the same words again, with the marks."""
        if self._unmarked():
            QTimer.singleShot(0, self, self._mark)  # the one who copied is still at it

    def _mark(self) -> None:
        data = self._data
        if data is not None and self._unmarked():
            self.copy(data.text())

    def _unmarked(self) -> bool:
        data = self._data
        if data is None or not self._owns():
            return False
        return data.hasText() and not data.hasFormat(OURS)

    def _watch(self, field: QObject | None) -> None:
        if self._field is not None:
            self._field.removeEventFilter(self)
            self._field.destroyed.disconnect(self._gone)
        self._field = field
        if field is not None:
            field.installEventFilter(self)
            field.destroyed.connect(self._gone)

    def _gone(self) -> None:
        self._field = None


def _chosen(field: QObject) -> str:
    """The words that are chosen in a field; nothing of a secret."""
    if isinstance(field, QLineEdit):
        shown = field.echoMode() == QLineEdit.EchoMode.Normal
        return field.selectedText() if shown else ""
    if isinstance(field, QPlainTextEdit):
        return field.textCursor().selectedText().replace("\u2029", "\n")
    return ""


def _take_out(field: QObject) -> None:
    if isinstance(field, QLineEdit) and not field.isReadOnly():
        field.insert("")
    elif isinstance(field, QPlainTextEdit) and not field.isReadOnly():
        field.textCursor().removeSelectedText()


_guards: list[ClipboardGuard] = []


def clipboard_guard() -> ClipboardGuard:
    """The one of this program."""
    if not _guards:
        _guards.append(ClipboardGuard())
    return _guards[0]


def end_clipboard() -> None:
    """Nothing of ours stays on the clipboard when the program ends."""
    while _guards:
        _guards.pop().stop()


def pasted() -> str:
    """The words that lie on the clipboard, whoever put them there."""
    return QGuiApplication.clipboard().text()


def copy(text: str, *, html: str = "") -> None:
    """Put words on the clipboard."""
    clipboard_guard().copy(text, html=html)
