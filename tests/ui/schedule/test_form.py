"""予定 typed by keyboard: kept, changed, cancelled, and what it meets said before it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.schedule import actions
from app.schedule.rules import AppointmentInput
from app.staff.permissions import Actor, Role

Control = Qt.KeyboardModifier.ControlModifier
OFFSCREEN = pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
"""A list that pops up makes the platform without a screen say so."""
DECEMBER = (date(2026, 12, 1), date(2026, 12, 31))


def values(place: Any) -> dict[str, Any]:
    """What stands in the form."""
    return {key: row.value() for key, row in place.form.rows.items()}


def put(at: Any, **typed: Any) -> None:
    """Fill rows as an input method would."""
    for key, value in typed.items():
        at.form.rows[key].set_value(value)


def changed(at: Any, **more: Any) -> AppointmentInput:
    """The interview as another desk saves it."""
    base: dict[str, Any] = {
        "day": "11/24", "start": "10:00", "end": "11:30", "kind": "interview",
        "title": "帰住先の希望を聞く", "place": "前橋刑務所", "workers": ("試作",),
        "episode_id": at.ids["co"],
    }  # fmt: skip
    return AppointmentInput(**{**base, **more})


def test_a_plan_is_typed_without_the_mouse(place: Any, qtbot: QtBot) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_N)
    assert values(place)["day"] == "R8.11.24" and values(place)["workers"] == ("試作",)
    for text in ("12/2", "930", "10:30"):
        line = QApplication.focusWidget()
        line.selectAll()
        QTest.keyClicks(line, text)
        place.press(Qt.Key.Key_Return)
    put(place, kind="visit", title="受入先の見学")
    place.press(Qt.Key.Key_S, Control)
    (made,) = [e for e in place.entries(*DECEMBER) if e.title == "受入先の見学"]
    assert (made.day, made.start, made.end) == (date(2026, 12, 2), 570, 630)
    assert place.form is None and place.screen.look.wanted.span.holds(made.day)
    assert QApplication.focusWidget() is place.box(made.id)


def test_single_letters_belong_to_the_field_that_is_typed_into(place: Any) -> None:
    place.press(Qt.Key.Key_N)
    place.form.rows["title"].setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "ntdwmr123")
    assert values(place)["title"] == "ntdwmr123"
    place.form.save_button.setFocus()
    place.press(Qt.Key.Key_M)
    assert place.screen.look.wanted.span.view == "week" and values(place)["title"] == "ntdwmr123"


def test_what_it_meets_is_said_while_it_is_typed_and_does_not_stop_it(
    place: Any, qtbot: QtBot
) -> None:
    place.press(Qt.Key.Key_N)
    put(place, day="11/24", start="11:00", kind="meeting", title="会議")
    row = place.form.rows["workers"]
    qtbot.waitUntil(lambda: row.note() != "")
    assert row.note() == (
        "重なり　10:00〜11:30 髙橋 はるな（試作） と重なります。このままでも保存できます。"
    )
    put(place, start="11:30")
    qtbot.waitUntil(lambda: row.note() == "")
    put(place, start="14:30", workers=("例示",))
    qtbot.waitUntil(lambda: not place.form._pause.isActive())
    assert row.note() == ""
    put(place, workers=("試作", "例示"))
    qtbot.waitUntil(lambda: "車検の手続（試作）" in row.note())
    place.press(Qt.Key.Key_S, Control)
    assert place.form is None
    assert place.box("office").face.lines[0].startswith("重なり")


def test_changing_a_plan_does_not_meet_itself(place: Any, qtbot: QtBot) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not place.form._pause.isActive())
    assert place.form.rows["workers"].note() == ""


def test_a_closed_day_is_named_under_the_day(place: Any) -> None:
    place.press(Qt.Key.Key_N)
    put(place, day="11/28")
    assert place.form.rows["day"].note() == "土日のため官庁は閉庁"
    put(place, day="11/30")
    assert place.form.rows["day"].note() == ""


@OFFSCREEN
def test_the_case_is_found_by_a_part_of_the_name(place: Any, qtbot: QtBot) -> None:
    place.press(Qt.Key.Key_N)
    case = place.form.case
    place.form.rows["episode_id"].setFocus()
    QTest.keyClicks(case.line, "R8-F")
    qtbot.waitUntil(case.popup.isVisible)
    QTest.keyClick(case.popup, Qt.Key.Key_Down)
    QTest.keyClick(case.popup, Qt.Key.Key_Return)
    assert case.line.text() == "鈴木 そら　フォローアップ"
    assert case.value() == place.ids["fu"] and case.complaint() == ""
    put(place, day="12/3", kind="phone")
    place.press(Qt.Key.Key_S, Control)
    made = [entry for entry in place.entries(*DECEMBER) if entry.episode_id]
    assert [(entry.name, entry.kind) for entry in made] == [("鈴木 そら", "phone")]


@OFFSCREEN
def test_words_that_are_no_case_are_not_kept(place: Any, qtbot: QtBot) -> None:
    place.press(Qt.Key.Key_N)
    put(place, day="12/3", kind="phone", title="用件")
    case = place.form.case
    place.form.rows["episode_id"].setFocus()
    QTest.keyClicks(case.line, "zzz")
    qtbot.waitUntil(lambda: not case._pause.isActive())
    place.press(Qt.Key.Key_S, Control)
    assert "一覧からケースを選んでください" in place.form.rows["episode_id"].error()
    assert [e for e in place.entries(*DECEMBER) if e.title == "用件"] == []


def test_problems_stand_at_their_fields_and_nothing_typed_is_lost(place: Any) -> None:
    place.press(Qt.Key.Key_N)
    put(place, day="12/3", start="11:00", end="10:00", workers=())
    place.press(Qt.Key.Key_S, Control)
    errors = {key: row.error() for key, row in place.form.rows.items() if row.error()}
    assert set(errors) == {"end", "kind", "workers", "title"}
    assert values(place)["start"] == "11:00"
    put(place, day="2/30")
    place.press(Qt.Key.Key_S, Control)
    assert "2月" in place.form.rows["day"].error()
    errors = {key for key, row in place.form.rows.items() if row.error()}
    assert errors == {"day", "end", "kind", "workers", "title"}  # a day in the way of none of them
    assert place.form.rows["day"].isAncestorOf(QApplication.focusWidget())
    bottom = place.form.save_button.mapTo(place.screen, place.form.save_button.rect().bottomLeft())
    assert 0 < bottom.y() < place.screen.height()  # in sight below fields that became longer


def test_a_change_of_another_desk_is_told_and_joined(place: Any) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_Return)
    put(place, place="高崎")
    later = changed(place, start="12:00", end="13:30")
    place.work(lambda work: actions.change(work, place.ids["interview"], 1, later))
    assert "別の人がこの記録を保存しました（始まり・終わり）" in place.form.newer.words
    assert values(place)["place"] == "高崎" and values(place)["start"] == "10:00"
    assert place.box("interview").face.lines[0] == "12:00 面接"
    place.press(Qt.Key.Key_S, Control)
    kept = place.entry("interview")
    assert (kept.place, kept.start, kept.end) == ("高崎", 720, 810)
    assert place.form is None


def test_other_changes_move_the_board_and_leave_the_form_alone(place: Any) -> None:
    place.press(Qt.Key.Key_N)
    title = place.form.rows["title"]
    title.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "abc")
    line = QApplication.focusWidget()
    made = place.plan("11/25", "9:00", "10:00", "phone", title="ほかの席")
    assert place.box(made).isVisible()
    assert QApplication.focusWidget() is line and values(place)["title"] == "abc"
    assert place.form.newer.words == ""


def test_a_plan_is_cancelled_with_its_reason_and_restored(place: Any) -> None:
    place.screen.head.cancelled.click()
    place.choose("interview")
    place.press(Qt.Key.Key_Delete)
    put(place, note="本人の体調")
    place.press(Qt.Key.Key_S, Control)
    kept = place.entry("interview")
    assert (kept.state, kept.note) == ("cancelled", "本人の体調")
    card = place.screen.side.card
    assert card.entry.id == place.ids["interview"]
    assert card.refusal("record").startswith("取り消した予定です")
    card.buttons["restore"].click()
    assert place.entry("interview").state == "planned"
    assert card.refusal("record") == ""


def test_a_plan_that_is_cancelled_is_said_to_be_and_where_it_is_seen(place: Any) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_Delete)
    place.press(Qt.Key.Key_S, Control)
    assert place.entry("interview").state == "cancelled"
    assert place.screen.notice.words == (
        "取り消しました。「取消しも」にすると、この予定が見えます。"
    )
    place.screen.head.cancelled.click()
    assert place.screen.notice.words == ""
    assert any("取消" in told for told in place.told())


def test_what_was_cancelled_twice_over_is_met(place: Any) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_Delete)
    put(place, note="理由")
    place.work(
        lambda work: actions.change(work, place.ids["interview"], 1, changed(place, place="高崎"))
    )
    place.press(Qt.Key.Key_S, Control)
    assert place.form.notice.words.startswith("別の人がこの予定を変えました いまは「")
    assert values(place)["note"] == "理由"
    place.press(Qt.Key.Key_S, Control)
    assert place.entry("interview").state == "cancelled"


def test_leaving_asks_only_when_something_was_typed(place: Any) -> None:
    place.press(Qt.Key.Key_N)
    place.press(Qt.Key.Key_Escape)
    assert place.form is None and place.asking.said == []
    place.press(Qt.Key.Key_N)
    put(place, title="まだ")
    place.asking.script(False, True)
    assert not place.screen.may_leave() and values(place)["title"] == "まだ"
    assert place.screen.may_leave() and place.form is None


def test_who_may_not_plan_is_told_why(place: Any) -> None:
    actor = place.desk.actor
    place.desk.actor = Actor(actor.staff_id, actor.name, Role.AUDITOR)
    place.screen.plan()
    assert place.form is None and "できるのは" in place.screen.notice.words
    place.choose("office")
    for key in ("open", "record", "cancel"):
        assert "できるのは" in place.screen.side.card.refusal(key)


def test_a_plan_for_somebody_else_is_kept_and_said_to_be_out_of_sight(place: Any) -> None:
    place.press(Qt.Key.Key_N)
    put(place, day="11/25", kind="phone", title="代わりの電話", workers=("例示",))
    place.press(Qt.Key.Key_S, Control)
    assert place.form is None and "「全員」" in place.screen.notice.words
    place.screen.show_whose("all")
    assert place.screen.notice.words == ""
    assert any("代わりの電話" in told for told in place.told())
