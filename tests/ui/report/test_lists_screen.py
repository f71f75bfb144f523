"""The screen 一覧表: what it shows is what it keeps, copies and writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msoffcrypto
import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.reports.lists.book import FIRST_ROW
from app.reports.xlsx.cells import begins_formula
from app.staff.permissions import Actor, Role
from app.ui.desk import Where
from app.ui.screens.report.lists.columns_dialog import ColumnsDialog
from app.ui.screens.report.lists.condition_dialog import ConditionDialog
from app.ui.screens.report.lists.keeping_dialog import KeepingDialog
from app.ui.screens.report.lists.screen import ListsScreen
from app.ui.screens.report.lists.writing_dialog import WritingDialog
from app.ui.table_clipboard import as_cell, copy_table
from tests.tricky import FAITHFUL, FORMULAS, MARKUP


@pytest.fixture
def shown(qtbot: Any, sat: Callable[[], Any]) -> Iterator[tuple[ListsScreen, Any]]:
    """The screen on the office with the standard ledger, at the common office size."""
    at = sat()
    screen = ListsScreen(at.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 698)
    screen.show()
    screen.open(Where("report", {"leaf": "lists"}))
    yield screen, at


def column(screen: ListsScreen, key: str) -> list[str]:
    """What a column shows in every row that has come."""
    assert screen.table is not None
    rows = screen.table.rows
    at = [one.key for one in rows.columns].index(key)
    return [rows.index(row, at).data() for row, _ in rows.loaded_rows()]


def test_conditions_narrow_the_list_and_say_what_is_wrong(shown: tuple[ListsScreen, Any]) -> None:
    screen, _ = shown
    every = screen.table.rows.rowCount() if screen.table else 0
    assert every and screen.count.words == f"{every}件"
    screen.edit_condition("service")
    dialog = screen.dialog
    assert isinstance(dialog, ConditionDialog)
    dialog.buttons["ok"].click()
    assert dialog.isVisible() and dialog.said.isVisible()  # nothing was chosen
    dialog.form.rows["values"].set_value(("follow_up",))
    dialog.buttons["ok"].click()
    assert set(column(screen, "service")) == {"フォローアップ"}
    assert [chip.text() for chip in screen.chips] == ["状態: 続いている", "業務: フォローアップ"]

    screen.edit_condition("start")
    dialog = screen.dialog
    assert isinstance(dialog, ConditionDialog)
    dialog.form.rows["first"].set_value("R6.13.1")
    dialog.buttons["ok"].click()
    assert dialog.isVisible() and dialog.form.rows["first"].error()
    dialog.form.rows["first"].set_value("R6.4")
    dialog.buttons["ok"].click()
    assert screen.definition.conditions[-1].values == ("2024-04-01", "")
    fewer = column(screen, "number")
    assert 0 < len(fewer) < every
    screen.chips[0].click()
    dialog = screen.dialog
    assert isinstance(dialog, ConditionDialog)
    dialog.buttons["off"].click()
    assert screen.definition.condition("state") is None and len(column(screen, "number")) > len(
        fewer
    )


def test_columns_and_order_are_kept_under_a_name(
    qtbot: Any, shown: tuple[ListsScreen, Any]
) -> None:
    screen, at = shown
    before = column(screen, "number")
    screen.edit_columns()
    dialog = screen.dialog
    assert isinstance(dialog, ColumnsDialog)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)  # 氏名 goes
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    dialog.buttons["ok"].click()
    assert screen.definition.columns[:2] == ("number", "service")
    assert screen.table is not None
    screen.table.rows.sort(0, Qt.SortOrder.AscendingOrder)
    assert column(screen, "number")[0] < before[0]
    assert column(screen, "number") == sorted(column(screen, "number"))

    screen.keep.chosen.emit("new")
    keeping = screen.dialog
    assert isinstance(keeping, KeepingDialog)
    keeping.buttons["ok"].click()
    assert keeping.form.rows["name"].error()
    keeping.form.rows["name"].set_value("続いている人")
    keeping.buttons["ok"].click()
    kept = screen.definition
    assert [one.definition for one in screen.kept] == [kept]
    assert "続いている人" in screen.choice.combo.currentText()
    screen.show_definition(type(kept)())
    screen.open(Where("report", {"leaf": "lists", "list": screen.kept[0].id}))
    assert screen.definition == kept
    at.asking.script(True)
    screen.keep.chosen.emit("remove")
    assert screen.kept == () and at.asking.said[-1][0] == "danger"

    screen.table.row_opened.emit(screen.table.rows.row(0))
    assert at.went[-1].place == "cases"


def test_a_list_leaves_without_names_or_under_a_passphrase(
    shown: tuple[ListsScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    names = column(screen, "name")
    screen.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert not any(name in copied for name in names)
    assert column(screen, "number")[0] in copied and "写しました" in screen.count.words

    screen.ask_writing()
    dialog = screen.dialog
    assert isinstance(dialog, WritingDialog)
    rows = dialog.form.rows
    assert rows["names"].value() == "without" and not rows["passphrase"].isVisible()
    plain = tmp_path / "なし.xlsx"
    at.asking.script(plain)
    dialog.buttons["ok"].click()
    assert screen.note.path == plain
    page = openpyxl.load_workbook(plain)["一覧表"]
    assert "氏名" not in [cell.value for cell in page[FIRST_ROW]]

    screen.ask_writing()
    dialog = screen.dialog
    assert isinstance(dialog, WritingDialog)
    rows = dialog.form.rows
    rows["names"].set_value("with")
    assert rows["passphrase"].isVisible() and not rows["basis"].isVisible()
    shut = tmp_path / "あり.xlsx"
    at.asking.script(shut, shut)
    dialog.buttons["ok"].click()
    assert "何に使うか" in rows["purpose"].error() and not shut.exists()
    rows["purpose"].set_value("会議で確かめる")
    words = rows["passphrase"].value()
    dialog.buttons["ok"].click()
    file = msoffcrypto.OfficeFile(io.BytesIO(shut.read_bytes()))
    file.load_key(password=words, verify_password=True)
    inside = io.BytesIO()
    file.decrypt(inside)
    page = openpyxl.load_workbook(inside)["一覧表"]
    assert {cell.value for cell in page["B"][FIRST_ROW:]} >= set(names)

    dialog = WritingDialog(at.desk, "x", screen.definition, screen)
    dialog.form.rows["names"].set_value("with")
    dialog.form.rows["whom"].set_value("outside")
    dialog.form.rows["purpose"].set_value("支援の引継ぎ")
    dialog.give("ok")
    assert "渡す相手" in dialog.form.rows["organisation_id"].error()


def test_who_may_not_export_names_is_told_why(qtbot: Any, sat: Callable[[], Any]) -> None:
    at = sat()
    at.desk.actor = Actor(at.desk.actor.staff_id, "x", Role.COUNSELLOR)
    dialog = WritingDialog(at.desk, "x", ListsScreen(at.desk).definition)
    qtbot.addWidget(dialog)
    names = dialog.form.rows["names"]
    assert "センター長" in names.note()
    assert names.editor.combo.count() == 1  # type: ignore[attr-defined]


def test_no_cell_on_the_clipboard_becomes_a_formula(qapp: QApplication) -> None:
    copy_table(["=見出し", "氏"], [["=1+1", "x"], ["-2", ""], ["a\tb\nc", "@"]])
    lines = QGuiApplication.clipboard().text().split("\r\n")
    assert lines == ["'=見出し\t氏", "'=1+1\tx", "'-2\t", "a b c\t'@"]


def test_a_spreadsheet_that_takes_a_cell_apart_gets_words_and_no_formula() -> None:
    for text in (*FORMULAS, *MARKUP, *FAITHFUL.values()):
        cell = as_cell(text)
        (read,) = next(csv.reader([cell], delimiter="\t"))
        assert not {"\t", "\n", "\r"} & set(cell), ascii(text)
        assert not read.lstrip(' "').startswith(tuple("=+-@＝＋－＠")), ascii(text)
        if not {"\t", "\n", "\r", "\x85"} & set(text):
            wanted = f"'{text}" if begins_formula(text) else text
            assert read == wanted, ascii(text)
