"""The boards by keyboard: every entry is reached, said in full, and marked in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.meetings import actions as meetings
from app.meetings.rules import MeetingInput
from app.schedule import actions
from app.ui.desk import Where
from app.ui.screens.schedule import look
from app.ui.screens.schedule.boxes import Box, DueBox, EntryBox, MoreBox
from app.ui.screens.schedule.span import View
from app.ui.theme import Size, theme

KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
Control = Qt.KeyboardModifier.ControlModifier


def current(place: Any) -> str:
    """The key of the box with the keyboard."""
    box = QApplication.focusWidget()
    assert isinstance(box, Box)
    return box.key


def shown_span(place: Any) -> tuple[date, date]:
    """The days shown."""
    span = place.screen.look.wanted.span
    return span.first, span.last


def test_a_week_shows_ones_own_plans_and_says_them_in_full(place: Any) -> None:
    assert place.screen._page.accessibleName() == "令和8年11月23日(月)〜29日(日)"
    told = place.told()
    assert told[0] == (
        "11/24(火) 10:00〜11:30、面接、髙橋 はるな、帰住先の希望を聞く、前橋刑務所、担当 試作"
    )
    assert told[1].startswith("11/24(火) 14:00〜、その他、車検の手続")
    assert "釈放 髙橋 はるな" in told[2] and "R8.11.26" in told[2]
    assert len(told) == 3
    place.screen.show_whose("all")
    assert len(place.told()) == 5
    for box in place.screen.board.boxes:
        assert box.toolTip() and box.isVisible() and box.height() >= 15


def test_arrow_keys_come_to_every_box_and_past_the_end_to_the_next_week(place: Any) -> None:
    place.screen.show_whose("all")
    place.choose("interview")
    seen = {current(place)}
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        place.press(key)
        seen.add(current(place))
    assert seen == {box.key for box in place.screen.board.boxes} and len(seen) == 5
    place.press(Qt.Key.Key_Right)
    assert shown_span(place)[0] == date(2026, 11, 30)
    assert current(place).startswith(place.ids["next"])
    place.press(Qt.Key.Key_Left)
    assert current(place).startswith(place.ids["leave"])


def test_an_empty_week_says_what_to_do_and_is_left_by_the_arrow(place: Any) -> None:
    place.press(Qt.Key.Key_PageDown)
    place.press(Qt.Key.Key_PageDown)
    board = place.screen.board
    assert board.boxes == [] and "N" in board.accessibleDescription()
    assert QApplication.focusWidget() is board
    place.press(Qt.Key.Key_Left)
    assert shown_span(place)[0] == date(2026, 11, 30)


def test_the_keys_go_between_periods_and_views(place: Any) -> None:
    place.choose("office")
    place.press(Qt.Key.Key_M)
    assert shown_span(place) == (date(2026, 10, 26), date(2026, 12, 6))
    assert current(place).startswith(place.ids["office"])
    place.press(Qt.Key.Key_1)
    assert shown_span(place) == (date(2026, 11, 24), date(2026, 11, 24))
    assert current(place).startswith(place.ids["office"])
    place.press(Qt.Key.Key_Right, Control)
    assert shown_span(place)[0] == date(2026, 11, 25)
    place.press(Qt.Key.Key_W)
    assert shown_span(place)[0] == date(2026, 11, 23)
    place.press(Qt.Key.Key_PageUp)
    assert shown_span(place)[0] == date(2026, 11, 16)
    place.press(Qt.Key.Key_T)
    assert shown_span(place)[0] == date(2026, 11, 23)
    assert place.desk.settings.value("schedule/view") == "week"


def test_tab_stops_at_one_box_only(place: Any) -> None:
    place.choose("office")
    place.press(Qt.Key.Key_Tab)
    assert not isinstance(QApplication.focusWidget(), Box)
    place.press(Qt.Key.Key_Backtab)
    assert current(place).startswith(place.ids["office"])
    place.press(Qt.Key.Key_Backtab)
    assert not isinstance(QApplication.focusWidget(), Box)
    assert QApplication.focusWidget() is not place.screen.board


def test_a_day_has_a_column_for_each_and_one_plan_of_two_stands_in_both(place: Any) -> None:
    both = place.plan("11/24", "11:00", "12:00", "meeting", title="会議", workers=("試作", "例示"))
    place.screen.show_whose("all")
    place.press(Qt.Key.Key_D)
    board = place.screen.hours
    assert [(strip.title, strip.caption) for strip in board.strips] == [
        ("試作", "3件"), ("例示", "1件"), ("雛形 糸", "予定なし"),
    ]  # fmt: skip
    boxes = [box for box in board.boxes if isinstance(box, EntryBox) and box.entry.id == both]
    assert [box.column for box in boxes] == [0, 1]
    interview = place.box("interview")
    assert isinstance(interview, EntryBox)
    assert interview.face.lines[0] == "重なり 10:00 面接"
    assert "ほかの予定と重なっています" in interview.accessibleName()
    assert not boxes[0].geometry().intersects(interview.geometry())


def test_the_time_is_whole_in_a_box_that_is_a_little_too_narrow(place: Any) -> None:
    interview = place.box("interview")  # 10:00 面接
    whole = QFontMetricsF(theme().font(Size.CAPTION, True)).horizontalAdvance("10:00")
    beside = interview.width() - interview._room()
    for height in (60, 20):
        interview.resize(round(whole * 0.85 + beside), height)
        first = interview.lines()[0]
        assert first.text == "10:00" and 0.8 <= first.narrower < 0.9
        interview.resize(round(whole + beside) + 2, height)
        assert (interview.lines()[0].text, interview.lines()[0].narrower) == ("10:00", 1.0)
    interview.resize(round(whole * 0.6 + beside), 60)
    assert interview.lines()[0].text.endswith("…")  # narrower still it could not be read
    interview.resize(round(whole * 0.6 + beside), 20)
    assert interview.lines()[0].narrower == 1.0


def test_what_overlaps_too_much_waits_behind_a_number_that_opens_the_day(place: Any) -> None:
    for number in range(9):
        place.plan("11/25", "9:00", "10:00", "phone", title=f"電話{number}")
    more = [box for box in place.screen.board.boxes if isinstance(box, MoreBox)]
    shown = [
        box for box in place.screen.board.boxes
        if isinstance(box, EntryBox) and box.entry.title.startswith("電話")
    ]  # fmt: skip
    assert len(more) == 1 and len(shown) + int(more[0].face.lines[0][1:]) == 9
    assert more[0].accessibleName() == f"11/25(水) ほか{9 - len(shown)}件。Enterでその日を開きます"
    place.screen.board.go(more[0])
    place.press(Qt.Key.Key_Return)
    assert shown_span(place) == (date(2026, 11, 25), date(2026, 11, 25))
    titles = {b.entry.title for b in place.screen.board.boxes if isinstance(b, EntryBox)}
    assert {f"電話{number}" for number in range(9)} <= titles


def test_a_full_day_of_a_month_says_how_many_more_and_opens(place: Any) -> None:
    for hour in range(8, 17):
        place.plan("11/25", f"{hour}:00", f"{hour}:30", "phone", title=f"電話{hour}")
    place.press(Qt.Key.Key_3)
    more = [box for box in place.screen.board.boxes if isinstance(box, MoreBox)]
    assert len(more) == 1
    cell = place.screen.month.cell(more[0].column)
    for box in place.screen.board.boxes:
        if box.column == more[0].column:
            assert cell.toRect().adjusted(-1, -1, 1, 1).contains(box.geometry())
    place.screen.board.go(more[0])
    place.press(Qt.Key.Key_Return)
    assert place.screen.look.wanted.span.view is View.DAY
    assert len(place.told()) == 9


def test_arrows_in_a_month_go_by_day_and_by_week(place: Any) -> None:
    place.screen.show_whose("all")
    place.press(Qt.Key.Key_M)
    place.choose("visit")
    place.press(Qt.Key.Key_Left)
    assert current(place).startswith((place.ids["interview"], place.ids["office"]))
    place.choose("office")
    place.press(Qt.Key.Key_Down)
    assert current(place).startswith(place.ids["next"])
    place.press(Qt.Key.Key_Up)
    assert current(place).startswith(place.ids["office"])


def test_a_due_day_opens_its_case(place: Any) -> None:
    due = next(box for box in place.screen.board.boxes if isinstance(box, DueBox))
    place.screen.board.go(due)
    assert place.screen.side.card.due is due.due
    place.press(Qt.Key.Key_Return)
    assert place.gone == [Where("cases", {"episode": place.ids["co"]})]


def test_holidays_stand_in_the_head_of_the_week(place: Any) -> None:
    assert place.screen.hours._head.accessibleName().startswith("23(月) 勤労感謝の日、24(火) 今日")


def test_what_is_over_and_not_written_down_says_so(place: Any) -> None:
    past = place.plan("11/20", "10:00", "11:00", "visit", episode_id=place.ids["co"])
    place.press(Qt.Key.Key_PageUp)
    box = place.box(past)
    assert isinstance(box, EntryBox) and box.face.lines[0] == "未記録 10:00 訪問"
    assert "まだ支援経過に記録していません" in box.accessibleName()


def test_cancelled_plans_are_shown_when_asked_for(place: Any) -> None:
    place.work(lambda work: actions.cancel(work, place.ids["office"], 1, "取りやめ"))
    assert len(place.told()) == 2
    place.screen.head.cancelled.click()
    box = place.box("office")
    assert isinstance(box, EntryBox) and box.face.struck and box.face.lines[0].startswith("取消 ")


def test_early_and_late_hours_make_the_board_longer(place: Any) -> None:
    place.plan("11/25", "5:30", "6:00", "phone", title="早朝")
    place.plan("11/25", "22:00", "23:30", "accompany", title="深夜")
    assert place.screen.hours.hours == (5, 24)
    assert len(place.told()) == 5


def test_only_the_days_shown_are_read(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[date, date]] = []
    between, due = look.queries.between, look.due_days

    def watched(reading: Any, first: date, last: date, **more: Any) -> Any:
        asked.append((first, last))
        return between(reading, first, last, **more)

    def watched_due(reading: Any, first: date, last: date, **more: Any) -> Any:
        asked.append((first, last))
        return due(reading, first, last, **more)

    monkeypatch.setattr(look.queries, "between", watched)
    monkeypatch.setattr(look, "due_days", watched_due)
    for key, days in ((Qt.Key.Key_D, 1), (Qt.Key.Key_W, 7), (Qt.Key.Key_M, 42)):
        asked.clear()
        place.press(key)
        assert len(asked) == 2
        assert {last - first for first, last in asked} == {timedelta(days=days - 1)}


def test_a_double_click_on_a_free_place_begins_a_plan_there(place: Any) -> None:
    grid, board = place.screen.hours._grid, place.screen.hours
    x = (board.edges()[3] + board.edges()[4]) / 2
    y = (15.5 - board.hours[0]) * board.hour_height() + 2
    QTest.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    values = {key: row.value() for key, row in place.form.rows.items()}
    assert (values["day"], values["start"], values["workers"]) == ("R8.11.26", "15:30", ("試作",))


def test_ctrl_k_offers_what_can_be_done_with_what_is_chosen(place: Any) -> None:
    place.choose("interview")
    offered = {command.words: command for command in place.screen.commands()}
    assert {"日の予定表", "月の予定表", "この予定: 支援経過に記録"} <= set(offered)
    assert "週の予定表" not in offered
    offered["この予定: 取り消す"].act()
    assert place.form.heading == "予定を取り消す"


def test_a_meeting_stands_in_the_calendar_meets_others_and_is_changed_elsewhere(
    place: Any,
) -> None:
    typed = MeetingInput("case", "11/24", "調整", "11:00", "12:00", "センター", worker="試作")
    key = place.work(lambda work: meetings.plan(work, typed))
    box = place.choose(key)
    assert box.entry.source == "meeting" and box.face.lines[0] == "重なり 11:00 会議"
    assert "重なり" in place.box("interview").face.lines[0]
    for act in ("open", "record", "cancel"):
        assert "「会議」の画面" in place.screen.side.card.refusal(act)
    place.press(Qt.Key.Key_Return)
    assert place.form is None and place.gone[-1] == Where("meetings", {"meeting": key})
