"""The list is shown first; the right side follows, and is there at once for whoever needs it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.desk import Where
from app.ui.screens.cases.list import CHOOSE
from app.ui.screens.cases.page import CasePane
from app.ui.widgets.empty_hint import EmptyHint


def side(place: Any) -> tuple[CasePane | None, list[str]]:
    """The case page if it is there, and the hints in its place."""
    pages = place.screen.findChildren(CasePane)
    hints = place.screen.findChildren(EmptyHint, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return (pages[0] if pages else None), [one.words for one in hints if one.isVisible()]


def test_the_right_side_follows_the_list(place: Any, qtbot: QtBot) -> None:
    assert side(place) == (None, [CHOOSE])
    place.screen.open(Where("cases"))
    assert "髙橋 はるな" in place.names()
    assert side(place)[0] is None
    qtbot.waitUntil(lambda: side(place)[0] is not None)
    pane, hints = side(place)
    assert pane is place.screen.pane
    assert pane.isVisible()
    assert pane.hint.words == CHOOSE
    assert hints == []


def test_who_opens_a_case_before_waits_for_nothing(place: Any, qtbot: QtBot) -> None:
    place.open("fu")
    pane = place.screen.pane
    assert place.screen.episode_id == pane.page.episode.id == place.ids["fu"]
    qtbot.wait(400)
    assert place.screen.findChildren(CasePane) == [pane]


def test_without_a_case_there_is_nothing_to_keep_to_save_or_to_offer(place: Any) -> None:
    screen = place.screen
    assert screen.episode_id == ""
    assert screen.may_leave()
    assert not screen.save()
    assert not screen.go_back()
    assert list(screen.commands()) == []
    screen.read_again()
    QTest.keyClick(screen, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert side(place)[0] is None


@pytest.mark.parametrize("act", ["begin", "open"])
def test_the_page_has_the_place_of_the_hint(place: Any, act: str) -> None:
    hint = side(place)
    assert hint == (None, [CHOOSE])
    before = place.screen.childAt(place.screen.width() - 60, place.screen.height() // 2)
    assert before is not None
    if act == "begin":
        place.screen.list.new_wanted.emit()
        assert place.screen.pane.form is not None
    else:
        place.open("co")
    place.screen.layout().activate()
    pane = place.screen.pane
    assert pane.geometry().right() >= place.screen.width() - 40
    assert pane.width() > place.screen.list.width()
