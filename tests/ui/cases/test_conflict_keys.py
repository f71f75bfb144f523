"""Choosing between two values by keyboard: the safe answer first, nothing saved by accident."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cases.conflicts import Side
from app.ui.screens.cases.conflict_dialog import Asked, ConflictDialog

ASKED = (
    Asked("offence", "罪名", "あちらの罪名", "こちらの罪名"),
    Asked("dest_name", "受入先名", "", "見本荘"),
    Asked("note", "備考", "あちらの備考", "こちらの備考"),
)


@pytest.fixture(params=[1, 3], ids=["one field", "scrolled"])
def dialog(request: pytest.FixtureRequest, dressed: Any, qtbot: QtBot) -> ConflictDialog:
    made = ConflictDialog(ASKED[: request.param], 1, 2)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
        made.activateWindow()
    return made


def press(qtbot: QtBot, *keys: Qt.Key) -> Any:
    """Press keys where the keyboard is; gives where it is afterwards."""
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
    return QApplication.focusWidget()


def test_what_was_saved_first_is_chosen_until_somebody_chooses(dialog: ConflictDialog) -> None:
    assert set(dialog.sides.values()) == {Side.THEIRS}
    assert dialog.buttons["no"].isDefault() and not dialog.buttons["ok"].isDefault()
    chips = dialog.choices["offence"].chips
    assert QApplication.focusWidget() is chips[Side.THEIRS]
    assert "あちらの罪名" in chips[Side.THEIRS].accessibleName()


def test_arrows_choose_and_tab_goes_on_to_the_next_field_and_the_buttons(
    dialog: ConflictDialog, qtbot: QtBot
) -> None:
    settled: list[dict[str, Side]] = []
    dialog.settled.connect(settled.append)
    press(qtbot, Qt.Key.Key_Right)
    assert dialog.sides["offence"] is Side.MINE
    press(qtbot, Qt.Key.Key_Left)
    assert dialog.sides["offence"] is Side.THEIRS
    press(qtbot, Qt.Key.Key_Right)
    for choice in list(dialog.choices.values())[1:]:
        assert press(qtbot, Qt.Key.Key_Tab) is choice.chips[Side.THEIRS]
    assert press(qtbot, Qt.Key.Key_Tab) is dialog.buttons["no"]
    assert press(qtbot, Qt.Key.Key_Tab) is dialog.buttons["ok"]
    press(qtbot, Qt.Key.Key_Return)
    wanted = dict.fromkeys(dialog.choices, Side.THEIRS) | {"offence": Side.MINE}
    assert settled == [wanted] and not dialog.isVisible()


@pytest.mark.parametrize("on_button", [False, True])
def test_escape_and_the_safe_button_go_back_and_save_nothing(
    dialog: ConflictDialog, qtbot: QtBot, on_button: bool
) -> None:
    settled: list[dict[str, Side]] = []
    dialog.settled.connect(settled.append)
    if on_button:
        dialog.buttons["no"].setFocus()
        press(qtbot, Qt.Key.Key_Return)
    else:
        press(qtbot, Qt.Key.Key_Escape)
    assert not dialog.isVisible() and dialog.answer == "no" and not settled


def test_a_click_on_a_value_chooses_it(dialog: ConflictDialog, qtbot: QtBot) -> None:
    choice = dialog.choices["offence"]
    qtbot.mouseClick(choice.shown[Side.MINE], Qt.MouseButton.LeftButton)
    assert choice.code is Side.MINE


def test_an_empty_value_is_called_so(dressed: Any, qtbot: QtBot) -> None:
    dialog = ConflictDialog(ASKED, 0, 0)
    qtbot.addWidget(dialog)
    assert dialog.words["dest_name"] == ("空欄", "見本荘")
