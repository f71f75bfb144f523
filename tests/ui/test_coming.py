"""A page that is made when it is wanted is shown once it is whole; until then nothing acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.coming import Coming
from app.ui.jobs import InlineJobs
from app.ui.portions import Portion, dressing, in_portions


class Held(InlineJobs):
    """Keeps what is to be done soon."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], None]] = []

    def soon(self, act: Callable[[], None], owner: QObject) -> None:
        self.waiting.append(act)

    def go_on(self) -> None:
        """All that waits, and what comes of it."""
        while self.waiting:
            self.waiting.pop(0)()


class Window(QWidget):
    """A line that is there, and a stack whose pages are made of three portions each."""

    def __init__(self, jobs: InlineJobs) -> None:
        super().__init__()
        self.above, self.stack = QLineEdit(), QStackedWidget()
        self.coming = Coming(self.stack, jobs)
        self.pages: dict[str, QLineEdit] = {}
        self.built: list[str] = []
        self.heard: list[bool | None] = []
        self.faulty, self.gone = False, 0
        column = QVBoxLayout(self)
        column.addWidget(self.above)
        column.addWidget(self.stack)

    def want(self, key: str) -> None:
        """Show a page."""
        self.coming.show(key, partial(self.making, key), partial(self.whole, key), gone=self.broke)

    def making(self, key: str) -> Iterator[Portion]:
        """Nothing where the page is there already."""
        if key in self.pages:
            return
        for part in "12":
            yield partial(self.built.append, f"{key}{part}")
        yield partial(self.make, key)

    def make(self, key: str) -> None:
        """The last portion."""
        if self.faulty:
            raise ValueError(key)
        self.pages[key] = QLineEdit()
        self.stack.addWidget(self.pages[key])

    def whole(self, key: str, waited: bool | None) -> None:
        """It may be seen."""
        self.heard.append(waited)
        self.stack.setCurrentWidget(self.pages[key])
        if waited is not False:
            self.pages[key].setFocus()

    def broke(self) -> None:
        """A fault ended it."""
        self.gone += 1

    @property
    def shown(self) -> QWidget | None:
        """The page that is seen; None while none is."""
        page = self.stack.currentWidget()
        return page if page in self.pages.values() else None


class _Counted(QLabel):
    """How often it was dressed."""

    dressed = 0

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Polish:
            self.dressed += 1
        return super().event(event)


@pytest.fixture
def jobs() -> Held:
    return Held()


@pytest.fixture
def window(jobs: Held, qtbot: QtBot) -> Window:
    made = Window(jobs)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_all_is_there_at_once_without_a_window_of_its_own(qtbot: QtBot) -> None:
    window = Window(InlineJobs())
    qtbot.addWidget(window)
    window.want("a")
    assert window.shown is window.pages["a"] and window.heard == [None]


def test_nothing_is_shown_before_the_page_is_whole(window: Window, jobs: Held) -> None:
    window.want("a")
    assert window.built == ["a1"] and window.shown is None and window.coming.waits
    jobs.go_on()
    assert window.built == ["a1", "a2"] and window.shown is window.pages["a"]
    assert not window.coming.waits and window.heard == [True]
    window.want("a")
    assert window.heard == [True, None] and not jobs.waiting


def test_what_is_typed_meanwhile_is_typed_into_the_page_that_comes(
    window: Window, jobs: Held
) -> None:
    window.want("a")
    jobs.go_on()
    window.want("b")
    QTest.keyClicks(window.focusWidget(), "k1")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.pages["a"].text() == ""
    jobs.go_on()
    assert window.pages["b"].text() == "k1" and window.pages["a"].text() == ""


def test_who_went_elsewhere_meanwhile_keeps_the_keyboard(window: Window, jobs: Held) -> None:
    window.want("a")
    window.above.setFocus()
    QTest.keyClicks(window.above, "x")
    jobs.go_on()
    assert window.shown is window.pages["a"] and window.heard == [False]
    assert window.focusWidget() is window.above and window.above.text() == "x"


def test_a_page_that_is_wanted_later_overtakes_and_the_first_goes_on_when_wanted_again(
    window: Window, jobs: Held
) -> None:
    window.want("a")
    window.want("b")
    jobs.go_on()
    assert window.shown is window.pages["b"] and "a" not in window.pages
    assert window.built == ["a1", "b1", "b2"]
    window.want("a")
    jobs.go_on()
    assert window.shown is window.pages["a"] and window.built == ["a1", "b1", "b2", "a2"]


def test_a_page_that_is_called_off_is_not_shown(window: Window, jobs: Held) -> None:
    window.want("a")
    window.coming.call_off()
    jobs.go_on()
    assert window.shown is None and window.heard == []


def test_after_a_fault_the_page_is_made_anew(window: Window, jobs: Held) -> None:
    window.faulty = True
    window.want("a")
    with pytest.raises(ValueError, match="a"):
        jobs.go_on()
    assert window.gone == 1 and not window.coming.waits
    window.faulty = False
    window.want("a")
    jobs.go_on()
    assert window.shown is window.pages["a"] and window.built == ["a1", "a2", "a1", "a2"]


def test_a_fault_is_told_and_ends_the_building(jobs: Held) -> None:
    ended: list[str] = []

    def fault() -> None:
        raise ValueError("fault")

    portions = [lambda: None, fault, lambda: ended.append("after")]
    in_portions(
        portions, lambda: ended.append("whole"), jobs, QObject(), lambda: ended.append("broken")
    )
    with pytest.raises(ValueError, match="fault"):
        jobs.go_on()
    assert ended == ["broken"]


def test_a_part_is_dressed_some_widgets_at_a_time(dressed: object, qtbot: QtBot) -> None:
    part = QWidget()
    qtbot.addWidget(part)
    for _ in range(3):
        card = QWidget(part)
        for _ in range(50):
            _Counted("言葉", card)
    labels = part.findChildren(_Counted)
    portions = list(dressing(part))
    assert len(portions) >= 3
    portions[0]()
    assert {label.dressed for label in labels} == {0, 1}
    for portion in portions[1:]:
        portion()
    part.show()
    assert {label.dressed for label in labels} == {1}
