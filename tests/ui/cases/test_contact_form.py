"""支援経過 with other persons, the way there, 定型文, corrections with a reason, taking back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.phrases import actions as phrases
from app.cases.phrases.queries import phrases as phrases_of
from app.cases.phrases.rules import PhraseInput
from app.staff.permissions import Actor, Role
from app.ui.widgets.buttons import Button

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display

CTRL = Qt.KeyboardModifier.ControlModifier
VISIT = ActivityInput(
    "R8.11.20", "visit", "90", "世話人", "様子を見た。", "試作", "見本の家", "30", "8", "500"
)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def write(words: str) -> None:
    """Type words into the field with the keyboard."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(focused(), event)


def entry_of(place: Any, case: str) -> Any:
    (one,) = place.page(case).activities
    return one


def words_below(place: Any, activity_id: str) -> str:
    """Everything an entry of the timeline says."""
    entry = place.screen.pane.summary.activities.entries[activity_id]
    from app.ui.widgets.paragraph import Paragraph

    shown = [part.words for part in entry.findChildren(Paragraph) if part.isVisible()]
    return "\n".join(shown)


def test_other_persons_are_chosen_by_typing_and_every_case_gets_its_share(
    qtbot: Any, place: Any
) -> None:
    place.open("co", record=True)
    place.screen.activateWindow()
    form = place.screen.pane.active_form
    for key, value in (("means", "visit"), ("minutes", "100"), ("place", "見本の家")):
        form.rows[key].set_value(value)
    form.rows["travel_minutes"].set_value("40")
    form.rows["distance"].set_value("12.5")
    form.rows["fare"].set_value("1,001")
    editor = form.rows["others"].editor
    for typed in ("そら", "わたなべ"):
        form.rows["others"].setFocus()
        qtbot.waitUntil(editor.choice.line.hasFocus)
        write(typed)
        qtbot.waitUntil(editor.choice.popup.isVisible)
        QTest.keyClick(editor.choice.popup, Qt.Key.Key_Down)
        QTest.keyClick(editor.choice.popup, Qt.Key.Key_Return)
    assert [key for key, _ in editor.value()] == [place.ids["fu"], place.ids["su"]]
    assert "人数で分けて" in form.rows["others"].note()
    QTest.keyClick(editor.choice.line, Qt.Key.Key_S, CTRL)
    entries = [entry_of(place, case) for case in ("co", "fu", "su")]
    assert [(e.minutes, e.travel_minutes, e.distance_m, e.fare) for e in entries] == [
        (34, 14, 4168, 335), (33, 13, 4166, 333), (33, 13, 4166, 333),
    ]  # fmt: skip
    below = words_below(place, entries[0].id)
    assert "一緒に 鈴木 そら・渡邉 うみ" in below or "一緒に 渡邉 うみ・鈴木 そら" in below
    assert "見本の家・移動14分・4.168km・335円" in below


def test_backspace_takes_the_last_person_away_and_half_a_name_is_no_person(place: Any) -> None:
    place.open("co", record=True)
    place.screen.activateWindow()
    form = place.screen.pane.active_form
    form.rows["means"].set_value("phone")
    row = form.rows["others"]
    row.set_value(((place.ids["fu"], "鈴木"), (place.ids["su"], "渡邉")))
    row.setFocus()
    QTest.keyClick(row.editor.choice.line, Qt.Key.Key_Backspace)
    assert [words for _, words in row.value()] == ["鈴木"]
    row.editor.choice.line.setText("わた")
    form.save()
    assert "一覧から選んで" in row.error() and place.page("co").activities == ()


def test_what_cannot_be_read_is_said_at_its_field(place: Any) -> None:
    place.open("co", record=True)
    form = place.screen.pane.active_form
    form.rows["means"].set_value("visit")
    for key in ("travel_minutes", "distance", "fare"):
        form.rows[key].set_value("少し")
    form.save()
    assert "1時間半" in form.rows["travel_minutes"].error()
    assert "km" in form.rows["distance"].error() and "円" in form.rows["fare"].error()


def test_a_phrase_goes_into_the_text_at_the_cursor(qtbot: Any, place: Any) -> None:
    for title in ("定期訪問", "通院同行"):
        place.work(lambda work, title=title: phrases.add_phrase(
            work, PhraseInput(title, f"【{title}】")
        ))  # fmt: skip
    place.open("co", record=True)
    place.screen.activateWindow()
    form = place.screen.pane.active_form
    box = form.rows["content"].editor.box
    box.setPlainText("はじめ。おわり。")
    box.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(4):
        box.moveCursor(QTextCursor.MoveOperation.Right)
    QTest.keyClick(form.rows["day"].editor.line, Qt.Key.Key_T, CTRL)
    menu = form.phrases.menu
    qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(menu, Qt.Key.Key_2)
    assert box.toPlainText() == "はじめ。【通院同行】おわり。"
    assert box.hasFocus()


def test_phrases_are_put_in_order_from_the_form(qtbot: Any, place: Any) -> None:
    place.open("co", record=True)
    pane = place.screen.pane
    pane.active_form.rows["content"].set_value("途中の内容")
    pane.active_form.phrases_wanted.emit()
    dialog = pane.entries.phrases
    for title in ("定期訪問", "通院同行"):
        dialog.edit(None)
        dialog.form.rows["title"].set_value(title)
        dialog.form.rows["text"].set_value(f"{title}の文")
        dialog.form.save()
    dialog.up.click()

    def titles() -> list[str]:
        found: Any = place.work(lambda work: phrases_of(work).phrases)
        return [one.title for one in found]

    assert titles() == ["通院同行", "定期訪問"]
    place.asking.script(True)
    dialog.remove.click()
    assert titles() == ["定期訪問"]
    dialog.form.rows["text"].set_value("途中の定型文")
    place.asking.script(False)
    dialog.reject()
    assert dialog.isVisible()
    place.asking.script(True)
    dialog.reject()
    assert not dialog.isVisible()
    assert pane.active_form.rows["content"].value() == "途中の内容"


def test_who_may_not_change_phrases_is_told_why(place: Any) -> None:
    place.desk.actor = Actor(place.desk.actor.staff_id, "事務", Role.CLERK)
    place.open("co", record=True)
    pane = place.screen.pane
    pane.entries.manage_phrases()
    dialog = pane.entries.phrases
    assert "相談員" in dialog.add_button.reason and "相談員" in dialog.form.save_button.reason
    dialog.reject()
    pane.active_form.phrases.open()
    assert "相談員" in pane.active_form.phrases.menu.actions()[-1].text()
    pane.active_form.phrases.menu.close()


def test_a_closed_case_is_named_before_saving_and_stands_in_no_ones_way(place: Any) -> None:
    version = place.page("co").episode.version
    ended = {"end": "R8.11.20", "end_reason": "declined"}
    place.work(lambda work: cases.correct(work, place.ids["co"], version, ended))
    place.open("co", record=True)
    form = place.screen.pane.active_form
    assert "R8.11.20に終了したケースです" in form.closed.words and form.closed.isVisible()
    form.rows["means"].set_value("phone")
    form.save()
    assert entry_of(place, "co").means == "phone"


def test_a_late_entry_says_so_before_and_after_it_is_saved(place: Any) -> None:
    place.open("co", record=True)
    form = place.screen.pane.active_form
    form.rows["day"].set_value("11/20")
    assert form.rows["day"].note() == ""
    form.rows["day"].set_value("11/13")
    assert "後日の記録" in form.rows["day"].note()
    form.rows["means"].set_value("phone")
    form.save()
    assert "後日の記録（記録日 11/24）" in words_below(place, entry_of(place, "co").id)


def test_what_an_entry_said_before_is_read_below_it(place: Any) -> None:
    made = place.work(lambda work: contacts.record_activity(work, place.ids["co"], VISIT))
    for version, (minutes, reason) in enumerate((("60", "一度目"), ("45", "二度目")), start=1):
        changed = replace(VISIT, minutes=minutes)
        place.work(
            lambda work, v=version, c=changed, r=reason: contacts.correct_activity(
                work, made, v, c, r
            )
        )
    place.open("co")
    entry = place.screen.pane.summary.activities.entries[made]
    button = next(one for one in entry.findChildren(Button) if "前の内容" in one.text())
    assert button.text() == "訂正2回・前の内容"
    assert "一度目" not in words_below(place, made)
    QTest.keyClick(button, Qt.Key.Key_Space)
    below = words_below(place, made)
    assert below.index("理由: 二度目") < below.index("前の所要時間　60分")
    assert below.index("前の所要時間　60分") < below.index("理由: 一度目")
    assert below.index("理由: 一度目") < below.index("前の所要時間　90分")


def test_an_entry_is_taken_back_with_a_reason_and_may_stand_again(place: Any) -> None:
    made = place.work(lambda work: contacts.record_activity(work, place.ids["co"], VISIT))
    place.open("co")
    pane = place.screen.pane
    card = pane.summary.activities
    pane.entries.correct(pane.page.activities[0])
    pane.active_form.withdraw_button.click()
    pane.active_form.save()
    assert "理由を入力" in pane.active_form.rows["reason"].error()
    pane.active_form.rows["reason"].set_value("別の人の記録だった")
    pane.active_form.save()
    assert pane.active_form is None and pane.page.activity_count == 0
    assert "別の人の記録だった" in words_below(place, made) and card.entries[made].hasFocus()

    QTest.keyClick(card.entries[made], Qt.Key.Key_Return)
    assert pane.active_form.save_button.text() == "取り消しを戻す"
    pane.active_form.rows["reason"].set_value("やはりこの人だった")
    pane.active_form.save()
    assert pane.page.activity_count == 1
    assert "取り消した記載" not in words_below(place, made)


def test_a_joint_entry_says_so_and_is_corrected_for_all_when_asked(place: Any) -> None:
    made = place.work(
        lambda work: contacts.record_activity(work, place.ids["co"], VISIT, [place.ids["fu"]])
    )
    place.open("co")
    pane = place.screen.pane
    pane.entries.correct(pane.page.activities[0])
    form = pane.active_form
    assert "鈴木 そらと一緒の記録です" in form.joint.words
    assert form.rows["scope"].isVisible() and form.rows["minutes"].value() == "45"
    form.rows["content"].set_value("二人の様子を見た。")
    form.rows["minutes"].set_value("50")
    form.rows["scope"].set_value("all")
    form.rows["reason"].set_value("書き足し")
    form.save()
    assert [entry_of(place, case).content for case in ("co", "fu")] == ["二人の様子を見た。"] * 2
    assert [entry_of(place, case).minutes for case in ("co", "fu")] == [50, 45]
    pane.entries.withdraw(pane.page.activities[0])
    assert pane.active_form.activity.id == made and pane.active_form.rows["scope"].isVisible()
    pane.active_form.rows["scope"].set_value("all")
    pane.active_form.rows["reason"].set_value("行っていなかった")
    pane.active_form.save()
    assert [place.page(case).activity_count for case in ("co", "fu")] == [0, 0]


def test_a_correction_of_what_was_taken_back_elsewhere_is_not_saved(place: Any) -> None:
    made = place.work(lambda work: contacts.record_activity(work, place.ids["co"], VISIT))
    place.open("co")
    pane = place.screen.pane
    pane.entries.correct(pane.page.activities[0])
    form = pane.active_form
    form.rows["content"].set_value("直している途中")
    place.work(lambda work: contacts.withdraw_activity(work, made, 1, "別の人だった"))
    assert "取り消しました" in form.notice.words
    assert "取り消された" in form.save_button.reason
    assert form.rows["content"].value() == "直している途中"
