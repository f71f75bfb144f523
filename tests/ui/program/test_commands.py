"""Ctrl+K does: every place, the main actions, and what may be done with the case that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.calendar.fiscal import month_of
from app.cases.actions import open_episode
from app.codes import Service
from app.network.organisations.actions import add as add_organisation
from app.network.organisations.rules import OrganisationInput
from app.people.actions import register
from app.people.rules import PersonInput
from app.staff.permissions import Permission, Role
from app.storage.folders import OfficeFolder
from app.storage.work import Reading
from app.ui.desk import Where
from app.ui.frame.search_results import Hit
from app.ui.jobs import InlineJobs
from app.ui.palette.commands import Command, fitting
from app.ui.palette.palette import SearchPalette
from app.ui.palette.sources import SOURCES, Source
from app.ui.window import PLACES, MainWindow


@pytest.fixture
def window_of(
    open_it: Any, jobs: InlineJobs, asking: Any, settings: QSettings, qtbot: QtBot
) -> Iterator[Callable[..., MainWindow]]:
    made: list[MainWindow] = []

    def make(folder: OfficeFolder, role: Role | None = None) -> MainWindow:
        window = MainWindow(open_it(folder, role), jobs, asking, settings)
        made.append(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield make
    for window in made:
        shiboken6.delete(window)


def case(window: MainWindow) -> str:
    """A コーディネート that has just begun."""
    with window.desk.office.work(window.desk.actor) as work:
        person = register(work, PersonInput("榧木 岳夫", "カヤキ タケオ", "male", "S30.1.2"))
        return open_episode(work, person, Service.COORDINATION, {"start": "R8.4.1"})


def hits(window: MainWindow) -> list[str]:
    return [hit.title for _, hit in window._hits._model.loaded_rows()]


def type_and_enter(window: MainWindow, words: str, wanted: str, qtbot: QtBot) -> None:
    """Ctrl+K, the words, arrow keys down to the hit, Enter."""
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = window.top.search.field
    assert field.hasFocus()
    field.setText(words)
    assert wanted in hits(window), hits(window)
    for _ in range(hits(window).index(wanted)):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not window._hits.isVisible()


@pytest.mark.parametrize("place", [place.title for place in PLACES])
def test_every_place_is_reached_by_its_name(
    window_of: Any, folder: OfficeFolder, place: str, qtbot: QtBot
) -> None:
    window = window_of(folder)
    window.top.search.field.setText(place)
    assert hits(window)[0] == place, "Enter alone goes there"
    type_and_enter(window, place, place, qtbot)
    key = next(one.key for one in PLACES if one.title == place)
    assert window.where is not None and window.where.place == key


@pytest.mark.parametrize(
    ("typed", "command", "place"),
    [
        ("新しい", "新しいケースを始める", "cases"),
        ("しんき", "新しいケースを始める", "cases"),
        ("取込", "台帳取込", "admin"),
        ("先月", "2026年10月の報告", "report"),
        ("決まり", "期限の決まり", "today"),
        ("課題 加", "課題を加える", "today"),
        ("つなぎ", "つなぎの一覧", "network"),
        ("滞納", "端緒を受ける", "network"),
    ],
)
def test_main_actions_are_found_by_word_and_reading(
    window_of: Any, folder: OfficeFolder, typed: str, command: str, place: str, qtbot: QtBot
) -> None:
    window = window_of(folder)
    month = month_of(window.desk.office.clock.today()).previous()
    wanted = f"{month.label}の報告" if place == "report" else command
    type_and_enter(window, typed, wanted, qtbot)
    assert window.where is not None and window.where.place == place
    if place == "report":
        assert window.shown.part.period == month  # type: ignore[union-attr]
    if command == "課題を加える":
        assert QApplication.focusWidget().accessibleName() == "すること"
    if place == "network":
        assert window.shown.leaf.key in ("referrals", "signals")  # type: ignore[union-attr]
    if command == "期限の決まり":
        window.shown.rules.close()  # type: ignore[union-attr]


def test_what_may_be_done_with_the_case_that_is_shown(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    episode = case(window)
    window.show_where(Where("cases", {"episode": episode}))
    pane = window.shown.pane  # type: ignore[union-attr]
    window.top.search.field.setText("資源を探す")
    assert hits(window)[0] == "資源を探す", "what is called so comes first"
    window.top.search.field.clear()
    type_and_enter(window, "要件 記録", "要件を記録する", qtbot)
    assert pane.active_form.kind == "requirements"
    pane.active_form.left.emit()
    type_and_enter(window, "段階 面接", "段階: 「面接」へ進める", qtbot)
    assert pane.dialog is not None
    pane.dialog.reject()
    type_and_enter(window, "けいかく", "福祉サービス等調整計画を作る", qtbot)
    assert pane.active_form.plan_kind == "adjustment"
    pane.active_form.left.emit()
    type_and_enter(window, "フェイス 印刷", "フェイスシートを印刷", qtbot)
    assert pane.preview is not None
    pane.preview.close()
    window.show_where(Where("report"))
    window.top.search.field.setText("要件")
    assert "要件を記録する" not in hits(window)


def test_what_cannot_be_done_is_shown_with_the_reason(
    window_of: Any, folder: OfficeFolder, asking: Any, qtbot: QtBot
) -> None:
    window = window_of(folder, Role.AUDITOR)
    type_and_enter(window, "新しい", "新しいケースを始める", qtbot)
    assert "閲覧・監査" in asking.said[-1][1]
    assert window.where == Where("today")


def test_down_in_the_empty_box_lists_what_can_be_done(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    field = window.top.search.field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert hits(window)[:2] == ["新しいケースを始める", "支援経過を記録"]
    assert "課題を加える" in hits(window)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.where == Where("cases", {"new": True})


def test_down_in_the_empty_box_offers_the_cases_opened_last_first(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    episode = case(window)
    window.show_where(Where("cases", {"episode": episode}))
    window.show_where(Where("today"))
    field = window.top.search.field
    window.top.search.focus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert hits(window)[:2] == ["榧木 岳夫", "新しいケースを始める"]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert window._hits._table.currentIndex().row() == 1
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.where == Where("cases", {"episode": episode})


def test_whose_contact_it_is_may_be_one_of_the_last_cases_too(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    episode = case(window)
    window.show_where(Where("cases", {"episode": episode}))
    window.show_where(Where("today"))
    window.record()
    qtbot.keyClick(window.top.search.field, Qt.Key.Key_Down)
    assert hits(window) == ["榧木 岳夫"]
    qtbot.keyClick(window.top.search.field, Qt.Key.Key_Return)
    assert window.where == Where("cases", {"episode": episode, "record": True})


def test_while_presenting_no_case_is_offered_and_the_pc_keeps_none(
    window_of: Any, folder: OfficeFolder, settings: Any, qtbot: QtBot
) -> None:
    window = window_of(folder)
    episode = case(window)
    window.show_where(Where("cases", {"episode": episode}))
    window.show_where(Where("today"))
    window.presenting_bar.toggle()
    window.top.search.focus()
    qtbot.keyClick(window.top.search.field, Qt.Key.Key_Down)
    assert hits(window)[0] == "新しいケースを始める"
    window.presenting_bar.toggle()
    window.close()
    settings.sync()
    kept = Path(settings.fileName()).read_text(encoding="utf-8")
    assert kept and "榧木" not in kept and episode not in kept


def test_organisations_are_found_where_there_is_a_place_for_them(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    with window.desk.office.work(window.desk.actor) as work:
        add_organisation(work, OrganisationInput("welfare_office", "架空福祉事務所"))
    gone: list[Where] = []
    window.desk.go = gone.append
    palette = SearchPalette(window, window.desk, tuple, {"cases", "network"}, SOURCES)
    window.top.search.field.setText("架空福祉")
    titles = [hit.title for _, hit in window._hits._model.loaded_rows()]
    assert titles == ["架空福祉事務所"]
    key = window._hits._model.row(0).key
    palette._take(key)
    assert gone[-1] == Where("network", {"organisation": key.partition(":")[2]})


def test_a_source_of_ones_own_is_asked(window_of: Any, folder: OfficeFolder) -> None:
    """How a new place lets its things be found."""

    def find(reading: Reading, text: str, go_on: Callable[[], bool]) -> list[Hit]:
        return [Hit("7", f"{text}の会議")]

    own = Source("meeting", "today", Permission.READ_CASES, find, lambda key: Where("today"))
    window = window_of(folder)
    SearchPalette(window, window.desk, tuple, {"today"}, (own,))
    window.top.search.field.setText("秋")
    assert hits(window) == ["秋の会議"]


def test_every_word_must_fit_and_those_that_begin_so_come_first() -> None:
    def named(words: str, also: str = "") -> Command:
        return Command(words, words, "", list, also)

    known = (named("今日の報告"), named("報告を出す", "ほうこく"), named("予定", "ほう こく"))
    assert [one.words for one in fitting(known, "報告")] == ["報告を出す", "今日の報告"]
    assert [one.words for one in fitting(known, "ホウコク")] == ["報告を出す", "予定"]
    assert [one.words for one in fitting(known, "報告 出す")] == ["報告を出す"]
    assert fitting(known, "  ") == [] and fitting(known, "報告 ない") == []
