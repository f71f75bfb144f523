"""段階の経過, 身柄と日付, 所在・できごと on the case page."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.cases import actions as cases
from app.cases.conflicts import Side
from app.cases.days import actions as days
from app.cases.days.rules import DayInput
from app.cases.whereabouts import actions as whereabouts
from app.cases.whereabouts.rules import EventInput, StayInput
from app.staff.permissions import Actor, Role
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from tests.conftest import OpenedOffice


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """What is tried here does not depend on the engine."""
    return opened_embedded


def section(place: Any, key: str) -> Any:
    """A section of the page."""
    return next(s for s in place.screen.pane.summary.sections if s.key == key)


def words(widget: Any) -> str:
    """Everything that stands in a widget."""
    parts = [*widget.findChildren(Paragraph), *widget.findChildren(PlainLabel)]
    return " ".join(part.words for part in parts)


def take(place: Any, to_stage: str, **typed: str) -> None:
    """A step that was taken before."""
    version = place.page("co").episode.version
    place.work(lambda work: cases.move(work, place.ids["co"], version, to_stage, typed=typed))


def save(form: Any, **typed: str) -> None:
    """Type and save with the keyboard."""
    for key, value in typed.items():
        form.rows[key].set_value(value)
    last = form.rows[list(typed)[-1]].editor.fields()[0]
    QTest.keyClick(last, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_a_wrong_step_is_taken_back_with_its_reason(place: Any) -> None:
    place.open("co")
    steps = section(place, "steps")
    assert not steps.back.isEnabled() and "記録がありません" in steps.back.reason
    take(place, "moved", dest_kind="group_home", move="R8.11.20")
    assert steps.back.isEnabled() and len(steps.entries) == 1
    steps.back.click()
    steps.form.save()
    assert "理由" in steps.form.rows["note"].error()
    save(steps.form, note="移行は来月だった")
    assert place.screen.pane.page.episode.stage == "requested"
    assert [row.service for row in place.screen.pane.page.others] == []
    assert "移行は来月だった" in words(steps.entries[0])
    assert "取り消し済み" in words(steps.entries[1]) and "試作 澪江" in words(steps.entries[1])


def test_a_step_somebody_else_took_is_not_taken_back_by_mistake(place: Any) -> None:
    take(place, "assessment")
    place.open("co")
    steps = section(place, "steps")
    steps.back.click()
    form = steps.form
    form.rows["note"].set_value("押し間違い")
    take(place, "plan")
    assert "別の人が段階を進めました" in form.notice.words and not form.save_button.isEnabled()
    assert place.page("co").episode.stage == "plan"


def test_days_are_typed_corrected_and_taken_away(place: Any) -> None:
    place.open("su")
    section_ = section(place, "days")
    section_.add_one.click()
    save(section_.form, kind="sent", day="R8.12.1", time="13時半")
    assert "先の日付です" in section_.form.rows["day"].error()
    save(section_.form, day="11/20")
    (day,) = section_.data.days
    assert (day.kind, day.minute) == ("sent", 810)
    assert place.screen.pane.summary.anchors.buttons["days"].text() == "身柄と日付 1件"
    section_.entries[day.id].opened.emit()
    form = section_.form
    form.rows["note"].set_value("前橋地検")
    other = DayInput("sent", "R8.11.20", "14:00", "高崎支部")
    place.work(lambda work: days.correct(work, day.id, day.version, other))
    assert "保存しました" in form.newer.words
    form.save()
    form.dialog.settled.emit({"note": Side.MINE})
    (day,) = section_.data.days
    assert (day.minute, day.note) == (840, "前橋地検"), (
        "only the field both changed was asked about"
    )
    section_.entries[day.id].opened.emit()
    place.asking.script(True)
    section_.form.remove_button.click()
    assert section_.data.days == ()


def test_the_centre_chooses_what_it_takes_on(place: Any) -> None:
    place.open("co")
    assert not section(place, "days").scope_buttons
    place.open("su")
    section_ = section(place, "days")
    section_.scope_buttons["petty"].click()
    assert section_.data.scope.petty and not section_.data.scope.at_home
    assert "微罪処分 対象にする" in words(section_)


def test_moving_and_what_happened_are_recorded(place: Any) -> None:
    place.open("co")
    section_ = section(place, "whereabouts")
    assert not section_._hint.isHidden()
    section_.add_stay.click()
    save(section_.form, kind="correctional", place="府中刑務所", since="R8.10.1")
    assert place.page("co").episode.values["facility"] == "府中刑務所"
    section_.add_event.click()
    save(section_.form, kind="missing", day="R8.11.1", note="受入先から連絡")
    assert place.screen.pane.summary.anchors.buttons["whereabouts"].text().endswith("所在不明")
    (event,) = section_.data.events
    section_.entries[event.id].opened.emit()
    save(section_.form, settled_on="R8.10.1")
    assert "R8.11.1以後の日" in section_.form.rows["settled_on"].error()
    save(section_.form, settled_on="R8.11.5")
    assert not section_.data.events[0].lasts
    assert place.screen.pane.summary.anchors.buttons["whereabouts"].text() == "所在・できごと"


def test_an_arrest_begins_the_next_service_and_a_death_ends_all(place: Any) -> None:
    place.open("co")
    section_ = section(place, "whereabouts")
    key = place.ids["co"]
    place.work(lambda w: whereabouts.record_event(w, key, EventInput("rearrested", "R8.11.2")))
    (event,) = section_.data.events
    assert section_.buttons[event.id].text() == "再逮捕から被疑者等支援業務を始める"
    section_.buttons[event.id].click()
    assert place.gone[-1].facts["episode"] == section_.data.events[0].led_to
    assert [row.service for row in place.screen.pane.page.others] == ["suspect_support"]
    place.work(lambda w: whereabouts.record_event(w, key, EventInput("died", "R8.11.24")))
    died = section_.data.events[0]
    assert "2件" in section_.buttons[died.id].text()
    place.asking.script(True)
    section_.buttons[died.id].click()
    assert place.page("co").episode.stage == "closed"
    assert place.screen.pane.page.episode.stage == "closed"
    assert section_.data.events[0].may_end == 0


def test_what_was_typed_waits_for_its_case(place: Any) -> None:
    place.open("co")
    section(place, "whereabouts").add_stay.click()
    section(place, "whereabouts").form.rows["place"].set_value("府中")
    place.open("fu")
    place.open("co")
    assert section(place, "whereabouts").form.rows["place"].value() == "府中"


def test_who_only_reads_sees_the_reason(place: Any) -> None:
    stay = StayInput("home", "自宅", "R8.10.1")
    place.work(lambda work: whereabouts.add_stay(work, place.ids["co"], stay))
    place.desk.actor = Actor(place.desk.actor.staff_id, "例示 樹", Role.CLERK)
    place.open("co")
    for key, button in (("whereabouts", "add_stay"), ("days", "add_one"), ("steps", "back")):
        assert "できるのは" in getattr(section(place, key), button).reason
    shown = section(place, "whereabouts")
    shown.entries[shown.data.stays[0].id].opened.emit()
    assert shown.form is None
