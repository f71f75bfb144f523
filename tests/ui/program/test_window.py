"""The window: 今日, the search, the way back, saving, locking, leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.staff.permissions import Role
from app.storage.desks import Change
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.ui.desk import Screen, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice
from app.ui.palette.palette import SEARCH_WORDS, WHOSE_WORDS
from app.ui.program import Program, open_settings
from app.ui.screens.sign_in import SignIn
from app.ui.screens.today import TodayScreen
from app.ui.theme import theme
from app.ui.window import PLACES, SCREENS, MainWindow


class PlainScreen(Screen):
    """Stands in for a screen of another room."""

    def open(self, where: Where) -> None:
        self.shown_where = where
        self.saves = 0
        self.leave = getattr(self, "leave", True)

    def may_leave(self) -> bool:
        return self.leave

    def save(self) -> None:
        self.saves += 1


@pytest.fixture(autouse=True)
def plain_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("cases", "report", "admin"):
        monkeypatch.setitem(SCREENS, place, PlainScreen)


@pytest.fixture
def window_of(
    dressed: Any, open_it: Any, jobs: InlineJobs, asking: Any, settings: QSettings, qtbot: QtBot
) -> Iterator[Callable[..., MainWindow]]:
    made: list[MainWindow] = []

    def make(folder: OfficeFolder, role: Role | None = None) -> MainWindow:
        window = MainWindow(open_it(folder, role), jobs, asking, settings)
        made.append(window)
        window.resize(1366, 768)
        window.show()
        return window

    yield make
    for window in made:
        shiboken6.delete(window)


def today_of(window: MainWindow) -> TodayScreen:
    screen = window.shown
    assert isinstance(screen, TodayScreen)
    return screen


def words_of(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    buttons = [button.text() for button in widget.findChildren(QPushButton) if button.isVisible()]
    return "\n".join((*labels, *buttons))


def lines_of(screen: TodayScreen, name: str) -> list[str]:
    table = screen._left.lines[name].table
    model = table.rows
    return [
        " | ".join(str(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_today_shows_what_is_late_and_why(window_of: Any, folder: OfficeFolder) -> None:
    window = window_of(folder)
    screen = today_of(window)
    screen._whose.choose("all")
    assert lines_of(screen, "late") == [
        "3日超過 | 釈放 11/21(土) 釈放日 R8.11.21 の記録 | 梓川 岳 | コーディネート"
    ]
    assert lines_of(screen, "custody") == [
        "残り39時間 | 勾留満期 11/25(水) 24時 勾留満期日 R8.11.25 の記録 | 樟山 霧夫 | 被疑者等支援"
    ]
    plot = screen._right.plot._plot
    assert [(row.name, row.day, row.label) for row in plot.rows] == [("齋藤 榧造", 37, "依頼受理")]
    assert [band.caption for band in plot.bands if band.caption] == ["年末年始"]
    assert window.places.buttons["today"].accessibleName() == "今日、遅れ 1件"
    assert window.places.buttons["cases"].accessibleName() == "ケース、4件"


def test_own_cases_are_those_under_the_full_or_family_name(
    window_of: Any, folder: OfficeFolder, settings: QSettings
) -> None:
    screen = today_of(window_of(folder))
    assert screen.look is not None and screen.look.mine
    assert screen.look.worker == "試作 澪江"
    assert screen.look.today.open_cases == 1
    assert lines_of(screen, "late") == []
    assert [line.name for _, line in screen._right.silent.model.loaded_rows()] == ["椿原 朔"]
    screen._whose.choose("all")
    assert screen.look.today.open_cases == 4
    assert settings.value("today/whose") == "all"


def test_an_empty_office_is_told_where_to_begin(window_of: Any, empty_folder: OfficeFolder) -> None:
    window = window_of(empty_folder)
    hint = today_of(window)._left.hint
    assert hint.isVisible() and "台帳取込" in hint.words
    hint.acted.emit()
    assert window.where == Where("admin")


def test_enter_on_a_line_opens_the_case_and_esc_comes_back(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    today_of(window)._whose.choose("all")
    table = today_of(window)._left.lines["late"].table
    table.choose_row(0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert window.where is not None and window.where.place == "cases"
    assert window.where.facts["episode"]
    window.back()
    assert window.where == Where("today")
    assert not window.back()


def test_the_way_back_leads_to_the_case_open_last_and_not_into_its_form(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    window.show_where(Where("cases", {"episode": "a", "record": True}))
    window.shown.episode_id = "b"  # chosen in the list of the screen
    window.go("report")
    assert window.back()
    assert window.where == Where("cases", {"episode": "b"})
    assert window.back() and window.where == Where("today")


def test_keys_of_the_window(window_of: Any, folder: OfficeFolder, qtbot: QtBot) -> None:
    window = window_of(folder)
    window.activateWindow()
    field = window.top.search.field
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_K, control)
    assert field.hasFocus()
    field.setText("さ")
    assert window._hits.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not window._hits.isVisible() and field.text() == "" and not field.hasFocus()
    window.go("cases")
    qtbot.keyClick(window, Qt.Key.Key_S, control)
    assert window.shown.saves == 1
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.where == Where("today")
    qtbot.keyClick(window, Qt.Key.Key_N, control)
    assert field.placeholderText() == WHOSE_WORDS


def test_a_number_leads_to_the_place_that_stands_there(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for number, (key, button) in enumerate(window.places.buttons.items(), 1):
        qtbot.keyClick(window, str(number), Qt.KeyboardModifier.ControlModifier)
        assert window.where == Where(key) and button.isChecked()
        assert f"Ctrl＋{number}" in button.toolTip()


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_the_number_of_a_closed_place_says_why(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder, Role.ADMIN)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, "2", Qt.KeyboardModifier.ControlModifier)
    assert window.where == Where("admin")
    qtbot.waitUntil(lambda: "システム管理の役割ではできません" in QToolTip.text())
    QToolTip.hideText()


def test_unsaved_typing_is_asked_before_every_way_out(window_of: Any, folder: OfficeFolder) -> None:
    window = window_of(folder)
    window.go("cases")
    screen: Any = window.shown
    screen.leave = False
    left: list[bool] = []
    window.left.connect(left.append)
    assert not window.go("report") and not window.back() and not window.close()
    window.lock()
    assert window.current == "cases" and left == []
    assert window.places.buttons["cases"].isChecked()
    window.save_wanted.emit()
    assert screen.saves == 1
    screen.leave = True
    assert window.go("report") and window.current == "report"


def hits_of(window: MainWindow) -> list[str]:
    return [hit.title for _, hit in window._hits._model.loaded_rows()]


@pytest.mark.parametrize("typed", ["さいとう", "斎藤", "ｻｲ", "齋", "c-001"])
def test_the_palette_finds_people_whatever_the_spelling(
    window_of: Any, folder: OfficeFolder, typed: str, qtbot: QtBot
) -> None:
    window = window_of(folder)
    window.top.search.field.setText(typed)
    assert "齋藤 榧造" in hits_of(window)
    qtbot.keyClick(window.top.search.field, Qt.Key.Key_Return)
    assert window.where is not None and window.where.place == "cases"
    assert window.top.search.text == "" and not window._hits.isVisible()


def test_the_palette_finds_commands_and_one_character_is_enough(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    window.top.search.field.setText("台")
    assert hits_of(window) == ["台帳取込"]
    qtbot.keyClick(window.top.search.field, Qt.Key.Key_Return)
    assert window.where == Where("admin")


def test_only_the_latest_answer_of_the_search_is_shown(
    window_of: Any, folder: OfficeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_of(folder)
    asked: list[tuple[Any, Any]] = []
    monkeypatch.setattr(window.desk, "read", lambda query, done, **_: asked.append((query, done)))
    for typed in ("さ", "さい", "つば"):
        window.top.search.field.setText(typed)
    assert len(asked) == 1  # one question at a time
    with window.desk.office.reading(window.desk.actor) as reading:
        asked[0][1](asked[0][0](reading))
        assert hits_of(window) == [] and len(asked) == 2
        asked[1][1](asked[1][0](reading))
    assert hits_of(window) == ["椿原 朔"]


def test_ctrl_n_asks_whose_and_opens_the_form_for_that_case(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    window.top.record.click()
    field = window.top.search.field
    assert field.placeholderText() == WHOSE_WORDS
    field.setText("つばき")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.where is not None and window.where.facts["record"] is True
    assert field.placeholderText() == SEARCH_WORDS
    episode = window.where.facts["episode"]
    window.show_where(Where("cases", {"episode": episode}))
    window.top.record.click()
    assert window.where == Where("cases", {"episode": episode, "record": True})


def test_who_may_not_record_is_told_why(window_of: Any, folder: OfficeFolder) -> None:
    window = window_of(folder, Role.AUDITOR)
    assert not window.top.record.isEnabled()
    assert "閲覧・監査の役割ではできません" in window.top.record.reason


def test_places_that_a_role_may_not_see_say_why(window_of: Any, folder: OfficeFolder) -> None:
    window = window_of(folder, Role.ADMIN)
    assert window.where == Where("admin")
    assert not window.places.buttons["cases"].isEnabled()
    assert "システム管理の役割ではできません" in window.places.buttons["cases"].toolTip()
    assert not window.go("today") and window.current == "admin"
    window.top.search.field.setText("さいとう")
    assert hits_of(window) == []


def test_a_saved_change_shows_its_time_and_reloads_today(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    screen = today_of(window)
    assert screen.beside is not None
    episode = screen.beside.silent[0].episode_id
    typed = ActivityInput("R8.11.24", "phone", "10", "本人", "電話で近況を聞いた。", "試作 澪江")
    window.desk.write(
        lambda work: contacts.record_activity(work, episode, typed), lambda _: None, owner=window
    )
    assert window.status._saved.text() == "● 保存済み 9:00:00"
    assert screen.look is not None and screen.beside.silent == ()
    assert [item.content for item in screen.look.today.recent] == ["電話で近況を聞いた。"]


def test_locking_returns_to_sign_in_and_frees_the_data(
    dressed: Any, open_it: Any, folder: OfficeFolder, jobs: Any, asking: Any, settings: QSettings
) -> None:
    program = Program(folder, jobs=jobs, asking=asking, settings=settings)
    signed = open_it(folder)
    program.show_office(signed.office, signed.actor)
    window = program.view
    assert isinstance(window, MainWindow)
    window.staff_chosen.emit("lock")
    assert isinstance(program.view, SignIn) and program.office is None
    with hold(folder):
        pass
    assert not window.isVisible()
    program.view.deleteLater()


def test_leaving_waits_for_what_is_on_its_way(window_of: Any, folder: OfficeFolder) -> None:
    window = window_of(folder)
    left: list[bool] = []
    window.left.connect(left.append)
    window.desk.jobs.busy = True
    assert not window.close() and left == [] and not window.isEnabled()
    window.desk.jobs.busy = False
    window.desk.jobs.idle.emit()
    assert left == [False]


def test_settings_hold_no_word_about_people(
    window_of: Any, folder: OfficeFolder, settings: QSettings
) -> None:
    window = window_of(folder)
    window.top.search.field.setText("さいとう")
    today_of(window)._whose.choose("all")
    window.close()
    settings.sync()
    lines = Path(settings.fileName()).read_text(encoding="utf-8").splitlines()
    names = {line.split("=")[0] for line in lines if "=" in line}
    assert names == {"geometry", "whose"}
    assert "whose=all" in lines


def test_the_settings_file_lies_in_the_users_own_folder(own_folders: Path) -> None:
    assert Path(open_settings().fileName()).is_relative_to(own_folders)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_no_word_is_cut_at_1366_by_768(
    window_of: Any, folder: OfficeFolder, dark: bool, scale: float, qtbot: QtBot
) -> None:
    theme().set_dark(dark)
    theme().set_scale(scale)
    window = window_of(folder)
    today_of(window)._whose.choose("all")
    qtbot.waitUntil(lambda: window.width() == 1366 and today_of(window).width() > 0)
    qtbot.wait(0)
    for button in window.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width() or not button.text()
    for place in PLACES:
        assert window.places.buttons[place.key]._title.width() > 0
    table = today_of(window)._left.lines["late"].table
    for column in range(table.model().columnCount()):
        needed = table.sizeHintForIndex(table.model().index(0, column)).width()
        assert table.columnWidth(column) >= needed


@pytest.mark.parametrize(("height", "filled"), [(728, True), (1040, False)])
def test_a_small_screen_is_filled_so_that_the_foot_stays_in_sight(
    window_of: Callable[..., MainWindow],
    folder: OfficeFolder,
    monkeypatch: pytest.MonkeyPatch,
    height: int,
    filled: bool,
) -> None:
    window = window_of(folder)
    room = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1366, height))
    monkeypatch.setattr(window, "screen", lambda: room)
    window.fit_screen()
    assert window.isMaximized() is filled


def test_the_title_is_the_office_and_the_program_once(
    window_of: Callable[..., MainWindow], folder: OfficeFolder
) -> None:
    assert "定着 " not in window_of(folder).windowTitle()


def test_the_window_hears_the_other_desks_until_it_goes(
    dressed: Any,
    folder: Any,
    open_it: Any,
    jobs: Any,
    asking: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed_in = open_it(folder)
    heard: list[Any] = []
    monkeypatch.setattr(signed_in.office.desks, "watch", lambda *told: heard.extend(told))
    window = MainWindow(signed_in, jobs, asking, settings)
    notices: list[Notice] = []
    looks: list[bool] = []
    window.desk.notices.changed.connect(notices.append)
    window.desk.notices.looked.connect(lambda: looks.append(True))
    changed, looked = heard
    changed(Change(frozenset({"episode"}), frozenset(), "s1", many=True))
    looked()
    assert notices == [Notice(frozenset({"episode"}), frozenset(), "s1", many=True)]
    assert looks == [True]
    window.lock()
    changed(Change(frozenset({"episode"}), frozenset({"e1"}), "s1"))
    looked()
    assert len(notices) == len(looks) == 1
    window.deleteLater()
