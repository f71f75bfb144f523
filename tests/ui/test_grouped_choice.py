"""受入先種別: 更生施設 and 更生保護施設 stand apart and are offered with their laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import codes
from app.cases.fields import BY_NAME
from app.codes import CASE_SERVICES
from app.ui.screens.cases.field_rows import field_row
from app.ui.widgets.field_row import FieldRow, grouped_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.grouped_choice import GroupedChoice
from tests.conftest import NOW

BOTH = ["更生保護施設（更生保護事業法）", "更生施設（生活保護法38条）"]


@pytest.fixture
def row(dressed: QApplication) -> Iterator[FieldRow]:
    made = field_row(BY_NAME["dest_kind"], CASE_SERVICES[0], NOW.today())
    made.show()
    yield made
    made.close()
    made.deleteLater()


def editor_of(row: FieldRow) -> GroupedChoice:
    assert isinstance(row.editor, GroupedChoice)
    return row.editor


@pytest.mark.qt_log_ignore("This plugin does not support")  # a popup without a real display
def test_typing_a_part_offers_both_with_their_laws(row: FieldRow) -> None:
    editor = editor_of(row)
    typed = QInputMethodEvent()
    typed.setCommitString("更生")
    QApplication.sendEvent(editor.combo, typed)
    model = editor.completer.completionModel()
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == BOTH
    editor.completer.popup().hide()
    assert not row.check()
    assert all(words in row.error() for words in BOTH)
    assert row.value() == "更生", "what was typed stays for the draft"


@pytest.mark.parametrize(
    ("typed", "code", "shown"),
    [
        ("更生施設", "kosei_facility", BOTH[1]),
        ("更保", "rehabilitation_facility", BOTH[0]),
        ("サ高住", "serviced_housing", "サービス付き高齢者向け住宅"),
        ("アパ", "apartment", "アパート"),
        ("", "", ""),
    ],
)
def test_words_that_mean_one_become_it(row: FieldRow, typed: str, code: str, shown: str) -> None:
    editor = editor_of(row)
    editor.line.setText(typed)
    editor.line.editingFinished.emit()
    assert (row.value(), editor.line.text(), row.error()) == (code, shown, "")


def test_the_list_keeps_them_apart_under_headings(row: FieldRow) -> None:
    combo = editor_of(row).combo
    words = [combo.itemText(place) for place in range(combo.count())]
    flags = [combo.model().flags(combo.model().index(n, 0)) for n in range(combo.count())]
    headings = [w for w, flag in zip(words, flags, strict=True) if not flag]
    places = [max(n for n, w in enumerate(words[:at]) if w in headings) for at in
              (words.index(BOTH[0]), words.index(BOTH[1]))]  # fmt: skip
    assert places[0] != places[1]
    row.set_value("kosei_facility")
    assert combo.currentText() == BOTH[1]
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert row.value() == "nursing_home", "the arrow keys pass over headings"


def test_figures_and_ledgers_keep_the_official_words() -> None:
    assert codes.label("dest_kind", "kosei_facility") == "更生施設"
    assert codes.label("dest_kind", "rehabilitation_facility") == "更生保護施設"
    assert codes.table("dest_kind").code_for("更生施設") == "kosei_facility"


@pytest.mark.qt_log_ignore("This plugin does not support")  # a popup without a real display
def test_enter_in_the_list_takes_a_word_and_goes_on(dressed: Any, qtbot: Any) -> None:
    form = Form()
    kind = form.add(grouped_field("dest_kind", "種別", codes.table("dest_kind")))
    name = form.add(text_field("name", "名称"))
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    editor = editor_of(kind)
    editor.combo.setFocus()
    typed = QInputMethodEvent()
    typed.setCommitString("更生")
    QApplication.sendEvent(editor.combo, typed)
    offered = editor.completer.popup()
    qtbot.waitUntil(offered.isVisible)
    QTest.keyClick(offered, Qt.Key.Key_Down)
    QTest.keyClick(offered, Qt.Key.Key_Return)
    assert not offered.isVisible() and kind.value() == "rehabilitation_facility"
    assert name.editor.fields()[0].hasFocus()
    form.close()
    form.deleteLater()
