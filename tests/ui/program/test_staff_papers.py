"""業務日報 and 旅費・移動一覧 from the window, by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import CaseFilter, case_list
from app.ui.papers.staff_papers import DAILY, TRAVEL, StaffPapersDialog
from app.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(
    dressed: QApplication, open_it: Any, folder: Any, jobs: Any, asking: Any, settings: Any
) -> Any:
    """The window of an office where a visit took a way this month."""
    signed_in = open_it(folder)
    with signed_in.office.work(signed_in.actor) as work:
        (row,) = case_list(work, CaseFilter(text="椿原")).rows
        typed = ActivityInput("R8.11.24", "visit", "60", "本人", "様子を見た。", "試作 澪江",
                              "見本の家", "40", "12", "500")  # fmt: skip
        contacts.record_activity(work, row.id, typed)
    made = MainWindow(signed_in, jobs, asking, settings)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def give(window: Any, words: str) -> None:
    """A command of Ctrl+K."""
    command = next(one for one in window._commands() if one.words == words)
    command.act()


def test_the_daily_report_is_looked_at_with_enter(qtbot: Any, window: Any) -> None:
    give(window, "業務日報")
    dialog: StaffPapersDialog = window.shown.part.paper
    assert dialog.kind == DAILY and dialog.who.value() == "試作 澪江"
    assert not dialog.excel.isVisible()
    QTest.keyClick(dialog.when.editor.line, Qt.Key.Key_Return)
    preview = dialog.preview
    qtbot.waitUntil(lambda: preview.printed is not None)
    assert preview.title.words == "業務日報" and preview.printed.pages == 1
    preview.reject()
    dialog.when.set_value("2月30日")
    dialog.look()
    assert "2月30日" in dialog.when.error() and dialog.preview is preview
    dialog.when.set_value("R8.11")
    dialog.look()
    assert "日まで入力" in dialog.when.error()


def test_the_list_of_ways_is_looked_at_and_kept_as_a_book(
    qtbot: Any, window: Any, asking: Any, tmp_path: Path
) -> None:
    give(window, "旅費・移動一覧")
    dialog: StaffPapersDialog = window.shown.part.paper
    assert dialog.kind == TRAVEL and dialog.when.value() == "R8.11"
    assert dialog.when.editor.reading.words == "令和8年11月"
    out = tmp_path / "旅費"
    asking.script(out)
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(dialog.said.isVisible)
    sheet = openpyxl.load_workbook(out.with_suffix(".xlsx")).active
    assert [cell.value for cell in sheet[6]][5:] == [40, 12, 500]
    assert "旅費.xlsx" in dialog.said.words and "旅費.xlsx" in window.shown.part.note.words
    dialog.give("ok")
    qtbot.waitUntil(lambda: dialog.preview is not None and dialog.preview.printed is not None)
    assert dialog.preview.title.words == "旅費・移動一覧"
    dialog.preview.reject()
    for typed in ("十一", "R8"):
        dialog.when.set_value(typed)
        dialog.look()
        assert "R8.11" in dialog.when.error()


def test_it_is_reached_from_the_report_and_from_the_day(window: Any) -> None:
    window.shown.daily.click()
    assert window.shown.paper.kind == DAILY
    window.shown.paper.reject()
    window.go("report")
    words = [action.text() for action in window.shown.part.papers.menu().actions()]
    assert words == ["業務日報", "旅費・移動一覧"]
    window.shown.part.papers.menu().actions()[1].trigger()
    assert window.shown.part.paper.kind == TRAVEL
    window.shown.part.paper.reject()
