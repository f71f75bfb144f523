"""A planned contact becomes a recorded one with two keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.cases.contacts import queries as contacts
from app.cases.contacts.rules import ActivityInput
from app.schedule import actions
from app.ui.desk import Where

pytestmark = pytest.mark.on_both
Control = Qt.KeyboardModifier.ControlModifier


def activities(place: Any, case: str) -> tuple[Any, ...]:
    """The 支援経過 of a case."""
    with place.desk.office.reading(place.desk.actor) as reading:
        return contacts.activities_of(reading, place.ids[case])


def contact(place: Any) -> ActivityInput:
    """The contact as another desk records it."""
    return ActivityInput("11/24", "interview", "60", "本人", "記録", "試作")


def test_r_and_ctrl_s_make_a_plan_a_record(place: Any) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_R)
    place.press(Qt.Key.Key_S, Control)
    (made,) = activities(place, "co")
    assert (str(made.day.first), made.means, made.minutes) == ("2026-11-24", "interview", 90)
    assert (made.partner, made.content, made.worker) == ("本人", "帰住先の希望を聞く", "試作")
    assert made.place == "前橋刑務所"
    kept = place.entry("interview")
    assert (kept.state, kept.activity_id) == ("done", made.id)
    box = place.box("interview")
    assert QApplication.focusWidget() is box and box.face.lines[0] == "記録済 10:00 面接"


def test_what_was_recorded_opens_its_case(place: Any) -> None:
    place.work(lambda work: actions.record(work, place.ids["interview"], 1, contact(place)))
    place.choose("interview")
    card = place.screen.side.card
    assert card.refusal("open").startswith("支援経過に記録した予定です")
    place.press(Qt.Key.Key_R)
    assert place.form is None and "支援経過に記録した予定です" in place.screen.notice.words
    place.press(Qt.Key.Key_Return)
    assert place.gone == [Where("cases", {"episode": place.ids["co"]})]


def test_several_people_and_a_plan_without_an_end(place: Any) -> None:
    key = place.plan(
        "11/24", "15:00", "", "meeting", title="会議", place="保護観察所",
        workers=("例示", "試作"), episode_id=place.ids["co"],
    )  # fmt: skip
    place.desk.worker = "試作"
    place.choose(key)
    place.press(Qt.Key.Key_R)
    rows = {name: row.value() for name, row in place.form.rows.items()}
    assert (rows["means"], rows["minutes"], rows["partner"]) == ("meeting", "", "保護観察所")
    assert (rows["worker"], rows["content"]) == ("試作", "会議（職員 例示・試作）")
    assert not place.form.dirty


def test_a_day_ahead_is_refused_at_its_field(place: Any) -> None:
    key = place.plan("11/26", "10:00", "11:00", "visit", episode_id=place.ids["co"])
    place.choose(key)
    place.press(Qt.Key.Key_R)
    assert "まだ来ていない日の予定" in place.form.rows["day"].note()
    place.press(Qt.Key.Key_S, Control)
    assert "先の日付です" in place.form.rows["day"].error()
    assert activities(place, "co") == () and place.entry(key).state == "planned"
    place.form.rows["day"].set_value("11/24")
    place.press(Qt.Key.Key_S, Control)
    assert len(activities(place, "co")) == 1 and place.entry(key).state == "done"


def test_what_another_desk_recorded_first_is_not_recorded_twice(place: Any) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_R)
    place.work(lambda work: actions.record(work, place.ids["interview"], 1, contact(place)))
    place.press(Qt.Key.Key_S, Control)
    assert place.form.notice.words.startswith("別の人が先に記録しました")
    assert place.form.save_button.reason
    place.press(Qt.Key.Key_S, Control)
    assert len(activities(place, "co")) == 1
    place.form.leave()
    assert place.form is None


def test_a_plan_without_a_case_is_ticked_off_and_taken_back(place: Any) -> None:
    place.choose("office")
    place.press(Qt.Key.Key_R)
    assert place.entry("office").state == "done"
    assert place.box("office").face.lines[0].startswith("済 ")
    assert place.screen.notice.words.startswith("済みにしました")
    place.screen.notice.acted.emit()
    assert place.entry("office").state == "planned" and not place.screen.notice.isVisible()


def test_every_kind_of_plan_becomes_a_means_that_is_known(place: Any) -> None:
    kinds = ("interview", "visit", "accompany", "meeting", "phone", "office", "other")
    for hour, kind in enumerate(kinds):
        key = place.plan("11/23", f"{9 + hour}:00", "", kind, episode_id=place.ids["co"])
        place.choose(key)
        place.press(Qt.Key.Key_R)
        place.press(Qt.Key.Key_S, Control)
        assert place.entry(key).state == "done", kind
    assert len(activities(place, "co")) == 7


def test_who_else_was_there_gets_an_entry_too(place: Any) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_R)
    place.form.rows["others"].set_value([(place.ids["fu"], "鈴木 そら")])
    place.press(Qt.Key.Key_S, Control)
    assert [made.minutes for made in activities(place, "co") + activities(place, "fu")] == [45, 45]
    assert place.entry("interview").activity_id == activities(place, "co")[0].id


def test_the_phrases_can_be_put_in_order_from_here(place: Any) -> None:
    place.choose("interview")
    place.press(Qt.Key.Key_R)
    place.form.phrases_wanted.emit()
    dialog = place.screen.forms.phrases
    assert dialog.isVisible() and place.form is not None
    dialog.reject()
