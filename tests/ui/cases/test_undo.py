"""Ctrl+Z takes back what was typed, also after it was kept as a draft and after others saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.storage.drafts import Drafts
from app.ui.desk import Where

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEY = b"d" * 32


@pytest.fixture
def form(place: Any, tmp_path: Path) -> Any:
    """The form of a new 支援経過, kept as a draft while somebody types."""
    place.desk.office.drafts = Drafts(tmp_path / "drafts", KEY)
    place.open("co", record=True)
    return place.screen.pane.active_form


def kept(place: Any) -> int:
    """How many drafts are on the disk."""
    desk = place.desk
    return len(desk.office.drafts.list(desk.office.office_id, desk.actor.staff_id).drafts)


def fields(form: Any) -> tuple[QLineEdit, QPlainTextEdit]:
    """Whom one spoke to, and what was said."""
    return form.rows["partner"].editor.line, form.rows["content"].editor.box


def test_a_draft_that_is_kept_leaves_what_can_be_taken_back(place: Any, form: Any) -> None:
    line, box = fields(form)
    QTest.keyClicks(box, "abc")
    QTest.keyClicks(line, "xyz")
    form.keeper.flush()
    assert kept(place) == 1
    QTest.keyClick(box, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(line, Qt.Key.Key_Z, CTRL)
    assert (box.toPlainText(), line.text()) == ("", "")
    QTest.keyClick(box, Qt.Key.Key_Z, CTRL | SHIFT)
    QTest.keyClick(line, Qt.Key.Key_Z, CTRL | SHIFT)
    form.keeper.flush()
    assert (box.toPlainText(), line.text()) == ("abc", "xyz")


def test_what_others_save_meanwhile_leaves_it_too(place: Any, form: Any) -> None:
    line, box = fields(form)
    QTest.keyClicks(box, "abc")
    QTest.keyClicks(line, "xyz")
    typed = ActivityInput("R8.11.20", "phone", "15", "本人", "様子を聞いた。", "試作 澪江")
    place.work(lambda work: contacts.record_activity(work, place.ids["co"], typed))
    place.screen.read_again()
    assert place.screen.pane.active_form is form
    QTest.keyClick(box, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(line, Qt.Key.Key_Z, CTRL)
    assert (box.toPlainText(), line.text()) == ("", "")


def test_a_draft_taken_up_can_be_typed_on_and_taken_back_to_where_it_was(
    place: Any, form: Any
) -> None:
    _, box = fields(form)
    QTest.keyClicks(box, "abc")
    form.keeper.flush()
    place.open("fu")
    place.open("co")
    place.screen.pane.taking_up.open_newest()
    form = place.screen.pane.active_form
    _, box = fields(form)
    assert box.toPlainText() == "abc"
    box.moveCursor(box.textCursor().MoveOperation.End)
    QTest.keyClicks(box, "de")
    form.keeper.flush()
    QTest.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert box.toPlainText() == "abc"


def test_the_place_shown_anew_keeps_it(place: Any, form: Any) -> None:
    line, _ = fields(form)
    QTest.keyClicks(line, "xyz")
    place.screen.open(Where("cases"))
    place.open("co", record=True)
    now = fields(place.screen.pane.active_form)[0]
    assert now.text() == "xyz"
    QTest.keyClick(now, Qt.Key.Key_Z, CTRL)
    assert now.text() == ""
