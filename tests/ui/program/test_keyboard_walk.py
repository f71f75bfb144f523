"""A repeat consultation with its contact, from the keyboard alone and in few key presses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.cases import actions as cases
from app.cases.queries import CasePage, case_page
from app.codes import Service
from app.people import actions as people
from app.people.rules import PersonInput
from app.ui.window import MainWindow

MOST_KEYS = 40
CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key
TOPIC = "家賃の滞納について"
CONTENT = "家賃を2か月滞納していると電話。居住支援法人へ一緒に相談に行くことにした。"


class Counter(QObject):
    """Counts the keys that reach the window from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[int] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.pressed.append(event.key())
        return False


@dataclass
class Keyboard:
    """What is typed goes to the window, as from a keyboard; the window finds the field itself."""

    window: MainWindow
    counter: Counter = field(default_factory=Counter)
    conversions: int = 0

    def press(self, *keys: Qt.Key, control: bool = False) -> None:
        """Press keys one after the other."""
        modifier = CTRL if control else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), key, modifier)

    def digits(self, text: str) -> None:
        """Type figures."""
        for sign in text:
            QTest.keyClick(self.window.windowHandle(), sign)

    def kana(self, words: str, romaji: str) -> None:
        """Type words of the search through the input method: its letters, and Enter to commit."""
        self.conversions += len(romaji) + 1
        self.text(words)

    def text(self, words: str) -> None:
        """The text itself, which is not counted."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    @property
    def count(self) -> int:
        """Every key pressed but for the text itself."""
        return len(self.counter.pressed) + self.conversions


@pytest.fixture
def at_home(open_it: Any, folder: Any) -> Any:
    """An office where 森 千尋 was advised once, half a year ago."""
    signed_in = open_it(folder)
    with signed_in.office.work(signed_in.actor) as work:
        person = people.register(work, PersonInput("森 千尋", "モリ チヒロ", "female", "S58.2.11"))
        typed = {"start": "R8.5.1", "end": "R8.5.1", "end_reason": "advised", "number": "R8-K-001"}
        cases.open_episode(work, person, Service.CONSULTATION, typed)
    return signed_in


@pytest.fixture
def keyboard(
    dressed: QApplication, at_home: Any, jobs: Any, asking: Any, settings: Any, qtbot: Any
) -> Iterator[Keyboard]:
    """The whole window as it stands after signing in."""
    window = MainWindow(at_home, jobs, asking, settings)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    hands = Keyboard(window)
    window.windowHandle().installEventFilter(hands.counter)
    yield hands
    window.close()
    window.deleteLater()


def page_of(signed_in: Any, episode: str) -> CasePage:
    with signed_in.office.reading(signed_in.actor) as reading:
        return case_page(reading, episode)


def until_typing(qtbot: Any, window: MainWindow, key: str) -> None:
    """The keyboard is in this field of the form that is open."""

    def there() -> bool:
        form: Any = window.shown.pane.active_form  # type: ignore[union-attr]
        row = form.rows.get(key) if form is not None else None
        return row is not None and any(one.hasFocus() for one in row.editor.fields())

    qtbot.waitUntil(there)


def test_somebody_who_comes_again_in_few_keys(
    qtbot: Any, keyboard: Keyboard, at_home: Any, asking: Any
) -> None:
    window: Any = keyboard.window
    keyboard.press(KEY.Key_N, control=True)
    qtbot.waitUntil(window.top.search.field.hasFocus)
    keyboard.kana("もり", "mori")
    qtbot.waitUntil(window._hits.isVisible)
    keyboard.press(KEY.Key_Down, KEY.Key_Return)
    until_typing(qtbot, window, "number")
    form = window.shown.pane.active_form
    on_the_way = list(form.rows)
    for key in on_the_way[on_the_way.index("number") + 1 : on_the_way.index("topic") + 1]:
        keyboard.press(KEY.Key_Return)
        until_typing(qtbot, window, key)
    keyboard.text(TOPIC)
    keyboard.press(KEY.Key_S, control=True)
    until_typing(qtbot, window, "day")
    keyboard.press(KEY.Key_Return)
    until_typing(qtbot, window, "means")
    keyboard.press(KEY.Key_3, KEY.Key_Return)
    until_typing(qtbot, window, "minutes")
    keyboard.digits("25")
    keyboard.press(KEY.Key_Return)
    until_typing(qtbot, window, "partner")
    keyboard.text("本人")
    keyboard.press(KEY.Key_Return)
    until_typing(qtbot, window, "content")
    keyboard.text(CONTENT)
    keyboard.press(KEY.Key_S, control=True)
    qtbot.waitUntil(lambda: window.shown.pane.active_form is None)

    page = page_of(at_home, window.shown.episode_id)
    assert (page.person.name, page.episode.service) == ("森 千尋", Service.CONSULTATION)
    assert page.episode.values["topic"] == TOPIC and page.episode.stage != "closed"
    (entry,) = page.activities
    assert (entry.means, entry.minutes, entry.partner) == ("phone", 25, "本人")
    assert entry.content == CONTENT and entry.day.iso == "2026-11-24"
    assert [other.stage for other in page.others] == ["closed"]
    assert not asking.said
    assert 15 <= keyboard.count <= MOST_KEYS


def test_a_contact_with_somebody_known_needs_the_name_and_a_dozen_keys(
    qtbot: Any, keyboard: Keyboard, at_home: Any
) -> None:
    window: Any = keyboard.window
    keyboard.press(KEY.Key_N, control=True)
    keyboard.kana("つばき", "tsubaki")
    qtbot.waitUntil(window._hits.isVisible)
    keyboard.press(KEY.Key_Return)
    until_typing(qtbot, window, "day")
    keyboard.press(KEY.Key_Return, KEY.Key_2, KEY.Key_Return)
    keyboard.digits("60")
    keyboard.press(KEY.Key_Return, KEY.Key_Return)
    until_typing(qtbot, window, "content")
    keyboard.text(CONTENT)
    keyboard.press(KEY.Key_S, control=True)
    qtbot.waitUntil(lambda: window.shown.pane.active_form is None)
    page = page_of(at_home, window.shown.episode_id)
    assert (page.person.name, page.activities[0].content) == ("椿原 朔", CONTENT)
    assert keyboard.count <= 20


def test_somebody_new_is_begun_from_the_same_question(
    qtbot: Any, keyboard: Keyboard, ime: Callable[[str], None]
) -> None:
    window: Any = keyboard.window
    keyboard.press(KEY.Key_N, control=True)
    keyboard.kana("しらない", "shiranai")
    qtbot.waitUntil(window._hits.isVisible)
    keyboard.press(KEY.Key_Return)
    until_typing(qtbot, window, "person.name")
    form = window.shown.pane.active_form
    assert form.rows["service"].value() == "consultation" and form.record_next
