"""The window after signing in is built in several events, and shown once it is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSettings

from app.storage.folders import OfficeFolder
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
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
