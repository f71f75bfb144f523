"""The camera, and a window before it with nobody in front."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QSettings, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.staff.permissions import Actor
from app.staff.queries import office_facts
from app.storage.work import Office
from app.ui.asking import WindowAsking
from app.ui.jobs import InlineJobs
from app.ui.window import MainWindow, SignedIn

SETTLE_MS = 250
"""How long timers of a screen (search, marks) are given before its picture is taken."""
AGAIN_MS = 40
_MOST_LOOKS = 25
"""A screen that never comes to rest (a clock, a caret) is taken as it is."""


class Agreeing(WindowAsking):
    """Nobody sits before these windows: what they ask is answered with yes."""

    def confirm(
        self, question: str, *, yes: str, no: str = "やめる", detail: str = "", danger: bool = False
    ) -> bool:
        """Go on."""
        return True


class Photographer:
    """Takes one picture after the other into a folder; `ending` tells the scale."""

    def __init__(self, out: Path, ending: str) -> None:
        self.out, self.ending = out, ending
        self.written: list[Path] = []

    def take(self, widget: QWidget, name: str) -> None:
        """Let the widget come to rest, then keep what it shows."""
        path = self.out / f"{name}{self.ending}.png"
        if not _at_rest(widget).save(str(path)):
            raise OSError(f"could not write {path.name}")
        self.written.append(path)


def settle(milliseconds: int | None = None) -> None:
    """Run the event loop for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS if milliseconds is None else milliseconds, loop.quit)
    loop.exec()


def _at_rest(widget: QWidget) -> QPixmap:
    """What the widget shows once two looks in a row are the same; a busy machine lays out late."""
    settle()
    before = widget.grab()
    for _ in range(_MOST_LOOKS):
        settle(AGAIN_MS)
        now = widget.grab()
        if now.toImage() == before.toImage():
            break
        before = now
    return before


@contextmanager
def office_window(office: Office, actor: Actor, settings: QSettings) -> Iterator[MainWindow]:
    """The main window on an opened office, every job done at once; closes the office after."""
    with office.reading(actor) as reading:
        facts = office_facts(reading)
    window = MainWindow(SignedIn(office, actor, facts), InlineJobs(), Agreeing(), settings)
    sized(window)
    window.show()
    try:
        yield window
    finally:
        put_away(window)
        office.close()


def put_away(window: QWidget) -> None:
    """The window goes with all that is in it; each that stayed would be dressed with the others."""
    window.hide()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def sized(window: QWidget) -> None:
    """As large as the screen of most offices; at 150 % as much of it as is left."""
    scaled = float(os.environ.get("QT_SCALE_FACTOR", "1")) > 1
    window.resize(*((1280, 720) if scaled else (1366, 768)))


def press(where: QWidget, words: str) -> None:
    """Press the visible button with these words, as a hand would."""
    for button in where.findChildren(QPushButton):
        if button.isVisible() and button.isEnabled() and button.text().startswith(words):
            button.click()
            return
    raise LookupError(f"no button to press: {words}")
