"""Somebody else saves, or takes away, what is being typed over: nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.storage.records import Activity, Episode, StageMove
from app.ui.desk import Where

CALL = ActivityInput("R8.11.20", "phone", "15", "本人", "体調を聞いた。", "試作")


def edit(place: Any, name: str = "co") -> Any:
    """Open the form of a case."""
    place.open(name)
    place.screen.pane.summary.edit.click()
    return place.screen.pane.active_form


def elsewhere(place: Any, **typed: Any) -> None:
    """Another desk saves fields of the same case."""
    version = place.page("co").episode.version
    place.work(lambda work: cases.correct(work, place.ids["co"], version, typed))


def silently(place: Any, **typed: Any) -> None:
    """The same while its notice has not come yet."""
    kept = place.desk.office.listeners[:]
    place.desk.office.listeners.clear()
    elsewhere(place, **typed)
    place.desk.office.listeners.extend(kept)


def remove(place: Any) -> None:
    """Another desk takes back the ledger with which the case came."""

    def act(work: Any) -> None:
        episode = work.get(Episode, place.ids["co"])
        for kind in (StageMove, Activity):
            for row in work.session.query(kind).filter_by(episode_id=episode.id):
                work.session.delete(row)
        work.touch(episode)
        work.session.delete(episode)

    place.work(act)


def test_who_saved_which_fields_is_said_and_the_typing_stays(place: Any) -> None:
    form = edit(place)
    form.rows["number"].set_value("R8-C-009")
    field = form.rows["number"].editor.fields()[0]
    QApplication.processEvents()
    at = field.mapTo(place.screen, field.rect().topLeft())
    elsewhere(place, facility="見本刑務所", dest_name="あちらの受入先")
    QApplication.processEvents()
    assert "試作 澪江さんがこの記録を保存しました" in form.newer.words
    assert "収容施設" in form.newer.words and "管理番号" not in form.newer.words
    assert form.rows["number"].value() == "R8-C-009" and form.newer.isVisible()
    assert place.screen.pane.active_form is form
    assert field.mapTo(place.screen, field.rect().topLeft()) == at


def test_what_does_not_clash_is_saved_without_a_question(place: Any) -> None:
    form = edit(place)
    form.rows["offence"].set_value("こちらの罪名")
    form.rows["marks"].set_value(("elderly",))
    silently(place, facility="見本刑務所", physical=True)
    form.save()
    assert form.dialog is None and place.screen.pane.active_form is None
    values = place.page("co").episode.values
    assert (values["offence"], values["facility"]) == ("こちらの罪名", "見本刑務所")
    assert values["elderly"] and values["physical"]


@pytest.mark.parametrize(("chosen", "kept"), [("theirs", "あちら"), ("mine", "こちら")])
def test_the_later_saver_sees_both_values_and_chooses(place: Any, chosen: str, kept: str) -> None:
    form = edit(place)
    form.rows["dest_name"].set_value("こちら")
    form.rows["offence"].set_value("こちらの罪名")
    silently(place, dest_name="あちら", facility="見本刑務所")
    form.save()
    dialog = form.dialog
    assert dialog.isVisible() and dialog.words == {"dest_name": ("あちら", "こちら")}
    assert dialog.choices["dest_name"].code == "theirs"
    assert place.page("co").episode.values["dest_name"] == "あちら"
    dialog.choices["dest_name"].choose(chosen)
    dialog.give("ok")
    values = place.page("co").episode.values
    assert (values["dest_name"], values["offence"]) == (kept, "こちらの罪名")
    assert values["facility"] == "見本刑務所"
    assert place.screen.pane.active_form is None


def test_going_back_to_the_typing_saves_nothing_and_asks_again(place: Any) -> None:
    form = edit(place)
    form.rows["dest_name"].set_value("こちら")
    silently(place, dest_name="あちら")
    form.save()
    form.dialog.reject()
    assert form.rows["dest_name"].value() == "こちら" and not form.saving
    assert place.page("co").episode.values["dest_name"] == "あちら"
    first = form.dialog
    form.notice.acted.emit()
    assert form.dialog is not first and form.dialog.isVisible()
    form.dialog.choices["dest_name"].choose("mine")
    form.dialog.give("ok")
    assert place.page("co").episode.values["dest_name"] == "こちら"


def test_the_same_day_in_another_spelling_is_not_asked_about(place: Any) -> None:
    form = edit(place)
    form.rows["term_end"].set_value("令和9年3月31日")
    silently(place, term_end="2027/3/31")
    form.save()
    assert form.dialog is None and place.screen.pane.active_form is None
    assert place.page("co").episode.values["term_end"].iso == "2027-03-31"


def test_a_clash_about_the_person_is_asked_too(place: Any) -> None:
    form = edit(place)
    form.rows["person.note"].set_value("こちらの備考")
    person = place.page("co").person
    typed = PersonInput(person.name, person.kana, "female", "S28.4.5", note="あちらの備考")
    place.work(lambda work: people.correct(work, person.id, person.version, typed))
    assert "本人についての備考" in form.newer.words
    form.save()
    assert form.dialog.words == {"person.note": ("あちらの備考", "こちらの備考")}
    form.dialog.choices["person.note"].choose("mine")
    form.dialog.give("ok")
    kept = place.page("co").person
    assert (kept.note, kept.sex) == ("こちらの備考", "female")


def test_a_contact_corrected_at_two_desks(place: Any) -> None:
    made = place.work(lambda work: contacts.record_activity(work, place.ids["co"], CALL))
    place.open("co")
    pane = place.screen.pane
    pane.summary.activities.entry_opened.emit(pane.page.activities[0])
    form = pane.active_form
    form.rows["content"].set_value("こちらの内容")
    form.rows["reason"].set_value("聞き違い")
    version = place.page("co").activities[0].version
    other = ActivityInput("R8.11.20", "visit", "15", "本人", "あちらの内容", "試作")
    place.work(lambda work: contacts.correct_activity(work, made, version, other, "書き間違い"))
    assert "手段" in form.newer.words and "内容" in form.newer.words
    form.save()
    assert set(form.dialog.words) == {"content"}
    form.dialog.choices["content"].choose("mine")
    form.dialog.give("ok")
    kept = place.page("co").activities[0]
    assert (kept.content, kept.means) == ("こちらの内容", "visit")


def test_typing_put_away_is_compared_with_what_it_was_typed_over(place: Any) -> None:
    form = edit(place)
    form.rows["dest_name"].set_value("こちら")
    place.open("fu")
    elsewhere(place, dest_name="あちら")
    place.open("co")
    form = place.screen.pane.active_form
    assert form.rows["dest_name"].value() == "こちら"
    form.save()
    assert form.dialog.words == {"dest_name": ("あちら", "こちら")}


@pytest.mark.parametrize("heard", [True, False])
def test_a_case_taken_back_at_another_desk_keeps_what_was_typed(place: Any, heard: bool) -> None:
    form = edit(place)
    form.rows["offence"].set_value("こちらの罪名")
    kept = place.desk.office.listeners[:]
    if not heard:
        place.desk.office.listeners.clear()
    remove(place)
    place.desk.office.listeners[:] = kept
    if not heard:
        form.save()
    assert "この記録はなくなりました" in form.notice.words and not form.saving
    assert place.screen.pane.active_form is form
    assert "保存できません" in form.save_button.reason
    form.notice.acted.emit()
    assert QGuiApplication.clipboard().text() == "罪名：こちらの罪名"
    place.asking.script(True)
    form.leave()
    assert place.screen.pane.active_form is None
    assert place.screen.pane.page is None


def test_without_typing_a_case_taken_back_is_simply_gone(place: Any) -> None:
    edit(place)
    remove(place)
    assert place.screen.pane.active_form is None and place.screen.pane.page is None
    place.screen.open(Where("cases", {"episode": place.ids["fu"]}))
    assert place.screen.pane.page.person.name == "鈴木 そら"


def test_a_case_taken_back_while_the_choice_is_open_is_not_saved(place: Any) -> None:
    form = edit(place)
    form.rows["dest_name"].set_value("こちら")
    silently(place, dest_name="あちら")
    form.save()
    remove(place)
    form.dialog.choices["dest_name"].choose("mine")
    form.dialog.give("ok")
    assert "この記録はなくなりました" in form.notice.words
    assert form.rows["dest_name"].value() == "こちら"
    assert place.asking.errors == []
