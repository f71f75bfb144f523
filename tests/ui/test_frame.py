"""The frame: places, the way back, keys, search, scale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.frame.main_frame import MainFrame
from app.ui.frame.places import Place
from app.ui.frame.search_results import Hit
from app.ui.tables import ListModel
from app.ui.theme import theme
from app.ui.widgets.editors import LinesEditor
from app.ui.widgets.empty_hint import EmptyHint
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page, Scrolled


@pytest.fixture
def frame(dressed, qtbot) -> MainFrame:
    made = MainFrame()
    qtbot.addWidget(made)
    made.set_places((Place("today", "今日", "today"), Place("cases", "ケース", "cases")))
    made.add_page("today", Page("今日"))
    made.add_page("cases", Page("ケース"))
    made.add_page("person", Page("人"), place="cases")
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    made.go("today")
    return made


def lit(frame: MainFrame) -> list[str]:
    return [key for key, button in frame.places.buttons.items() if button.isChecked()]


def test_a_place_shows_its_page_and_is_lit(frame: MainFrame, qtbot) -> None:
    with qtbot.waitSignal(frame.page_shown) as shown:
        frame.places.buttons["cases"].click()
    assert shown.args == ["cases"]
    assert (frame.current, lit(frame)) == ("cases", ["cases"])
    frame.go("person")
    assert lit(frame) == ["cases"]


def test_esc_goes_back_the_way_one_came(frame: MainFrame, qtbot) -> None:
    frame.go("cases")
    frame.go("person")
    qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert frame.current == "cases"
    qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert frame.current == "cases"


def test_a_page_that_may_not_be_left_stays(frame: MainFrame) -> None:
    frame.may_leave = lambda: False
    frame.places.buttons["cases"].click()
    assert (frame.current, lit(frame)) == ("today", ["today"])
    assert not frame.close()
    frame.may_leave = lambda: True
    assert frame.close()


def test_a_removed_page_is_not_come_back_to(frame: MainFrame) -> None:
    frame.go("cases")
    frame.go("person")
    frame.remove_page("person")
    assert frame.current == "cases"
    assert not frame.go("person")


def test_counts_are_red_only_for_what_is_late(frame: MainFrame) -> None:
    frame.set_count("cases", 107)
    button = frame.places.buttons["cases"]
    assert button._count.property("part") == "count"
    assert button.accessibleName() == "ケース、107件"
    frame.set_count("cases", 107, late=3)
    assert (button._count.text(), button._count.property("part")) == ("遅れ 3", "late")
    assert button.accessibleName() == "ケース、遅れ 3件"


@pytest.mark.parametrize(
    ("key", "control", "signal"),
    [
        (Qt.Key.Key_N, True, "record_wanted"),
        (Qt.Key.Key_S, True, "save_wanted"),
        (Qt.Key.Key_F1, False, "help_wanted"),
    ],
)
def test_keys_reach_the_window(frame, qtbot, key, control, signal) -> None:
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(getattr(frame, signal)):
        qtbot.keyClick(frame, key, held)


def test_ctrl_k_searches_and_enter_takes_the_second_hit(frame: MainFrame, qtbot) -> None:
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = frame.top.search.field
    assert frame.focusWidget() is field
    with qtbot.waitSignal(frame.search_changed) as searched:
        qtbot.keyClicks(field, "x")
    assert searched.args == ["x"]
    frame.show_hits([Hit("r1", "見本 一郎"), Hit("r2", "例示 花子")])
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(frame.hit_chosen) as chosen:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == ["r2"]
    assert field.text() == ""
    assert not frame._hits.isVisible()


def test_the_keyboard_goes_back_to_where_it_was_before_the_search(frame: MainFrame, qtbot) -> None:
    frame.go("cases")
    held = frame.places.buttons["cases"]
    search = frame.top.search
    for leave in (search.left.emit, frame._hits.choose_current):  # an act that shows nothing
        held.setFocus()
        qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert frame.focusWidget() is search.field
        qtbot.keyClicks(search.field, "x")
        frame.show_hits([Hit("dark", "暗い表示にする")])
        leave()
        assert frame.focusWidget() is held


def test_answers_to_an_emptied_search_are_not_shown(frame: MainFrame) -> None:
    frame.show_hits([Hit("r1", "見本 一郎")])
    assert not frame._hits.isVisible()


def test_nothing_found_is_said_and_tab_closes_what_was_found(frame, qtbot) -> None:
    frame.activateWindow()
    field = frame.top.search.field
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.setText("ぬぬ")
    frame.show_hits([])
    hint = frame._hits.findChild(EmptyHint)
    assert hint.isVisible() and "見つかりません" in hint.words
    assert hint.height() >= hint.sizeHint().height()
    frame.show_hits([Hit("r1", "見本 一郎")])
    assert frame._hits.isVisible() and not hint.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert not frame._hits.isVisible()


def turn(widget: QWidget, steps: int) -> bool:
    """Turn the wheel with Ctrl; says whether the widget kept the turn for itself."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_ctrl_wheel_changes_the_scale(frame: MainFrame) -> None:
    turn(frame, 1)
    assert theme().scale == 1.1
    turn(frame, -1)
    assert theme().scale == 1.0


def test_lists_texts_and_scrolled_parts_leave_ctrl_wheel_to_the_window(dressed, qtbot) -> None:
    # Qt passes an unaccepted turn on to the parents only when it comes from a real wheel
    table, scrolled, text = ListTable(ListModel(())), Scrolled(), LinesEditor()
    for part in (table, scrolled, text):
        qtbot.addWidget(part)
    for viewport in (table.viewport(), scrolled.viewport(), text.box.viewport()):
        assert turn(viewport, 1) is False


def test_a_page_that_needs_more_room_does_not_push_the_window(frame: MainFrame) -> None:
    large = QWidget()
    large.setMinimumSize(3000, 3000)
    frame.add_page("large", large)
    frame.go("large")
    QApplication.processEvents()
    assert (frame.width(), frame.height()) == (1366, 768)


def test_the_foot_says_what_is_safe(frame: MainFrame) -> None:
    frame.status.set_saved("保存済み 9:42:18")
    frame.status.set_practice("練習用センター(架空の人物)")
    assert frame.status._saved.text() == "● 保存済み 9:42:18"
    assert frame.status._practice.text() == "練習用センター(架空の人物)"
    frame.status.set_saved("")
    assert not frame.status._saved.isVisible()
