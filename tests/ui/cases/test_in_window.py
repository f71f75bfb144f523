"""In the window: going to another case asks nothing, leaving the place does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.staff.queries import OfficeFacts
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.window import MainWindow, SignedIn


@pytest.fixture
def window(place: Any, tmp_path: Path) -> Iterator[MainWindow]:
    """The whole window on the same office."""
    facts = OfficeFacts("centre", "見本", "10", True)
    signed_in = SignedIn(place.desk.office, place.desk.actor, facts)
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    place.screen.close()
    made = MainWindow(signed_in, InlineJobs(), place.asking, settings)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    yield made
    made.hide()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_typed_words_wait_while_another_case_is_looked_up(place: Any, window: MainWindow) -> None:
    window.show_where(Where("cases", {"episode": place.ids["co"], "record": True}))
    screen: Any = window.shown
    screen.pane.active_form.rows["content"].set_value("途中の言葉")
    assert window.show_where(Where("cases", {"episode": place.ids["fu"]}))
    assert screen.episode_id == place.ids["fu"]
    place.asking.script(False)
    assert not window.show_where(Where("today"))
    assert window.show_where(Where("cases", {"episode": place.ids["co"]}))
    assert screen.pane.active_form.rows["content"].value() == "途中の言葉"


def test_the_keys_of_the_window_reach_the_case(place: Any, window: MainWindow) -> None:
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    screen: Any = window.shown
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = screen.pane.active_form
    form.rows["means"].set_value("phone")
    screen.list.table.setFocus()
    QTest.keyClick(screen.list.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [a.means for a in place.page("co").activities] == ["phone"]
    screen.pane.edit()
    focused = QApplication.focusWidget()
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert screen.pane.active_form is None and window.current == "cases"
