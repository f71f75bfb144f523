"""A fault of the program: one number, no personal words in the log, and life goes on."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QMessageLogContext, QtMsgType
from pytestqt.qtbot import QtBot

from app.ui.crash import CrashNet, log_qt_message


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
