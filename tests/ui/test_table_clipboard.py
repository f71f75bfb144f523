"""Tables to and from a spreadsheet: what is chosen is copied, a block goes to the fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.people.hiding.rules import Mask
from app.ui.clipboard import MARKS
from app.ui.presenting import presenting
from app.ui.table_clipboard import cells_of, copy_table
from app.ui.tables import Column, Kind, ListModel
from app.ui.widgets.field_row import FieldRow, choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.list_table import ListTable

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True)
class Row:
    name: str
    code: str
    number: str


ROWS = (Row("人件費", "0123", "1,200"), Row("=1+1", "8-1", "-5"), Row('"旅費"', "", "0.5"))
COLUMNS = (
    Column("費目", "name"),
    Column("番号", "code"),
    Column("円", "number", Kind.NUMBER),
)


def board() -> Any:
    return QGuiApplication.clipboard()


def table_of(qtbot: QtBot, **looks: Any) -> ListTable:
    model = ListModel(COLUMNS)
    table = ListTable(model, **looks)
    model.setParent(table)
    model.show_rows(ROWS)
    qtbot.addWidget(table)
    table.show()
    table.setFocus()
    if not looks.get("cell_cursor"):
        table.choose_row(0)
    return table


def copied(table: ListTable) -> str:
    QTest.keyClick(table, Qt.Key.Key_C, CTRL)
    return str(board().text())


def test_the_rows_that_are_chosen_are_copied_with_their_head(dressed: Any, qtbot: QtBot) -> None:
    table = table_of(qtbot, copies=True)
    assert copied(table) == "費目\t番号\t円\r\n人件費\t0123\t1,200"
    QTest.keyClick(table, Qt.Key.Key_A, CTRL)
    lines = copied(table).split("\r\n")
    assert lines[1:] == ["人件費\t0123\t1,200", "'=1+1\t8-1\t-5", '"""旅費"""\t\t0.5']
    data = board().mimeData()
    told = data.html()
    text = "<td style=\"mso-number-format:'\\@'\">"
    for cell in (f"{text}0123</td>", f"{text}8-1</td>", "<td>1,200</td>", "<td>-5</td>"):
        assert cell in told
    assert f"{text}&#x27;=1+1</td>" in told and "<td>=" not in told
    assert {name: data.data(name).data() for name in MARKS} == MARKS


def test_of_single_cells_a_block_or_the_one_with_the_ring_is_copied(
    dressed: Any, qtbot: QtBot
) -> None:
    table = table_of(qtbot, copies=True, cell_cursor=True)
    table.setCurrentIndex(table.rows.index(0, 1))
    assert copied(table) == "0123"
    QTest.keyClick(table, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(table, Qt.Key.Key_Down, SHIFT)
    assert copied(table) == "番号\t円\r\n0123\t1,200\r\n8-1\t-5"


def test_a_list_of_people_gives_no_table_away(dressed: Any, qtbot: QtBot) -> None:
    table = table_of(qtbot)
    QTest.keyClick(table, Qt.Key.Key_A, CTRL)
    assert copied(table) == "人件費" and not board().mimeData().hasHtml()


@pytest.fixture
def hidden() -> Iterator[None]:
    presenting().begin(Mask(["人件費"]))
    yield
    presenting().end()


def test_what_is_hidden_is_hidden_in_the_copy(dressed: Any, hidden: None, qtbot: QtBot) -> None:
    assert "人件費" not in copied(table_of(qtbot)) and board().text()
    assert "人件費" not in copied(table_of(qtbot, copies=True))
    assert "人件費" not in board().mimeData().html()


def test_what_was_copied_is_read_again() -> None:
    rows = [['二"重', "a"], ["", "三"], ["'=1", ""]]
    copy_table(["一", "二"], rows)
    assert cells_of(board().text())[1:] == [['二"重', "a"], ["", "三"], ["''=1", ""]]
    assert cells_of("1\t2\r\n3\t4\r\n") == [["1", "2"], ["3", "4"]]
    assert cells_of('"行\n二"\t5\n\n6') == [["行\n二", "5"], [""], ["6"]]
    assert cells_of("") == [] and cells_of("一") == [["一"]]


def hours(qtbot: QtBot) -> tuple[Form, list[FieldRow]]:
    form = Form(2)
    rows = [form.add(text_field(f"{month}{kind}", kind)) for month in (4, 5, 6) for kind in "全業"]
    form.take_blocks(2)
    shown(form, qtbot)
    return form, rows


def shown(form: Form, qtbot: QtBot) -> None:
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)


def paste(row: FieldRow, text: str) -> QLineEdit:
    field = row.editor.fields()[0]
    assert isinstance(field, QLineEdit)
    board().setText(text)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_V, CTRL)
    return field


def test_a_block_of_a_spreadsheet_goes_to_the_fields(dressed: Any, qtbot: QtBot) -> None:
    form, rows = hours(qtbot)
    paste(rows[0], "160\t80\r\n152\t76\r\n168\t84\r\n")
    assert [row.value() for row in rows] == ["160", "80", "152", "76", "168", "84"]
    assert rows[-1].editor.fields()[0].hasFocus()
    paste(rows[1], "1\n2\n3")
    assert [row.value() for row in rows] == ["160", "1", "152", "2", "168", "3"]
    field = rows[1].editor.fields()[0]
    assert isinstance(field, QLineEdit)
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert rows[1].value() == "80"
    paste(rows[2], "一つ")
    assert rows[2].value() == "152一つ"
    assert form.values()["5業"] == "2"


@pytest.mark.parametrize(("at", "block"), [(1, "1\t2"), (2, "1\n2\n3"), (0, "1\t2\t3")])
def test_a_block_that_has_no_room_changes_nothing_and_says_so(
    dressed: Any, qtbot: QtBot, at: int, block: str
) -> None:
    _, rows = hours(qtbot)
    paste(rows[at], block)
    assert all(row.value() == "" for row in rows)
    assert "収まりません" in rows[at].error()


def test_a_form_is_not_changed_while_it_is_being_saved(dressed: Any, qtbot: QtBot) -> None:
    form, rows = hours(qtbot)
    form.set_read_only(True)
    paste(rows[0], "1\t2")
    assert rows[0].value() == ""
    mixed = Form()
    first = mixed.add(text_field("a", "一"))
    assert all(row.error() == "" for row in rows)
    mixed.add(choice_field("b", "二", [("x", "甲"), ("y", "乙")]))
    last = mixed.add(text_field("c", "三"))
    mixed.take_blocks()
    shown(mixed, qtbot)
    paste(first, "1\n3")
    assert (first.value(), last.value()) == ("1", "3")
