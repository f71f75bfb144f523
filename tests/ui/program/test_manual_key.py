"""F1 in the opened program: the page for the screen one is on, and gone with the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.storage.folders import OfficeFolder
from app.storage.records import Episode
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.manual.window import ManualWindow
from app.ui.program import dress
from app.ui.screens.cases.sections.attachments import AttachmentsSection
from app.ui.screens.cases.sections.consents import ConsentsSection
from app.ui.window import SCREENS, MainWindow, SignedIn
from tests.ui.fake_asking import FakeAsking

WALK: list[tuple[str, dict[str, Any], str]] = [
    ("today", {}, "today"),
    ("cases", {}, "cases"),
    ("schedule", {}, "schedule"),
    ("meetings", {}, "meetings"),
    ("handoff", {"leaf": "letters"}, "letters"),
    ("handoff", {"leaf": "partners"}, "partners"),
    ("network", {"leaf": "signals"}, "referrals"),
    ("report", {"leaf": "figures"}, "report"),
    ("report", {"leaf": "submissions"}, "submit"),
    ("report", {"leaf": "lists"}, "lists"),
    ("admin", {}, "import"),
    ("history", {}, "history"),
    ("staff", {"leaf": "roles"}, "staff"),
    ("staff", {"leaf": "handover"}, "leaving"),
    ("backups", {}, "backups"),
    ("subject_access", {}, "subject-access"),
    ("retention", {}, "retention"),
]


@pytest.fixture
def window(
    dressed: Any, practice: SignedIn, settings: QSettings, jobs: InlineJobs
) -> Iterator[MainWindow]:
    """The practice centre, opened."""
    made = MainWindow(practice, jobs, FakeAsking(), settings)
    made.show()
    yield made
    made.stop_listening()


def manuals(window: QWidget) -> list[ManualWindow]:
    """The windows of the 手引き that stand above this one."""
    return [one for one in window.children() if isinstance(one, ManualWindow)]


def test_f1_opens_the_page_of_every_screen(window: MainWindow) -> None:
    assert {place for place, *_ in WALK} == set(SCREENS)
    for place, facts, key in WALK:
        assert window.show_where(Where(place, facts)), place
        window.show_manual()
        assert [one.key for one in manuals(window)] == [key], (place, facts)


def test_f1_on_a_part_of_a_case_opens_the_page_of_the_part(
    window: MainWindow, practice: SignedIn
) -> None:
    with practice.office.reading(practice.actor) as reading:
        episode = reading.session.scalars(select(Episode.id)).first()
    window.activateWindow()
    for kind, key in ((ConsentsSection, "consent"), (AttachmentsSection, "attachments")):
        assert window.show_where(Where("cases", {"episode": episode, "section": kind.key}))
        screen: Any = window.shown
        part = screen.findChildren(kind)[-1]
        buttons = [one for one in part.findChildren(QPushButton) if one.isVisible()]
        next(one for one in buttons if one.isEnabled()).setFocus()
        assert part.isAncestorOf(window.focusWidget())
        window.show_manual()
        assert manuals(window)[0].key == key


def test_the_key_itself_and_the_palette_open_it(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (manual,) = manuals(window)
    assert manual.key == "today" and manual.focusWidget() is manual.search.field
    assert not manual.back_button.isEnabled()  # nothing was seen before
    command = next(one for one in window._commands() if one.key == "manual")
    window.show_where(Where("report"))
    command.act()
    assert [one.key for one in manuals(window)] == ["report"]


def test_it_is_hidden_when_the_desk_is_locked(
    window_of: Callable[..., MainWindow], folder: OfficeFolder
) -> None:
    window = window_of(folder)
    window.show_manual()
    (manual,) = manuals(window)
    assert manual.isVisible()
    window.lock()
    assert not manual.isVisible()


def test_f1_works_before_signing_in(
    program_of: Any,
    folder: OfficeFolder,
    qapp: QApplication,
    own_words: None,
    qtbot: QtBot,
    settings: QSettings,
) -> None:
    qapp.setProperty("manual-key", None)
    dress(qapp, settings)
    assert qapp.property("manual-key")
    view = program_of(folder).view
    with qtbot.waitActive(view):
        view.activateWindow()
    view.secret.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F1)
    assert [one.key for one in manuals(view)] == ["sign-in"]
