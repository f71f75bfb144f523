"""変換中: what is being composed is neither searched nor kept, and its Enter submits nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.asking import confirm_dialog
from app.ui.composing import ComposingGuard, guard_composing
from app.ui.dialogs import TextDialog
from app.ui.widgets.field_row import lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.search_box import SearchBox


@pytest.fixture
def guarded(dressed: QApplication) -> ComposingGuard:
    guard_composing(dressed)
    guard_composing(dressed)
    (guard,) = dressed.findChildren(ComposingGuard)
    return guard


def compose(words: str, *, commit: str = "") -> None:
    """Words below which there is a line still, or a conversion that is committed."""
    event = QInputMethodEvent(words, [])
    if commit:
        event.setCommitString(commit)
    field = QApplication.focusWidget()
    assert field is not None
    QApplication.sendEvent(field, event)


def shown(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def press(key: Qt.Key) -> None:
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClick(field, key)


def test_what_is_composed_is_not_searched_and_its_enter_takes_no_hit(
    guarded: ComposingGuard, qtbot: QtBot
) -> None:
    box, said = SearchBox("氏名"), []
    for signal in (box.changed, box.submitted, box.stepped, box.left):
        signal.connect(lambda *told: said.append(told))
    shown(box, qtbot)
    box.focus()
    for part in ("さ", "さい", "斎藤"):
        compose(part)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape):
            press(key)
    assert guarded.composing and said == [] and box.text == ""
    compose("", commit="齋藤")
    assert said == [("齋藤",)] and not guarded.composing
    press(Qt.Key.Key_Return)
    assert said == [("齋藤",), ("齋藤",)]


def test_enter_that_commits_moves_on_from_no_field_and_finishes_no_form(
    guarded: ComposingGuard, qtbot: QtBot
) -> None:
    form, finished = Form(), []
    name, note = form.add(text_field("name", "氏名")), form.add(lines_field("note", "備考"))
    form.finished.connect(lambda: finished.append(True))
    shown(form, qtbot)
    for row in (name, note):
        field = row.editor.fields()[0]
        field.setFocus()
        compose("にほん")
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            press(key)
        assert field.hasFocus() and row.value() == ""
        compose("", commit="日本")
        assert row.value() == "日本"
    name.editor.fields()[0].setFocus()
    press(Qt.Key.Key_Return)
    assert note.editor.fields()[0].hasFocus() and not finished


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_question_is_not_answered_by_the_key_of_a_conversion(
    guarded: ComposingGuard, qtbot: QtBot, key: Qt.Key
) -> None:
    asked = TextDialog("名前を付ける", "名前")
    shown(asked, qtbot)
    compose("めいぼ")
    press(key)
    assert asked.isVisible() and asked.answer == "no"
    compose("", commit="名簿")
    press(Qt.Key.Key_Return)
    assert not asked.isVisible() and (asked.answer, asked.text) == ("ok", "名簿")


def test_a_field_that_is_left_or_gone_while_composing_frees_the_keys(
    guarded: ComposingGuard, qtbot: QtBot
) -> None:
    page = QWidget()
    first, second = QLineEdit(page), QPlainTextEdit(page)
    shown(page, qtbot)
    first.setFocus()
    compose("か")
    second.setFocus()
    assert not guarded.composing
    compose("き")
    second.deleteLater()
    QApplication.sendPostedEvents(second)
    qtbot.waitUntil(lambda: not guarded.composing)
    asked = confirm_dialog("消しますか。", yes="消す", parent=page)
    asked.show()
    QTest.keyClick(asked.buttons["no"], Qt.Key.Key_Return)
    assert not asked.isVisible()


def test_a_field_that_has_cut_its_ties_is_left_quietly(
    guarded: ComposingGuard, qtbot: QtBot
) -> None:
    """A field on its way out may have dropped them before the keyboard goes on."""
    page = QWidget()
    first, second = QLineEdit(page), QLineEdit(page)
    shown(page, qtbot)
    first.setFocus()
    compose("か")
    first.disconnect(guarded)
    second.setFocus()
    compose("き")
    assert guarded.composing
    page.setFocus()
    first.setFocus()
    assert not guarded.composing


def test_only_the_field_with_the_keyboard_is_followed(
    guarded: ComposingGuard, qtbot: QtBot
) -> None:
    page = QWidget()
    first, second = QLineEdit(page), QLineEdit(page)
    shown(page, qtbot)
    for field in (first, second, first, second):
        field.setFocus()
    compose("き")
    first.deleteLater()
    QApplication.sendPostedEvents(first)
    assert guarded.composing
    second.deleteLater()
    QApplication.sendPostedEvents(second)
    qtbot.waitUntil(lambda: not guarded.composing)
