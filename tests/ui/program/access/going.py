"""Where the walks go: every place of the window, and everything that the pictures of the 手引き show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import getCppPointer

from app.ui.pictures import camera
from app.ui.pictures.camera import Photographer
from app.ui.pictures.casework import take_casework
from app.ui.pictures.practice import telling_case
from app.ui.pictures.staff import take_staff
from app.ui.window import MainWindow, SignedIn
from tests.ui.program.test_presenting import wheres

Look = Callable[[QWidget, str], None]
_MOMENT_MS, _MOST_LOOKS, _LOOKS_ALIKE, _SOON_MS = 20, 250, 10, 1_000


class Looker(Photographer):
    """Goes wherever a picture is taken, and looks instead."""

    def __init__(self, look: Look) -> None:
        super().__init__(Path(), "")
        self._look = look
        self.seen: list[str] = []
        self.kinds: set[type[QWidget]] = set()

    def take(self, widget: QWidget, name: str) -> None:
        """Once the layout is at rest, look."""
        window = widget.window()
        if not window.isVisible():
            window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        at_rest(window)
        self.seen.append(name)
        self.kinds.add(type(window))
        self._look(window, name)


def at_rest(window: QWidget) -> None:
    """Wait until nothing is put off any more and every part that is seen has kept its place for a while.

    A list that is gone through waits a moment before it shows the case; a busy machine lays out late.
    """
    before: list[tuple[tuple[int, ...], object]] = []
    same = 0
    for _ in range(_MOST_LOOKS):
        camera.settle(_MOMENT_MS)
        now = [(getCppPointer(part), part.geometry().getRect()) for part in seen(window)]
        same = same + 1 if now == before and not put_off(window) else 0
        if same == _LOOKS_ALIKE:
            return
        before = now
    raise AssertionError("the window does not come to rest")


def seen(window: QWidget) -> Iterator[QWidget]:
    """The parts that are shown; whole screens that were gone to before are passed over."""
    shown = [window]
    while shown:
        inside = shown.pop().children()
        parts = [one for one in inside if isinstance(one, QWidget) and one.isVisible()]
        yield from parts
        shown += parts


def put_off(window: QWidget) -> bool:
    """Whether something is to be done in a moment."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() < _SOON_MS
        for timer in window.findChildren(QTimer)
    )


@contextmanager
def office_open(signed_in: SignedIn, jobs: Any, asking: Any, settings: QSettings) -> Iterator[Any]:
    """The window of an office on the common screen, with the keyboard in it."""
    window = MainWindow(signed_in, jobs, asking, settings)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    yield window
    window.close()
    shiboken6.delete(window)


def through_places(window: MainWindow, signed_in: SignedIn, looker: Looker) -> None:
    """Every place, every part of one, and one of everything that is kept there."""
    asking: Any = window.desk.asking
    for where in wheres(signed_in):
        window.show_where(where)
        looker.take(window, f"{where.place} {sorted(where.facts.values(), key=str)}")
    assert asking.errors == []  # every place was shown


def through_forms(window: MainWindow, signed_in: SignedIn, looker: Looker) -> None:
    """The forms of a case, its dialog for the next stage, and windows above the main one."""
    episode = telling_case(window)
    take_casework(window, looker, episode)
    take_staff(window, looker)
