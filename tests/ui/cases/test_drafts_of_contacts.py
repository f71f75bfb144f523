"""What is typed into every field of a 支援経過, and around it, comes back after a crash."""

from __future__ import annotations

from typing import Any

import pytest

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.phrases.actions import add_phrase
from app.cases.phrases.queries import phrases
from app.cases.phrases.rules import PhraseInput
from app.ui.desk import Where
from tests.ui.cases import test_drafts
from tests.ui.cases.test_drafts import Start, bar, kept, pane, record

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display

start = test_drafts.start
FIELDS = {"place": "見本の家", "travel_minutes": "40", "distance": "12.5", "fare": "480"}


def test_where_how_far_and_with_whom_come_back(place: Any, start: Start) -> None:
    form = record(place, start(), "co", "三人の様子を見た。")
    together = ((place.ids["fu"], "鈴木 そら R8-F-002"), (place.ids["su"], "渡邉 うみ"))
    for key, value in FIELDS.items():
        form.rows[key].set_value(value)
    form.rows["others"].set_value(together)
    form.rows["means"].set_value("visit")
    form.keeper.flush()
    window = start()
    bar(window).open_newest()
    form = pane(window).active_form
    assert {key: form.rows[key].value() for key in FIELDS} == FIELDS
    assert form.rows["others"].value() == together
    form.save()
    assert [len(place.page(case).activities) for case in ("co", "fu", "su")] == [1, 1, 1]
    assert kept(place) == ()


def test_the_reason_for_taking_an_entry_back_comes_back_to_that_entry(
    place: Any, start: Start
) -> None:
    typed = ActivityInput("R8.11.2", "visit", "60", "本人", "記録", "試作")
    for _ in range(2):
        place.work(lambda work: contacts.record_activity(work, place.ids["co"], typed))
    window = start()
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    wanted = place.page("co").activities[1]
    pane(window).entries.withdraw(wanted)
    pane(window).active_form.rows["reason"].set_value("二重に書いた")
    pane(window).active_form.keeper.flush()
    window = start()
    assert "支援経過の取り消し" in bar(window).words
    bar(window).open_newest()
    form = pane(window).active_form
    assert (form.activity.id, form.rows["reason"].value()) == (wanted.id, "二重に書いた")
    form.save()
    taken_back = {a.id: a.withdrawn is not None for a in place.page("co").activities}
    assert taken_back.pop(wanted.id) and list(taken_back.values()) == [False]


def test_a_phrase_comes_back_into_its_list(place: Any, start: Start) -> None:
    window = start()
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    pane(window).entries.manage_phrases()
    form = pane(window).entries.phrases.form
    form.rows["title"].set_value("定期訪問")
    form.rows["text"].set_value("居室の様子")
    assert pane(window).keep_typing()
    window = start()
    assert "定型文" in bar(window).words
    bar(window).open_newest()
    form = pane(window).entries.phrases.form
    assert form.rows["text"].value() == "居室の様子"
    form.save()
    assert [one.title for one in place.work(phrases).phrases] == ["定期訪問"]
    assert kept(place) == ()
    pane(window).entries.phrases.reject()


def test_a_changed_phrase_is_lit_up_when_it_comes_back(place: Any, start: Start) -> None:
    for title in ("定期訪問", "通院同行"):
        place.work(lambda work, title=title: add_phrase(work, PhraseInput(title, "文")))
    window = start()
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    pane(window).entries.manage_phrases()
    dialog = pane(window).entries.phrases
    dialog.table.choose_row(1)
    dialog.form.rows["text"].set_value("直している途中")
    dialog.form.keeper.flush()
    window = start()
    bar(window).open_newest()
    dialog = pane(window).entries.phrases
    assert dialog.form.phrase.title == "通院同行"
    assert dialog.form.rows["text"].value() == "直している途中"
    dialog.form.save()
    dialog.reject()
