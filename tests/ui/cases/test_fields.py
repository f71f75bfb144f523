"""訂正: problems stand at their fields, a conflict keeps what was typed, only changes are kept."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.cases import queries
from app.cases.fields import GROUPS
from app.storage.records import Episode, Person
from app.ui.screens.cases.facts import birth_words, group_facts
from app.ui.theme import Tone


def edit(place: Any, name: str = "co") -> Any:
    """Open the form of a case."""
    place.open(name)
    place.screen.activateWindow()
    place.screen.pane.summary.edit.click()
    return place.screen.pane.active_form


def test_only_what_was_typed_is_saved(place: Any) -> None:
    form = edit(place)
    form.rows["dest_name"].set_value("グループホーム見本")
    form.rows["marks"].set_value(("elderly", "suspected"))
    form.rows["person.birth"].set_value("昭和28年")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page = place.page("co")
    assert page.episode.values["dest_name"] == "グループホーム見本"
    assert page.episode.values["elderly"] and page.episode.values["suspected"]
    assert not page.episode.values["physical"]
    assert page.person.birth is not None and page.person.birth.iso == "1953"
    assert place.screen.pane.active_form is None
    fact = birth_words(page.person, place.desk.office.clock.today())
    assert fact == "昭和28年生 72〜73歳"


def test_a_wrong_date_is_said_at_its_field_and_the_rest_stays(place: Any) -> None:
    form = edit(place)
    form.rows["dest_name"].set_value("消えない受入先")
    form.rows["term_end"].set_value("H31.5.1")
    form.save()
    assert "令和元年5月1日" in form.rows["term_end"].error()
    assert QApplication.focusWidget() is form.rows["term_end"].editor.line
    assert form.rows["dest_name"].value() == "消えない受入先"
    assert place.page("co").episode.values["dest_name"] == ""


def test_problems_of_person_and_case_are_said_together(place: Any) -> None:
    form = edit(place)
    form.rows["person.name"].set_value("")
    form.rows["start"].set_value("")
    form.save()
    assert form.rows["person.name"].error().startswith("氏名を入力してください")
    assert form.rows["start"].error().startswith("依頼日を入力してください")
    assert QApplication.focusWidget() is form.rows["person.name"].editor.line
    assert place.page("co").person.name == "髙橋 はるな"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("R8.12.1", "2026年12月1日(火)"),
        ("2026/12/1", "令和8年12月1日(火)"),
        ("20261201", "令和8年12月1日(火)"),
        ("5081201", "2026年12月1日(火)"),
        ("令和8年12月", "2026年12月"),
        ("12/1", "令和8年12月1日(火)"),
    ],
)
def test_a_date_shows_the_other_calendar_beside_it(place: Any, typed: str, shown: str) -> None:
    row = edit(place).rows["term_end"]
    row.set_value(typed)
    assert row.editor.reading.words == shown


def test_leaving_asks_only_when_something_was_typed(place: Any) -> None:
    form = edit(place)
    assert place.screen.go_back()
    assert place.screen.pane.active_form is None
    form = edit(place)
    form.rows["offence"].set_value("窃盗")
    place.asking.script(False)
    assert place.screen.go_back()
    assert place.screen.pane.active_form is form
    assert not place.screen.pane.form.saving


def test_what_a_ledger_could_not_read_is_shown_until_it_is_typed(place: Any) -> None:
    def spoil(work: Any) -> None:
        episode = work.get(Episode, place.ids["co"])
        episode.kept_text = {"term_end": "来年の春ごろ"}
        work.get(Person, episode.person_id).birth_text = "昭和3O年"

    place.work(spoil)
    form = edit(place)
    assert form.rows["term_end"].note() == "読み取れなかった元の記載: 来年の春ごろ"
    assert place.screen.pane.summary.unread.words.endswith("昭和3O年")
    form.rows["term_end"].set_value("R9.3.31")
    form.save()
    assert place.page("co").episode.kept_text == {}


def test_every_kept_text_of_a_ledger_is_on_the_page(place: Any) -> None:
    kept = {"term_end": "春ごろ", "intellectual": "△", "detention": "なし", "birth": "不詳"}

    def spoil(work: Any) -> None:
        work.get(Episode, place.ids["co"]).kept_text = kept

    place.work(spoil)
    episode = place.page("co").episode
    today = place.desk.office.clock.today()
    shown = [fact for group in GROUPS for fact in group_facts(episode, group, today)]
    warned = {fact.label: fact.words for fact in shown if fact.tone is Tone.WARNING}
    before = "読み取れなかった元の記載: "
    assert warned == {
        "刑期終了日": before + "春ごろ",
        "知的": before + "△",
        "勾留日": before + "なし",
        "生年月日": before + "不詳",
    }


def test_who_may_not_change_sees_the_reason(place: Any) -> None:
    page = place.page("co")
    refused = queries.CasePage(
        **{
            **page.__dict__,
            "edit_refusal": "閲覧だけの役割です。",
            "record_refusal": "記録できません。",
        }
    )
    summary = place.screen.pane.summary
    summary.show_page(refused, place.desk.office.clock.today())
    assert summary.edit.reason == summary.forward.reason == "閲覧だけの役割です。"
    assert summary.activities.record.reason == "記録できません。"
