"""A 関係機関 is chosen or registered in a form by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.network.organisations import actions, queries
from app.ui.network.choice import OrganisationChoice
from app.ui.widgets.field_row import FieldRow, text_field
from app.ui.widgets.form import Form

HOSTEL, CITY = "更生保護法人 髙見沢会", "見本市福祉事務所"
NEW = "新しい関係機関を登録"
pytestmark = [
    pytest.mark.on_both,
    pytest.mark.qt_log_ignore("This plugin does not support"),  # popups, no display
]


@pytest.fixture
def form(qtbot: Any, sitting: Any) -> Iterator[Form]:
    made = Form()
    made.add(FieldRow("organisation", "提供先", OrganisationChoice(sitting.desk)))
    made.add(text_field("after", "次の欄"))
    made.show()
    made.activateWindow()
    made.rows["organisation"].setFocus()
    qtbot.waitUntil(made.rows["organisation"].editor.fields()[0].hasFocus)
    yield made
    made.close()
    made.deleteLater()


def choice_of(form: Form) -> OrganisationChoice:
    editor = form.rows["organisation"].editor
    assert isinstance(editor, OrganisationChoice)
    return editor


def keyed(field: QWidget, text: str) -> None:
    """Words as an input method hands them over."""
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(field, typed)


def offered(editor: OrganisationChoice) -> list[str]:
    return [editor.model.item(n).text() for n in range(editor.model.rowCount())]


def write(qtbot: Any, editor: OrganisationChoice, text: str) -> None:
    editor.line.clear()
    keyed(editor.line, text)
    qtbot.waitUntil(lambda: editor.popup.isVisible())


def test_typing_offers_and_enter_takes(qtbot: Any, form: Form, sitting: Any) -> None:
    editor = choice_of(form)
    write(qtbot, editor, "高見澤")
    assert offered(editor) == [f"{HOSTEL}　更生保護施設・群馬県", f"{NEW}（高見澤）"]
    QTest.keyClick(editor.popup, Qt.Key.Key_Down)
    QTest.keyClick(editor.popup, Qt.Key.Key_Return)
    assert editor.value() == sitting.ids[HOSTEL]
    assert editor.line.text() == HOSTEL
    assert form.check()
    assert form.rows["after"].editor.fields()[0].hasFocus(), "the same Enter moves on"


def test_enter_alone_takes_the_only_one_and_lights_the_first_of_several(
    qtbot: Any, form: Form, sitting: Any
) -> None:
    editor = choice_of(form)
    write(qtbot, editor, "高見澤")
    QTest.keyClick(editor.popup, Qt.Key.Key_Return)
    assert editor.value() == sitting.ids[HOSTEL]
    editor.line.setFocus()
    editor.set_value("")
    write(qtbot, editor, "群馬県")
    assert len(offered(editor)) > 2
    QTest.keyClick(editor.popup, Qt.Key.Key_Return)
    assert editor.popup.isVisible() and editor.value() == "群馬県"
    assert editor.popup.currentIndex().row() == 0
    QTest.keyClick(editor.popup, Qt.Key.Key_Return)
    assert len(editor.value()) == 32


def test_down_in_an_empty_field_offers_all(qtbot: Any, form: Form) -> None:
    editor = choice_of(form)
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: editor.popup.isVisible())
    assert len(offered(editor)) == 4 and offered(editor)[-1] == NEW


def test_typing_over_a_choice_takes_it_back(qtbot: Any, form: Form, sitting: Any) -> None:
    editor = choice_of(form)
    form.set_values({"organisation": sitting.ids[CITY]})
    assert editor.line.text() == CITY
    QTest.keyClick(editor.line, Qt.Key.Key_End)
    keyed(editor.line, "別館")
    assert editor.value() == f"{CITY}別館"
    assert not form.check()
    assert "一覧から選ぶか" in form.rows["organisation"].error()


def test_leaving_with_a_whole_name_means_it(qtbot: Any, form: Form, sitting: Any) -> None:
    editor = choice_of(form)
    keyed(editor.line, "更生保護法人高見澤会")
    form.rows["after"].setFocus()
    qtbot.waitUntil(lambda: editor.value() == sitting.ids[HOSTEL])
    assert form.rows["organisation"].error() == ""


def test_kinds_narrow_what_is_offered(qtbot: Any, sitting: Any) -> None:
    editor = OrganisationChoice(sitting.desk, kinds=("medical",))
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: editor.popup.isVisible())
    assert [words.split("　")[0] for words in offered(editor)] == ["邉見病院", NEW]


def test_a_new_one_is_registered_without_the_mouse(qtbot: Any, form: Form, sitting: Any) -> None:
    editor = choice_of(form)
    write(qtbot, editor, "架空水道局")
    assert offered(editor) == [f"{NEW}（架空水道局）"]
    QTest.keyClick(editor.popup, Qt.Key.Key_Down)
    QTest.keyClick(editor.popup, Qt.Key.Key_Return)
    small = editor.registering
    assert small is not None
    kind = small.form.rows["kind"].editor.fields()[0]
    assert kind.hasFocus(), "the name is filled: typing goes on at the kind"
    keyed(kind, "水道事業者")
    QTest.keyClick(kind, Qt.Key.Key_Return)
    assert small.form.rows["public"].value() == "public", "proposed by the kind"
    QTest.keyClick(small.form.rows["public"].editor.fields()[0], Qt.Key.Key_Return)
    assert editor.registering is None and editor.line.hasFocus()
    page = sitting.read(lambda r: queries.organisation(r, editor.value()))
    assert (page.name, page.kind, page.public) == ("架空水道局", "water_utility", True)


def test_tab_goes_through_the_new_one_and_on_to_the_next_field(qtbot: Any, form: Form) -> None:
    editor = choice_of(form)
    editor.register("架空水道局")
    small = editor.registering
    assert small is not None
    rows = [row.editor.fields()[0] for row in small.form.rows.values()]
    after = form.rows["after"].editor.fields()[0]
    editor.line.setFocus()
    for stop in (*rows, small.leave_button, small.register_button, after):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop


def test_a_double_is_shown_before_it_is_registered(qtbot: Any, form: Form, sitting: Any) -> None:
    editor = choice_of(form)
    editor.register("高見沢会")
    small = editor.registering
    assert small is not None
    small.form.rows["kind"].set_value("npo")
    small.register()
    assert HOSTEL in small.hint.words and small.take_button.hasFocus()
    QTest.keyClick(small.take_button, Qt.Key.Key_Return)
    assert editor.value() == sitting.ids[HOSTEL]
    editor.register("高見沢会")
    small = editor.registering
    assert small is not None
    small.form.rows["kind"].set_value("npo")
    small.register()
    small.register()
    assert editor.value() not in sitting.ids.values()
    assert sitting.read(lambda r: queries.organisation(r, editor.value())).kind == "npo"


def test_what_is_missing_is_said_at_its_field_and_esc_goes_back(form: Form) -> None:
    editor = choice_of(form)
    editor.register("新しい名前")
    small = editor.registering
    assert small is not None
    small.register()
    assert "種別を一覧から" in small.form.rows["kind"].error()
    name = small.form.rows["name"].editor.fields()[0]
    assert isinstance(name, QLineEdit)
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert editor.registering is None and editor.line.hasFocus()


def test_a_name_changed_elsewhere_is_shown_when_the_value_comes_back(
    form: Form, sitting: Any
) -> None:
    editor = choice_of(form)
    page = sitting.read(lambda r: queries.organisation(r, sitting.ids[CITY]))
    sitting.work(lambda w: actions.close(w, page.id, page.version, "R8.11.1"))
    form.set_values({"organisation": page.id})
    assert editor.line.text() == CITY and editor.value() == page.id
    assert editor.chosen is not None and editor.chosen.closed_on is not None
    form.set_values({"organisation": "書きかけの名"})
    assert editor.value() == "書きかけの名" and not form.check()
    form.set_values({"organisation": ""})
    assert editor.value() == "" and form.check()
    QApplication.processEvents()
