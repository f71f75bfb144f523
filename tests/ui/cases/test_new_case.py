"""A new case: person and 業務 together, and never the same person twice by accident."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.people.queries import similar_people
from app.storage.records import Person
from app.ui.desk import Where


def people_count(place: Any) -> int:
    """How many persons are on record."""
    with place.desk.office.reading(place.desk.actor) as reading:
        return int(reading.session.scalar(select(func.count()).select_from(Person)) or 0)


def begin(place: Any, name: str, kana: str = "") -> Any:
    """Open the form and type a name."""
    place.screen.open(Where("cases", {"new": True}))
    form = place.screen.pane.active_form
    form.rows["person.name"].set_value(name)
    form.rows["person.kana"].set_value(kana)
    return form


def test_a_new_person_and_case_are_kept_together_and_shown(place: Any) -> None:
    form = begin(place, "新田 つき", "ニッタ ツキ")
    form.rows["service"].set_value("suspect_support")
    form.rows["detention_end"].set_value("R8.12.3")
    form.save()
    page = place.screen.pane.page
    assert page.person.name == "新田 つき"
    assert (page.episode.service, page.episode.stage) == ("suspect_support", "requested")
    assert page.episode.values["detention_end"].iso == "2026-12-03"
    assert page.episode.values["worker"] == "試作"
    assert people_count(place) == 4


def test_nothing_is_kept_when_one_part_is_refused(place: Any) -> None:
    form = begin(place, "新田 つき")
    form.rows["start"].set_value("")
    form.rows["person.birth"].set_value("R9.1.1")
    form.save()
    assert "先の日付" in form.rows["person.birth"].error()
    assert form.rows["start"].error().startswith("依頼日を入力")
    assert people_count(place) == 3


def test_the_same_name_is_shown_before_saving(place: Any) -> None:
    form = begin(place, "高橋はるな")
    form.save()
    assert form.similar.isVisible() and len(form.similar.buttons) == 1
    assert people_count(place) == 3
    form.similar.buttons[0].click()
    form.rows["service"].set_value("follow_up")
    form.save()
    page = place.screen.pane.page
    assert people_count(place) == 3
    assert page.person.name == "髙橋 はるな" and page.episode.service == "follow_up"
    assert [other.id for other in page.others] == [place.ids["co"]]


def test_somebody_else_of_the_same_name_can_be_registered(place: Any) -> None:
    form = begin(place, "別の 人", "たかはし　はるな")
    form.save()
    form.similar.other.click()
    assert people_count(place) == 4


def test_another_service_begins_from_the_page_and_the_other_opens(place: Any) -> None:
    place.open("co")
    place.screen.pane.summary.begin_wanted.emit()
    form = place.screen.pane.active_form
    assert not form.rows["person.name"].isVisible()
    form.rows["service"].set_value("consultation")
    form.save()
    assert place.screen.pane.page.episode.service == "consultation"
    place.screen.pane.summary.case_wanted.emit(place.ids["co"])
    assert place.screen.episode_id == place.ids["co"]


def test_similar_people_look_at_name_or_kana_and_not_at_anonymous(place: Any) -> None:
    with place.desk.office.reading(place.desk.actor) as reading:
        assert [p.name for p in similar_people(reading, "渡辺うみ", "")] == ["渡邉 うみ"]
        assert [p.name for p in similar_people(reading, "", "ｽｽﾞｷ ｿﾗ")] == ["鈴木 そら"]
        assert similar_people(reading, "", "") == ()
        assert similar_people(reading, "匿名", "") == ()


def test_the_next_number_is_there_until_somebody_writes_one(place: Any) -> None:
    place.screen.pane.begin()
    form = place.screen.pane.form
    assert form.rows["number"].value() == "R8-C-002" and not form.dirty
    form.rows["service"].set_value("follow_up")
    assert form.rows["number"].value() == "R8-F-003"
    form.rows["number"].set_value("F-9")
    form.rows["service"].set_value("suspect_support")
    assert form.rows["number"].value() == "F-9"
