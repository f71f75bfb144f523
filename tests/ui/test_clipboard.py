"""What is copied: marked for Windows, known again, gone in time, and never what others put there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

import app.ui
from app.ui.clipboard import KEPT_MS, MARKS, OURS, ClipboardGuard, copy, end_clipboard, marked


@pytest.fixture
def guard(qapp: Any) -> Iterator[ClipboardGuard]:
    # the test platform does not say whose the contents are
    made = ClipboardGuard(kept_ms=400, owns=lambda: True)
    yield made
    made.stop()


def board() -> Any:
    return QGuiApplication.clipboard()


def marks_on_board() -> dict[str, bytes]:
    data = board().mimeData()
    return {name: data.data(name).data() for name in MARKS}


def test_the_marks_are_those_that_windows_looks_at() -> None:
    data = marked("ことば", b"t")
    names = [one for one in data.formats() if "windows-mime" in one]
    assert {name.split('"')[1]: data.data(name).data() for name in names} == {
        "ExcludeClipboardContentFromMonitorProcessing": b"\x01\x00\x00\x00",
        "CanIncludeInClipboardHistory": b"\x00\x00\x00\x00",
        "CanUploadToCloudClipboard": b"\x00\x00\x00\x00",
    }
    assert data.text() == "ことば" and KEPT_MS == 30_000


def test_what_was_copied_is_gone_in_time(guard: ClipboardGuard, qtbot: QtBot) -> None:
    guard.copy("榧造さんの住所")
    assert board().text() == "榧造さんの住所" and marks_on_board() == MARKS
    qtbot.waitUntil(lambda: board().text() == "")


def test_what_others_copied_meanwhile_stays(guard: ClipboardGuard, qtbot: QtBot) -> None:
    guard.copy("榧造さんの住所")
    foreign = QMimeData()
    foreign.setText("ほかの表")
    foreign.setData(OURS, b"another desk")
    board().setMimeData(foreign)
    qtbot.wait_until(lambda: not guard._timer.isActive())
    assert board().text() == "ほかの表"
    board().clear()


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_keys_in_a_field_copy_and_cut_with_the_marks(
    guard: ClipboardGuard, qtbot: QtBot, kind: type
) -> None:
    field: Any = kind()
    qtbot.addWidget(field)
    (field.setText if kind is QLineEdit else field.setPlainText)("榧造")
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: QGuiApplication.focusObject() is field)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert board().text() == "榧造" and marks_on_board() == MARKS
    QTest.keyClick(field, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    left = field.text() if kind is QLineEdit else field.toPlainText()
    assert left == "" and board().text() == "榧造" and marks_on_board() == MARKS


def test_a_fields_own_menu_copies_with_the_marks_too(guard: ClipboardGuard, qtbot: QtBot) -> None:
    field = QLineEdit("榧造")
    qtbot.addWidget(field)
    field.selectAll()
    field.copy()
    qtbot.waitUntil(lambda: marks_on_board() == MARKS)
    assert board().text() == "榧造"
    qtbot.waitUntil(lambda: board().text() == "")


def test_a_secret_is_never_copied(guard: ClipboardGuard, qtbot: QtBot) -> None:
    field = QLineEdit("あいことば")
    field.setEchoMode(QLineEdit.EchoMode.Password)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: QGuiApplication.focusObject() is field)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert board().text() == ""


def test_the_program_leaves_nothing_of_its_own_behind(qapp: Any) -> None:
    copy("榧造さんの住所")
    assert marks_on_board() == MARKS
    end_clipboard()
    assert board().text() == ""


def test_nobody_else_puts_anything_on_the_clipboard() -> None:
    root = Path(app.ui.__file__).parent
    named = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if ".clipboard()" in path.read_text(encoding="utf-8")
    }
    assert named == {"clipboard.py", "attachments/attachment_list.py"}  # the second reads only
