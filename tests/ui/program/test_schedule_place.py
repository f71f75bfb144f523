"""予定表 in the window: its place, its count, its commands, and drafts that lead to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from app.schedule import actions
from app.schedule.rules import AppointmentInput
from app.staff.permissions import Role
from app.storage.drafts import Drafts
from app.storage.folders import OfficeFolder
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.window import MainWindow, SignedIn

Shown = Callable[..., MainWindow]


@pytest.fixture
def window_of(
    dressed: Any, open_it: Any, jobs: InlineJobs, asking: Any, settings: QSettings, qtbot: QtBot,
    tmp_path: Path,
) -> Iterator[Shown]:  # fmt: skip
    """Signs in; drafts are kept in a folder of the test."""
    made: list[MainWindow] = []

    opened: dict[Path, SignedIn] = {}

    def make(folder: OfficeFolder, role: Role | None = None) -> MainWindow:
        for old in made:  # as after a crash: a new window knows nothing of the one before
            old.hide()
            shiboken6.delete(old)
        made.clear()
        signed_in = opened.get(folder.path) or open_it(folder, role)
        opened[folder.path] = signed_in
        signed_in.office.listeners.clear()
        signed_in.office.drafts = Drafts(tmp_path / "drafts", b"d" * 32)
        window = MainWindow(signed_in, jobs, asking, settings)
        made.append(window)
        window.resize(1366, 768)
        window.show()
        return window

    yield make
    for window in made:
        shiboken6.delete(window)


def plan(window: MainWindow, day: str, who: str, title: str = "打合せ") -> str:
    """Keep a 予定."""
    typed = AppointmentInput(day, "10:00", "11:00", "meeting", title, "", (who,))
    with window.desk.office.work(window.desk.actor) as work:
        return actions.plan(work, typed)


def test_the_place_counts_ones_own_plans_of_today(window_of: Shown, folder: OfficeFolder) -> None:
    window = window_of(folder)
    button = window.places.buttons["schedule"]
    assert list(window.places.buttons)[:3] == ["today", "cases", "schedule"]
    assert button.accessibleName() == "予定表"
    plan(window, "11/24", "試作 澪江")
    plan(window, "11/24", "例示")
    key = plan(window, "11/24", "試作 澪江")
    plan(window, "11/25", "試作 澪江")
    assert button.accessibleName() == "予定表、2件"
    with window.desk.office.work(window.desk.actor) as work:
        actions.cancel(work, key, 1)
    assert button.accessibleName() == "予定表、1件"


def test_the_palette_leads_to_the_calendar_and_to_a_new_plan(
    window_of: Shown, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    field = window.top.search.field
    field.setText("よていひょう")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.current == "schedule"
    window.go("today")
    field.setText("予定を入れる")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    screen: Any = window.shown
    assert window.current == "schedule" and screen.side.form.heading == "予定を入れる"
    assert screen.go_back() and screen.side.form is None


def test_an_auditor_sees_the_calendar_and_is_not_offered_to_plan(
    window_of: Shown, folder: OfficeFolder
) -> None:
    window = window_of(folder, Role.AUDITOR)
    assert window.go("schedule")
    screen: Any = window.shown
    assert "できるのは" in screen.plan_button.reason
    screen.plan()
    assert screen.side.form is None and "できるのは" in screen.notice.words


def test_what_was_typed_before_a_crash_comes_back_on_the_calendar(
    window_of: Shown, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    key = plan(window, "11/24", "試作 澪江", "先の用件")
    window.show_where(Where("schedule", {"entry": key}))
    screen: Any = window.shown
    screen.board.select(key)
    screen.act("open")
    screen.side.form.rows["title"].set_value("書きかけの用件")
    assert screen.keep_typing()
    again = window_of(folder)
    bar = again.page("today").drafts  # type: ignore[union-attr]
    assert "予定" in bar.words
    bar.open_newest()
    form = again.shown.side.form  # type: ignore[union-attr]
    assert again.current == "schedule"
    assert form.rows["title"].value() == "書きかけの用件" and form.entry.id == key
    form.save()
    assert again.shown.board.box_of(key).entry.title == "書きかけの用件"  # type: ignore[union-attr]
    assert again.desk.drafts.waiting == ()


def test_a_new_plan_being_typed_comes_back_with_every_field(
    window_of: Shown, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    window.show_where(Where("schedule", {"new": True}))
    screen: Any = window.shown
    form = screen.side.form
    for name, value in (("day", "12/3"), ("start", "930"), ("kind", "visit"), ("title", "見学")):
        form.rows[name].set_value(value)
    form.keeper.flush()
    again = window_of(folder)
    again.go("schedule")
    screen = again.shown
    assert screen.drafts.isVisible()
    screen.drafts.open_newest()
    values = {name: row.value() for name, row in screen.side.form.rows.items()}
    assert (values["day"], values["start"], values["kind"]) == ("12/3", "930", "visit")
    assert values["workers"] == ("試作 澪江",)


def test_a_place_with_typing_asks_before_another_is_shown(
    window_of: Shown, folder: OfficeFolder, asking: Any
) -> None:
    window = window_of(folder)
    window.show_where(Where("schedule", {"new": True}))
    screen: Any = window.shown
    screen.side.form.rows["title"].set_value("まだ")
    asking.script(False)
    assert not window.go("today") and window.current == "schedule"
    assert window.go("schedule") and screen.side.form.rows["title"].value() == "まだ"
    asking.script(True)
    assert window.go("today") and screen.side.form is None
