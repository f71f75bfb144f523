"""The window after signing in is built in several events, and shown once it is whole."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

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
    assert events == 3
    window = program.view
    assert isinstance(window, MainWindow) and window.isVisible()
    assert window.where == Where("today")


def test_the_first_screen_reads_nothing_before_it_is_whole(
    dressed: Any, folder: OfficeFolder, open_it: Any, asking: Any, settings: QSettings, qtbot: Any
) -> None:
    window: Any = MainWindow(open_it(folder), InlineJobs(), asking, settings, at_once=False)
    qtbot.addWidget(window)
    first, second, last = window.portions()
    first()
    today = window.page("today")
    assert isinstance(today, TodayScreen) and not window.current
    second()
    assert not has_read(today)
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
