"""A contact is recorded from the keyboard alone, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.ui.desk import Where

pytestmark = pytest.mark.on_both
CTRL = Qt.KeyboardModifier.ControlModifier


def focused() -> QWidget:
    """Where the keyboard is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def enter() -> None:
    """Go to the next field."""
    QTest.keyClick(focused(), Qt.Key.Key_Return)


def type_contact(content: str) -> None:
    """Type a contact into the form that has the keyboard, without saving it."""
    QTest.keyClicks(focused(), "11/20")
    enter()
    QTest.keyClick(focused(), Qt.Key.Key_3)
    enter()
    QTest.keyClicks(focused(), "25")
    enter()
    focused().insert("グループホーム見本")  # type: ignore[attr-defined]
    enter()
    focused().insertPlainText(content)  # type: ignore[attr-defined]


def test_a_contact_by_keyboard_only(place: Any) -> None:
    screen = place.screen
    screen.open(Where("cases"))
    screen.activateWindow()
    screen.list.table.setFocus()
    screen.list.show_record(place.ids["co"])
    QTest.keyClick(screen.list.table, Qt.Key.Key_Return)
    assert screen.episode_id == place.ids["co"]
    QTest.keyClick(focused(), Qt.Key.Key_N, CTRL)
    type_contact("持ち物の受け渡しを確認。")
    QTest.keyClick(focused(), Qt.Key.Key_S, CTRL)

    kept = place.page("co").activities
    assert len(kept) == 1
    assert (kept[0].day.iso, kept[0].means, kept[0].minutes) == ("2026-11-20", "phone", 25)
    assert (kept[0].partner, kept[0].content) == ("グループホーム見本", "持ち物の受け渡しを確認。")
    assert kept[0].worker == "試作"
    assert screen.pane.active_form is None
    assert list(screen.pane.summary.activities.entries) == [kept[0].id]
    assert screen.pane.summary.activities.entries[kept[0].id].hasFocus()


def test_control_enter_saves_too(place: Any) -> None:
    place.open("fu", record=True)
    place.screen.activateWindow()
    type_contact("近況の連絡。")
    QTest.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    assert [a.content for a in place.page("fu").activities] == ["近況の連絡。"]


def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(place: Any) -> None:
    place.open("co", record=True)
    form = place.screen.pane.active_form
    form.rows["content"].set_value("長い記録")
    form.rows["day"].set_value("R8.12.1")
    form.save()
    assert form.rows["day"].error() == "先の日付です。支援した日を入力してください。"
    assert form.rows["means"].error() == "手段を選んでください。"
    assert form.rows["content"].value() == "長い記録"
    assert focused() is form.rows["day"].editor.line
    assert place.page("co").activities == ()


def test_an_entry_is_opened_and_corrected_in_its_place(place: Any) -> None:
    typed = ActivityInput("R8.11.2", "visit", "60", "本人", "はじめの記録", "試作")
    place.work(lambda work: contacts.record_activity(work, place.ids["co"], typed))
    place.open("co")
    card = place.screen.pane.summary.activities
    (entry,) = card.entries.values()
    place.screen.activateWindow()
    entry.setFocus()
    QTest.keyClick(entry, Qt.Key.Key_Return)
    form = place.screen.pane.active_form
    assert form.rows["content"].value() == "はじめの記録"
    form.rows["content"].set_value("直した記録")
    form.save()
    assert form.rows["reason"].error() == "理由を入力してください（あとから読めます）。"
    form.rows["reason"].set_value("聞き違い")
    form.save()
    assert [a.content for a in place.page("co").activities] == ["直した記録"]
    assert next(iter(card.entries.values())).hasFocus()


def test_escape_asks_before_words_are_thrown_away(place: Any) -> None:
    place.open("co", record=True)
    place.screen.activateWindow()
    form = place.screen.pane.active_form
    form.rows["content"].set_value("消えては困る")
    place.asking.script(False)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert place.screen.pane.active_form is form
    place.asking.script(True)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert place.screen.pane.active_form is None


def test_words_wait_with_their_case_while_another_is_read(place: Any) -> None:
    place.open("co", record=True)
    place.screen.pane.active_form.rows["content"].set_value("途中の言葉")
    place.open("fu")
    assert place.screen.pane.active_form is None
    place.open("co")
    form = place.screen.pane.active_form
    assert form.rows["content"].value() == "途中の言葉"
    assert "続けられます" in form.notice.words


def test_leaving_the_screen_asks_for_words_left_in_another_case(place: Any) -> None:
    place.open("co", record=True)
    place.screen.pane.active_form.rows["content"].set_value("途中の言葉")
    place.open("fu")
    place.asking.script(False)
    assert not place.screen.may_leave()
    place.open("co")
    place.screen.pane.active_form.rows["means"].set_value("phone")
    place.screen.pane.active_form.save()
    assert place.screen.may_leave()


def test_a_form_stays_while_somebody_else_records(place: Any) -> None:
    place.open("co", record=True)
    form = place.screen.pane.active_form
    form.rows["content"].set_value("こちらの入力")
    typed = ActivityInput("R8.11.2", "visit", "60", "本人", "別の人の記録", "例示")
    place.work(lambda work: contacts.record_activity(work, place.ids["co"], typed))
    card = place.screen.pane.summary.activities
    assert len(card.entries) == 1
    assert place.screen.pane.active_form is form and form.isVisible()
    assert form.rows["content"].value() == "こちらの入力"


def test_a_day_without_a_year_is_shown_as_it_is_kept(place: Any) -> None:
    place.open("co", record=True)
    form = place.screen.pane.active_form
    form.rows["day"].set_value("12/20")
    assert form.rows["day"].editor.reading.words == "令和7年12月20日(土)"
    form.rows["means"].set_value("phone")
    form.save()
    assert place.page("co").activities[0].day.iso == "2025-12-20"


def test_a_contact_may_be_recorded_in_the_middle_of_a_correction(place: Any) -> None:
    place.open("co")
    pane = place.screen.pane
    pane.edit()
    pane.active_form.rows["offence"].set_value("途中の訂正")
    pane.record()
    pane.active_form.rows["means"].set_value("phone")
    pane.active_form.save()
    assert pane.active_form.rows["offence"].value() == "途中の訂正"
    assert len(place.page("co").activities) == 1


def test_older_entries_come_when_asked_for(place: Any) -> None:
    def many(work: Any) -> None:
        for number in range(101):
            typed = ActivityInput("R8.11.2", "visit", "30", "本人", f"記録{number}", "試作")
            contacts.record_activity(work, place.ids["co"], typed)

    place.work(many)
    place.open("co")
    card = place.screen.pane.summary.activities
    assert len(card.entries) == 20 and card.more.isVisible()
    card.more.click()
    assert len(card.entries) == 101 and not card.more.isVisible()
