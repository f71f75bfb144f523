"""The list: one character is enough, chips narrow it, a figure shows its cases."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete

from app.cases import actions as cases
from app.storage.records import Episode, Person, StageMove
from app.ui.desk import Where
from app.ui.screens.network.found_list import SEARCH_MS
from app.ui.widgets.empty_hint import EmptyHint


def shown(place: Any) -> Any:
    """The list of all open cases."""
    place.screen.open(Where("cases"))
    place.screen.list.clear_filters()
    return place.screen.list


def search(place: Any, qtbot: Any, words: str) -> list[str]:
    """Type into the search line and wait for the answer."""
    listed = place.screen.list
    with qtbot.waitSignal(listed.model.loaded):
        listed.search.field.setText(words)
    return sorted(place.names())


@pytest.mark.parametrize("words", ["高", "髙", "た", "ﾀ", "R8-C", "ｒ８－ｃ"])
def test_one_character_finds_whatever_the_spelling(place: Any, qtbot: Any, words: str) -> None:
    shown(place)
    assert "髙橋 はるな" in search(place, qtbot, words)


def test_only_what_fits_is_shown_and_counted(place: Any, qtbot: Any) -> None:
    listed = shown(place)
    assert listed.count.words == "3件"
    assert search(place, qtbot, "辺") == ["渡邉 うみ"]
    assert listed.count.words == "1件"
    assert SEARCH_MS <= 150


def test_chips_narrow_by_service_stage_and_worker(place: Any) -> None:
    listed = shown(place)
    listed.service.choose("follow_up")
    assert place.names() == ["鈴木 そら"]
    listed.service.choose("")
    listed.worker.choose("例示")
    assert place.names() == ["鈴木 そら"]
    listed.worker.choose("")
    listed.stage.choose("requested")
    assert sorted(place.names()) == ["渡邉 うみ", "髙橋 はるな"]


def test_the_day_begins_with_ones_own_cases(place: Any) -> None:
    place.screen.open(Where("cases"))
    listed = place.screen.list
    assert listed.mine.isChecked() and listed.mine.text() == "自分の担当 2"
    assert sorted(place.names()) == ["渡邉 うみ", "髙橋 はるな"]
    listed.mine.click()
    assert len(place.names()) == 3


def test_ended_cases_only_when_asked_for(place: Any) -> None:
    version = place.page("fu").episode.version
    place.work(lambda work: cases.correct(work, place.ids["fu"], version, {"end": "R8.11.1"}))
    listed = shown(place)
    assert "鈴木 そら" not in place.names()
    listed.ended.click()
    assert "鈴木 そら" in place.names()


def test_a_figure_shows_its_cases_and_no_others(place: Any) -> None:
    facts = {"ids": (place.ids["fu"], place.ids["su"]), "title": "新規 令和8年4月"}
    place.screen.open(Where("cases", facts))
    assert sorted(place.names()) == ["渡邉 うみ", "鈴木 そら"]
    assert place.screen.list.all_cases.isVisible()
    place.screen.list.all_cases.click()
    assert not place.screen.list.ids


def test_an_empty_answer_says_what_to_do_and_does_it(place: Any, qtbot: Any) -> None:
    listed = shown(place)
    assert search(place, qtbot, "見つからない") == []
    listed.table.hint_acted.emit()
    assert len(place.names()) == 3


def test_words_that_are_not_among_ones_own_are_looked_for_everywhere(
    place: Any, qtbot: Any
) -> None:
    place.screen.open(Where("cases"))
    assert search(place, qtbot, "鈴木") == []
    place.screen.list.table.hint_acted.emit()
    assert place.names() == ["鈴木 そら"]


def test_rows_follow_the_arrow_keys_and_typing_searches(place: Any, qtbot: Any) -> None:
    listed = shown(place)
    place.screen.activateWindow()
    listed.table.setFocus()
    QTest.keyClick(listed.table, Qt.Key.Key_Down)
    second = listed.table.chosen_row()
    qtbot.waitUntil(lambda: place.screen.episode_id == second.id)
    assert QApplication.focusWidget() is listed.table
    QTest.keyClicks(listed.table, "r8-s")
    assert QApplication.focusWidget() is listed.search.field
    qtbot.waitUntil(lambda: place.names() == ["渡邉 うみ"])
    QTest.keyClick(listed.search.field, Qt.Key.Key_Return)
    assert place.screen.episode_id == place.ids["su"]


def test_a_change_keeps_the_selection(place: Any) -> None:
    shown(place)
    place.open("su")
    version = place.page("co").episode.version
    typed = {"worker": "例示", "term_end": "R8.12.1"}
    place.work(lambda work: cases.correct(work, place.ids["co"], version, typed))
    assert place.screen.list.table.chosen_row().id == place.ids["su"]
    first = place.screen.list.model.row(0)
    assert (first.name, first.next_day.iso) == ("髙橋 はるな", "2026-12-01")


def test_the_model_keeps_qts_rules(place: Any) -> None:
    listed = shown(place)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(listed.model, mode)
    listed.ended.click()
    listed.table.reload()
    tester.deleteLater()


def test_an_empty_office_says_where_to_begin(
    place: Any, dressed: QApplication, opened: Any
) -> None:
    with opened.office.work(opened.actor) as work:
        for kind in (StageMove, Episode, Person):
            work.session.execute(delete(kind))
    listed = shown(place)
    assert listed.table.rows.rowCount() == 0
    assert listed.table.findChild(EmptyHint).words.startswith("まだケースがありません")
    listed.table.hint_acted.emit()
    assert place.screen.pane.active_form is not None


def test_rows_that_come_anew_choose_nobody(place: Any) -> None:
    place.open("co")
    cases = place.screen.list
    chosen: list[str] = []
    cases.chosen.connect(chosen.append)
    cases.ask()
    assert cases.table.chosen_row().id == place.ids["co"]
    assert chosen == []


def test_a_case_outside_the_list_leaves_no_other_row_lit(place: Any) -> None:
    cases = shown(place)
    cases.worker.choose("試作")
    cases.ask()
    cases.table.choose_row(0)
    chosen: list[str] = []
    cases.chosen.connect(chosen.append)
    place.open("fu")
    cases.search.field.setFocus()
    cases.table.setFocus()
    assert cases.table.chosen_row() is None
    assert chosen == []
    QTest.keyClick(cases.table, Qt.Key.Key_Down)
    assert chosen == [cases.model.row(0).id]


def test_new_records_are_written_for_the_worker_as_the_cases_know_them(place: Any) -> None:
    assert place.desk.actor.name == "試作 澪江"
    place.open("co", record=True)
    assert place.screen.pane.active_form.rows["worker"].value() == "試作"
    place.screen.pane.begin()
    assert place.screen.pane.active_form.rows["worker"].value() == "試作"
