"""When a desk counts as left: no input of any kind, by whichever clock says longer."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import wintypes
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QEvent, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.staff.guard.rules import Guard, idle_minutes, kept_guard
from app.ui.lock.capture import CaptureShield
from app.ui.lock.idle import IdleWatch
from app.ui.lock.reasons import Reason, reason_of, words_of
from app.ui.lock.session import SessionWatch, WindowsMessages


@dataclass
class Clocks:
    """Two clocks that go on when they are told to."""

    running: float = 0.0
    wall: float = 0.0

    def go(self, seconds: float) -> None:
        self.running += seconds
        self.wall += seconds

    @property
    def both(self) -> tuple[Any, ...]:
        return (lambda: self.running, lambda: self.wall)


@dataclass
class FakeWindows:
    """Windows, as far as the guard asks it."""

    hidden: dict[int, bool] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    knows: bool = True

    def tell_session_changes(self, window: int) -> bool:
        self.told.add(window)
        return True

    def stop_session_changes(self, window: int) -> bool:
        self.told.discard(window)
        return True

    def hide_from_capture(self, window: int, hide: bool) -> bool:
        self.hidden[window] = hide
        return self.knows


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    column = QVBoxLayout(widget)
    widget.field = QLineEdit()  # type: ignore[attr-defined]
    column.addWidget(widget.field)  # type: ignore[attr-defined]
    widget.show()
    yield widget


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watch(window: QWidget, clocks: Clocks) -> Iterator[IdleWatch]:
    made = IdleWatch(5, clocks=clocks.both)
    yield made
    made.stop()


def heard(watch: IdleWatch) -> list[Any]:
    said: list[Any] = []
    watch.near.connect(said.append)
    watch.touched.connect(lambda: said.append("touched"))
    watch.idle.connect(lambda: said.append("idle"))
    return said


def test_the_last_twenty_seconds_are_told_and_then_it_is_idle(
    watch: IdleWatch, clocks: Clocks
) -> None:
    said = heard(watch)
    clocks.go(279)
    watch.look()
    assert said == []
    clocks.go(1)
    watch.look()
    clocks.go(19)
    watch.look()
    clocks.go(1)
    watch.look()
    clocks.go(600)
    watch.look()
    assert said == [20, 1, "idle"]


def pressed(window: QWidget) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)


def clicked(window: QWidget) -> None:
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)


def converted(window: QWidget) -> None:
    """An input method keeps the keys and brings only words, to the field alone."""
    field: QLineEdit = window.field  # type: ignore[attr-defined]
    event = QInputMethodEvent("かな", [])
    QApplication.sendEvent(field, event)


def moved(window: QWidget) -> None:
    QApplication.sendEvent(window.windowHandle(), move_to(30))


def move_to(x: int) -> QMouseEvent:
    at = QPointF(x, 5)
    none = Qt.MouseButton.NoButton
    return QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)


@pytest.mark.parametrize("touch", [pressed, clicked, converted, moved])
def test_every_kind_of_input_counts(
    watch: IdleWatch, clocks: Clocks, window: QWidget, touch: Any, qtbot: QtBot
) -> None:
    field: QLineEdit = window.field  # type: ignore[attr-defined]
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusObject() is field)
    said = heard(watch)
    clocks.go(290)
    watch.look()
    touch(window)
    clocks.go(290)
    watch.look()
    assert said == [10, "touched", 10]


def test_a_pointer_that_lies_still_is_no_input(
    watch: IdleWatch, clocks: Clocks, window: QWidget
) -> None:
    QApplication.sendEvent(window.windowHandle(), move_to(30))
    said = heard(watch)
    clocks.go(299)
    QApplication.sendEvent(window.windowHandle(), move_to(30))
    clocks.go(1)
    watch.look()
    assert said == ["idle"]


@pytest.mark.parametrize("clock", ["running", "wall"])
def test_time_asleep_counts_whichever_clock_saw_it(
    watch: IdleWatch, clocks: Clocks, clock: str
) -> None:
    said = heard(watch)
    setattr(clocks, clock, 3600.0)
    watch.look()
    assert said == ["idle"]


def test_a_clock_that_is_set_back_keeps_nobody_in(watch: IdleWatch, clocks: Clocks) -> None:
    said = heard(watch)
    clocks.go(300)
    clocks.wall -= 86_400
    watch.look()
    assert said == ["idle"]


@pytest.mark.parametrize(
    ("message", "word", "reason"),
    [
        (0x02B1, 7, Reason.SCREEN_LOCK),
        (0x02B1, 2, Reason.OTHER_USER),
        (0x02B1, 4, Reason.OTHER_USER),
        (0x02B1, 6, Reason.OTHER_USER),
        (0x0218, 4, Reason.SLEEP),
        (0x02B1, 8, None),
        (0x02B1, 5, None),
        (0x0218, 7, None),
        (0x0100, 7, None),
    ],
)
def test_windows_says_when_its_session_is_left(
    window: QWidget, message: int, word: int, reason: Reason | None
) -> None:
    """The messages as Windows hands them to the filter; each passes on."""
    windows = FakeWindows()
    watch = SessionWatch(77, api=windows)
    assert windows.told == {77} and watch.told
    struck: list[str] = []
    watch.struck.connect(struck.append)
    told = wintypes.MSG()
    told.message, told.wParam = message, word
    messages = WindowsMessages(watch)
    for kind in (
        b"windows_generic_MSG",
        QByteArray(b"windows_generic_MSG"),
        b"xcb_generic_event_t",
    ):
        assert messages.nativeEventFilter(kind, ctypes.addressof(told)) == (False, 0)
    assert struck == ([reason] * 2 if reason else [])
    assert reason_of(message, word) == reason
    watch.stop()
    assert windows.told == set()


def test_linux_says_it_through_its_own_services(window: QWidget) -> None:
    watch = SessionWatch(0)
    struck: list[str] = []
    watch.struck.connect(struck.append)
    watch.sleeping(False)
    watch.saving(False)
    assert struck == []
    watch.sleeping(True)
    watch.locking()
    watch.saving(True)
    assert struck == [Reason.SLEEP, Reason.SCREEN_LOCK, Reason.SCREEN_LOCK]
    watch.stop()
    watch.sleeping(True)
    assert len(struck) == 3


def test_every_reason_is_said_in_words() -> None:
    assert all(words_of(reason).endswith("鍵をかけました。") for reason in Reason)


@pytest.mark.parametrize(
    ("office", "own", "minutes"),
    [(5, None, 5), (5, "2", 2), (5, 15, 5), (1, 1, 1), (15, 0, 15), (5, "x", 5)],
)
def test_an_own_choice_only_shortens(office: int, own: Any, minutes: int) -> None:
    assert idle_minutes(office, own) == minutes


@pytest.mark.parametrize("kept", [None, 0, 16, True, "5", 4.5])
def test_a_setting_that_makes_no_sense_is_the_usual_one(kept: Any) -> None:
    assert kept_guard(kept, None) == Guard(5, True)
    assert kept_guard(15, False) == Guard(15, False)


def test_every_window_that_comes_is_left_out_of_pictures(window: QWidget, qtbot: QtBot) -> None:
    windows = FakeWindows()
    shield = CaptureShield(windows)
    shield.set_on(True)
    assert windows.hidden[int(window.winId())] is True and shield.works
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: windows.hidden.get(int(other.winId())) is True)
    shield.set_on(False)
    assert not windows.hidden[int(other.winId())] and not any(windows.hidden.values())
    windows.knows = False
    shield.set_on(True)
    assert not shield.works
    shield.stop()
