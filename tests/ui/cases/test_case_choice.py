"""A case is chosen in a form by typing, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.cases import actions as cases
from app.ui.case_choice import CaseChoice
from app.ui.widgets.field_row import FieldRow, text_field
from app.ui.widgets.form import Form
from tests.conftest import OpenedOffice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """What is tried here does not depend on the engine."""
    return opened_embedded


@pytest.fixture
def form(qtbot: Any, place: Any) -> Iterator[Form]:
    made = Form()
    made.add(FieldRow("case", "だれのこと", CaseChoice(place.desk)))
    made.add(text_field("after", "次の欄"))
    made.show()
    made.activateWindow()
    made.rows["case"].setFocus()
    qtbot.waitUntil(made.rows["case"].editor.fields()[0].hasFocus)
    yield made
    made.close()
    made.deleteLater()


def choice(form: Form) -> CaseChoice:
    editor = form.rows["case"].editor
    assert isinstance(editor, CaseChoice)
    return editor


def write(qtbot: Any, editor: CaseChoice, text: str) -> None:
    editor.line.clear()
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(editor.line, typed)
    qtbot.waitUntil(lambda: editor.popup.isVisible())


def offered(editor: CaseChoice) -> list[str]:
    return [editor.model.item(n).text() for n in range(editor.model.rowCount())]


@pytest.mark.parametrize("typed", ["高橋", "たかはし", "R8-C"])
def test_by_name_kana_or_number(qtbot: Any, place: Any, form: Form, typed: str) -> None:
    editor = choice(form)
    write(qtbot, editor, typed)
    assert offered(editor) == ["髙橋 はるな　コーディネート　依頼受理　R8-C-001"]
    QTest.keyClick(editor.popup, Qt.Key.Key_Down)
    QTest.keyClick(editor.popup, Qt.Key.Key_Return)
    assert form.rows["case"].value() == place.ids["co"]
    assert editor.line.text() == "髙橋 はるな　コーディネート"


def test_words_that_are_no_choice_are_kept_and_complained_of(form: Form) -> None:
    editor = choice(form)
    editor.set_value("だれか")
    assert form.rows["case"].value() == "だれか"
    assert not form.rows["case"].check() and "一覧から" in form.rows["case"].error()


def test_a_draft_comes_back_with_its_name_even_when_the_case_has_ended(
    place: Any, form: Form
) -> None:
    version = place.page("co").episode.version
    typed = {"end": "R8.11.20", "end_reason": "declined"}
    place.work(lambda work: cases.correct(work, place.ids["co"], version, typed))
    editor = choice(form)
    editor.set_value(place.ids["co"])
    assert editor.line.text() == "髙橋 はるな　コーディネート"
    assert form.rows["case"].check()
