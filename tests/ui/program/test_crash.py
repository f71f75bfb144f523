"""A fault of the program: one number, no personal words in the log, and life goes on."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QMessageLogContext, QSettings, Qt, QtMsgType
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.cases.contacts.queries import activities_of
from app.cases.queries import CaseFilter, case_list
from app.storage.folders import OfficeFolder
from app.ui.crash import CrashNet, log_qt_message
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.window import MainWindow


def _fault() -> BaseException:
    try:
        raise KeyError("齋藤 榧造")
    except KeyError as error:
        return error


@pytest.mark.expects_log("crash")
def test_a_fault_is_told_with_the_number_of_its_log_line(
    qapp: Any, asking: Any, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    net = CrashNet(asking)
    error = _fault()
    net.caught(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(asking.said))
    ((kind, number),) = asking.said
    assert kind == "crash" and re.fullmatch(r"[0-9A-F]{6}", number)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"crash {number}: KeyError at test_crash.py")
    assert "齋藤" not in caplog.text


@pytest.mark.expects_log("crash")
def test_a_fault_while_the_dialog_is_open_opens_no_second_one(qapp: Any, qtbot: QtBot) -> None:
    told: list[str] = []

    class Asking:
        def crash(self, number: str) -> None:
            told.append(number)
            net.caught(KeyError, _fault(), None)
            QCoreApplication.processEvents()

    net = CrashNet(Asking())  # type: ignore[arg-type]
    net.caught(KeyError, _fault(), None)
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1


def test_the_net_is_where_unhandled_errors_end(
    qapp: Any, asking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers: list[Any] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("app.ui.crash.qInstallMessageHandler", handlers.append)
    net = CrashNet(asking)
    net.install()
    assert sys.excepthook == net.caught and handlers == [log_qt_message]


@pytest.mark.expects_log("qt")
def test_what_qt_quotes_does_not_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    context = QMessageLogContext()
    with caplog.at_level(logging.WARNING):
        log_qt_message(QtMsgType.QtWarningMsg, context, 'cannot open "齋藤 榧造.xlsx" here')
    assert "齋藤" not in caplog.text and "cannot open" in caplog.text


@pytest.mark.expects_log("crash")
@pytest.mark.parametrize("where", ["while the form is read", "while it is written"])
def test_a_fault_in_a_save_is_told_and_the_form_keeps_what_was_typed(
    dressed: Any,
    open_it: Any,
    folder: OfficeFolder,
    asking: Any,
    settings: QSettings,
    qtbot: QtBot,
    where: str,
) -> None:
    """PySide prints an error of a slot and goes on: a save that failed would look like one done."""
    net = CrashNet(asking)

    def crash(error: BaseException) -> None:
        net.caught(type(error), error, error.__traceback__)

    signed = open_it(folder)
    with signed.office.reading(signed.actor) as reading:
        episode = case_list(reading, CaseFilter()).rows[0].id
    window: Any = MainWindow(signed, InlineJobs(crash=crash), asking, settings)
    window.show()
    window.show_where(Where("cases", {"episode": episode, "record": True}))
    form = window.shown.pane.active_form
    form.rows["content"].set_value("まだ保存していない言葉")
    form.rows["means"].set_value("phone")
    whole = form.action

    def faulty(*_: Any) -> Any:
        raise KeyError("齋藤 榧造")

    form.action = faulty if where == "while the form is read" else lambda: faulty
    with qtbot.capture_exceptions() as thrown:
        qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    for kind, error, trace in thrown:
        net.caught(kind, error, trace)
    qtbot.waitUntil(lambda: bool(asking.said))
    assert [kind for kind, _ in asking.said] == ["crash"]
    assert form.dirty and not form.saving and form.isVisible()
    assert form.rows["content"].value() == "まだ保存していない言葉"
    assert form.save_button.isEnabled()
    form.action = whole
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    with signed.office.reading(signed.actor) as reading:
        (kept,) = activities_of(reading, episode)
    assert kept.content == "まだ保存していない言葉"
    shiboken6.delete(window)


@pytest.mark.expects_log("crash")
def test_a_fault_before_there_is_a_window_ends_the_program(
    qapp: Any, asking: Any, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    ended: list[str] = []
    monkeypatch.setattr("app.ui.crash.QApplication.quit", lambda: ended.append("ended"))
    net = CrashNet(asking)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    net.caught(KeyError, _fault(), None)
    qtbot.waitUntil(lambda: len(asking.said) == 1)
    assert ended == []
    window.hide()
    net.caught(KeyError, _fault(), None)
    qtbot.waitUntil(lambda: len(asking.said) == 2)
    assert ended == ["ended"]
