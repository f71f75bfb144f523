"""The window after signing in is built in several events, and shown once it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QSettings
from sqlalchemy import event

from app.storage.folders import OfficeFolder
from app.storage.work import Office
from app.ui.desk import Where
from app.ui.jobs import InlineJobs, Jobs
from app.ui.program import Program
from app.ui.screens.today import TodayScreen
from app.ui.window import MainWindow


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


def listen_to(office: Office, read: list[str], at: Callable[[str], object] | None = None) -> None:
    """Every question to the data: its words are put into the list, or handed to `at`."""

    def asked(_connection: object, _cursor: object, words: str, *_: object) -> None:
        (at or read.append)(words)

    event.listen(office.engine, "before_cursor_execute", asked)


def has_read(today: TodayScreen) -> bool:
    """Whether the day was read."""
    return today.look is not None


def test_the_sign_in_stands_until_the_window_is_whole(
    program_of: Any, folder: OfficeFolder, open_it: Any
) -> None:
    program: Program = program_of(folder)
    sign_in: Any = program.view
    jobs = Held()
    program.jobs = jobs
    signed_in = open_it(folder)
    program.show_office(signed_in.office, signed_in.actor)
    events = 0
    while jobs.waiting:
        assert sign_in.isVisible() and not isinstance(program.view, MainWindow)
        jobs.waiting.pop(0)()
        events += 1
    assert events > 3  # the window's frame, parts of 今日, and what begins with it
    window = program.view
    assert isinstance(window, MainWindow) and window.isVisible()
    assert window.where == Where("today")


def test_the_first_screen_reads_nothing_before_it_is_whole(
    dressed: Any, folder: OfficeFolder, open_it: Any, asking: Any, settings: QSettings, qtbot: Any
) -> None:
    window: Any = MainWindow(open_it(folder), InlineJobs(), asking, settings, at_once=False)
    qtbot.addWidget(window)
    portions = window.portions()
    today: Any = None
    for build in portions:
        assert not window.current and window.page("today") is None
        build()
        today = window.page("today")
        if today is not None:
            break
    assert isinstance(today, TodayScreen) and not window.current
    assert not has_read(today)
    (last,) = portions
    last()
    assert window.shown is today and has_read(today)


def test_whoever_leaves_the_first_screen_at_once_waits_for_nothing_of_it(
    dressed: Any, folder: OfficeFolder, open_it: Any, asking: Any, settings: QSettings, qtbot: Any
) -> None:
    """The days are read later, when nobody else waits: their number stands beside 今日."""
    jobs = Jobs()
    signed_in = open_it(folder)
    read: list[str] = []
    listen_to(signed_in.office, read)
    settings.setValue("today/whose", "all")
    jobs.hold()
    window = MainWindow(signed_in, jobs, asking, settings)
    window.show()
    today: Any = window.shown
    jobs.let_go()
    window.go("cases")
    qtbot.waitUntil(lambda: window.shown is not None)
    cases: Any = window.shown
    cases.list.model.loaded.connect(lambda: read.append("the list stands"))
    qtbot.waitUntil(lambda: has_read(today) and today.beside is not None)
    about_days = [at for at, words in enumerate(read) if "activity.content" in words]
    assert about_days and read.index("the list stands") < about_days[0]
    qtbot.waitUntil(lambda: not jobs.busy)
    assert "遅れ 1件" in window.places.buttons["today"].accessibleName()
    jobs.close()
    shiboken6.delete(window)


def test_what_is_asked_for_the_days_ends_where_the_screen_is_left(
    dressed: Any, folder: OfficeFolder, open_it: Any, asking: Any, settings: QSettings, qtbot: Any
) -> None:
    jobs = Jobs()
    signed_in = open_it(folder)
    window = MainWindow(signed_in, jobs, asking, settings)
    window.show()
    qtbot.waitUntil(lambda: not jobs.busy)
    today: Any = window.shown
    read: list[str] = []
    gate, begun = Event(), Event()

    def wait(words: str) -> None:
        read.append(words)
        begun.set()
        gate.wait(10)

    listen_to(signed_in.office, read, wait)
    today.look = None
    today.read_again()
    qtbot.waitUntil(begun.is_set)
    window.hide()  # as a desk that locks does: nothing is asked for any more
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert today.look is None
    assert not [words for words in read if "activity.content" in words]  # the last of the questions
    jobs.close()
    shiboken6.delete(window)


def test_a_screen_is_shown_once_it_is_whole_and_another_overtakes_it(
    window_of: Any, folder: OfficeFolder
) -> None:
    jobs = Held()
    window: Any = window_of(folder, runs=jobs)
    assert window.show_where(Where("schedule"))
    assert jobs.waiting and window.shown is None and window.page("schedule") is None
    assert window.places.buttons["schedule"].isChecked() and window.current == "schedule"
    window.show_where(Where("today"))
    assert isinstance(window.shown, TodayScreen) and window.places.buttons["today"].isChecked()
    jobs.go_on()
    assert isinstance(window.shown, TodayScreen) and window.page("schedule") is None
    window.show_where(Where("schedule"))
    jobs.go_on()
    assert window.shown is window.page("schedule") and window.shown.look is not None
    assert window.back() and isinstance(window.shown, TodayScreen)


def test_the_way_back_works_while_a_screen_is_waited_for(
    window_of: Any, folder: OfficeFolder
) -> None:
    jobs = Held()
    window: Any = window_of(folder, runs=jobs)
    window.show_where(Where("meetings"))
    assert window.back() and isinstance(window.shown, TodayScreen)
    jobs.go_on()
    assert isinstance(window.shown, TodayScreen) and window.where == Where("today")


def test_after_a_fault_one_is_where_one_was(
    window_of: Any, folder: OfficeFolder, monkeypatch: Any
) -> None:
    jobs = Held()
    window: Any = window_of(folder, runs=jobs)

    def fault(_: object) -> Iterator[Callable[[], None]]:
        yield partial(divmod, 1, 0)

    monkeypatch.setattr("app.ui.screens.meetings.screen.MeetingsScreen.portions", fault)
    window.show_where(Where("meetings"))
    with pytest.raises(ZeroDivisionError):
        jobs.go_on()
    assert isinstance(window.shown, TodayScreen) and window.current == "today"
    monkeypatch.undo()
    window.show_where(Where("meetings"))
    jobs.go_on()
    assert window.shown is window.page("meetings") is not None


def test_the_leaf_of_a_place_is_shown_once_it_is_dressed(
    window_of: Any, folder: OfficeFolder
) -> None:
    jobs = Held()
    window: Any = window_of(folder, runs=jobs)
    window.show_where(Where("network"))
    jobs.go_on()
    screen = window.shown
    first = screen.leaf
    window.show_where(Where("network", {"leaf": "events"}))
    assert screen.chips.code == "events" and not first.isVisible()
    screen.open(Where("network", {"leaf": "organisations"}))
    jobs.go_on()
    assert screen.leaf is first and first.isVisible()
    screen.open(Where("network", {"leaf": "events"}))
    jobs.go_on()
    assert screen.leaf is screen.made["events"] and screen.leaf.isVisible()
