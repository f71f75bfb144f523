"""今日 by keyboard: settling with one key, taking it back, typing and ticking a task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cases import actions as cases
from app.codes import Service
from app.deadlines.tasks.queries import open_tasks
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Role
from app.storage.folders import OfficeFolder
from app.storage.records import Appointment
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.screens.today import TodayScreen
from app.ui.screens.today_left import FEW
from app.ui.widgets.list_table import ListTable
from app.ui.window import MainWindow

Shown = Callable[..., TodayScreen]


@pytest.fixture
def shown(
    dressed: Any, open_it: Any, jobs: InlineJobs, asking: Any, settings: QSettings, qtbot: QtBot
) -> Iterator[Shown]:
    """今日 of the whole centre, in a window of its own."""
    made: list[MainWindow] = []

    def make(folder: OfficeFolder, role: Role | None = None) -> TodayScreen:
        window = MainWindow(open_it(folder, role), jobs, asking, settings)
        made.append(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        screen = window.shown
        assert isinstance(screen, TodayScreen)
        screen._whose.choose("all")
        return screen

    yield make
    for window in made:
        shiboken6.delete(window)


def names_in(screen: TodayScreen, part: str) -> list[str]:
    return [line.name for _, line in screen._left.lines[part].model.loaded_rows()]


def tasks_in(screen: TodayScreen) -> list[tuple[str, str]]:
    rows = screen._right.tasks.lines.model.loaded_rows()
    return [(line.when, line.what) for _, line in rows]


def press(qtbot: QtBot, key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key)


def test_space_settles_the_line_and_the_bar_takes_it_back(
    shown: Shown, folder: OfficeFolder, qtbot: QtBot
) -> None:
    screen = shown(folder)
    late: list[int] = []
    screen.late_counted.connect(late.append)
    table = screen._left.lines["late"].table
    table.setFocus()
    table.choose_row(0)
    press(qtbot, Qt.Key.Key_Space)
    assert names_in(screen, "late") == [] and late[-1] == 0
    assert screen.settled.words == "済み 釈放 11/21(土)（梓川 岳）"
    assert screen.settled.isVisible() and screen.settled.has_button
    screen.settled.acted.emit()
    assert names_in(screen, "late") == ["梓川 岳"] and late[-1] == 1
    assert not screen.settled.isVisible()


def test_a_task_is_typed_with_two_enters_and_ticked_with_space(
    shown: Shown, folder: OfficeFolder, qtbot: QtBot
) -> None:
    screen = shown(folder)
    card = screen._right.tasks
    card.title.setFocus()
    card.title.set_value("受入先へ見学の日を聞く")  # as an input method would
    press(qtbot, Qt.Key.Key_Return)
    field = QApplication.focusWidget()
    assert field is not None
    qtbot.keyClicks(field, "2/30")
    press(qtbot, Qt.Key.Key_Return)
    assert "2月" in card.due.error() and tasks_in(screen) == []
    assert card.title.value() == "受入先へ見学の日を聞く"
    card.due.set_value("12/3")
    card.due.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert tasks_in(screen) == [("12/3", "受入先へ見学の日を聞く")]
    assert card.title.value() == "" and card.due.value() == ""
    card.lines.table.setFocus()
    card.lines.table.choose_row(0)
    press(qtbot, Qt.Key.Key_Space)
    assert tasks_in(screen) == []
    assert screen.settled.words == "済み 受入先へ見学の日を聞く"
    screen.settled.acted.emit()
    assert tasks_in(screen) == [("12/3", "受入先へ見学の日を聞く")]
    with screen.desk.office.reading(screen.desk.actor) as reading:
        (task,) = open_tasks(reading).tasks
    assert task.worker == "試作 澪江"


def test_what_stands_beside_the_days_is_read_after_everything_else(
    shown: Shown, folder: OfficeFolder, jobs: InlineJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = shown(folder)
    asked: list[str] = []
    run = jobs.run

    def noted(fn: Callable[..., Any], **more: Any) -> None:
        asked.append(more["on"])
        run(fn, **more)

    monkeypatch.setattr(jobs, "run", noted)
    screen.read_again()
    assert asked == ["database", "later", "later"]


def test_nothing_is_said_to_be_missing_before_it_was_read(
    shown: Shown, folder: OfficeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = shown(folder).desk
    monkeypatch.setattr(desk, "read", lambda *_, **__: None)
    screen = TodayScreen(desk)
    screen.open(Where("today"))
    right = screen._right
    said = (right.tasks._none, right.waiting._none, right.silent._nobody)
    assert all(words.isHidden() for words in said)
    shiboken6.delete(screen)


def test_a_probation_office_is_not_told_that_all_have_a_home_before_it_was_read(
    shown: Shown, folder: OfficeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = shown(folder).desk
    monkeypatch.setattr(desk, "read", lambda *_, **__: None)
    monkeypatch.setattr(desk, "kind", OfficeKind.PROBATION)
    screen = TodayScreen(desk)
    screen.open(Where("today"))
    homeless = screen._right.homeless
    assert homeless is not None and homeless._none.isHidden()
    shiboken6.delete(screen)


def test_who_may_not_plan_is_told_why(shown: Shown, folder: OfficeFolder, qtbot: QtBot) -> None:
    screen = shown(folder, Role.AUDITOR)
    assert "閲覧・監査の役割ではできません" in screen._right.tasks.add_button.reason
    table = screen._left.lines["late"].table
    table.setFocus()
    table.choose_row(0)
    press(qtbot, Qt.Key.Key_Space)
    assert "閲覧・監査の役割ではできません" in screen.settled.words
    assert not screen.settled.has_button
    assert names_in(screen, "late") == ["梓川 岳"]


def test_a_long_part_shows_the_first_and_counts_the_rest(
    shown: Shown, folder: OfficeFolder, qtbot: QtBot
) -> None:
    screen = shown(folder)
    with screen.desk.office.work(screen.desk.actor) as work:
        for number in range(FEW + 2):
            who = people.register(work, PersonInput(f"架空 {number}", "", "male", ""))
            typed: dict[str, str | bool | None] = {"start": "R8.5.1", "term_end": "R8.11.10"}
            cases.open_episode(work, who, Service.COORDINATION, typed)
    screen.read_again()
    lines = screen._left.lines["late"]
    assert lines.model.rowCount() == FEW
    assert lines._title.text() == f"遅れ・過ぎた期限 {FEW + 3}件"
    assert lines._more.text() == "ほかに3件を見る"
    lines._more.click()
    assert lines.model.rowCount() == FEW + 3 and not lines._more.isVisible()
    assert lines.table.hasFocus()
    lines.table.choose_row(FEW + 2)
    press(qtbot, Qt.Key.Key_Space)
    assert lines.model.rowCount() == FEW + 2
    assert lines.table.currentIndex().row() == FEW + 1  # the keyboard stays in the list


def test_every_due_line_tells_its_rule(shown: Shown, folder: OfficeFolder) -> None:
    screen = shown(folder)
    for part in ("late", "custody", "week", "later", "due_today"):
        for _, line in screen._left.lines[part].model.loaded_rows():
            assert "決まり「" in line.reason and "版" in line.reason
            assert line.why
    silent = [line for _, line in screen._right.silent.model.loaded_rows()]
    assert [(line.name, line.when) for line in silent] == [
        ("梓川 岳", "207日"),
        ("齋藤 榧造", "176日"),
        ("椿原 朔", "55日"),
    ]
    assert "40日より長く" in silent[2].reason


def test_the_centres_own_measure_is_set_where_the_rules_are_shown(
    shown: Shown, folder: OfficeFolder
) -> None:
    screen = shown(folder)
    screen.show_rules()
    dialog = screen.rules
    assert dialog is not None
    places = {rule.id: number for number, rule in dialog.model.loaded_rows()}
    dialog.table.choose_row(places["release_day"])
    assert dialog.fixed.isVisible() and dialog.form.rows["length"].isHidden()
    assert dialog.form.rows["lead"].isVisible()  # when 今日 names it is the centre's own matter
    dialog.table.choose_row(places["follow_up_contact"])
    dialog.form.set_values({"length": "0"})
    dialog.keep.click()
    assert "1から3,660まで" in dialog.form.rows["length"].error()
    dialog.form.set_values({"length": "６０日"})
    dialog.keep.click()
    assert dialog.model.row(places["follow_up_contact"]).length == 60
    assert dialog.reset.isEnabled()
    names = [line.name for _, line in screen._right.silent.model.loaded_rows()]
    assert "椿原 朔" not in names  # 55 days
    dialog.reset.click()
    assert dialog.model.row(places["follow_up_contact"]).length == 40
    assert not dialog.reset.isEnabled()
    dialog.reject()


def test_only_who_runs_the_office_sets_rules(shown: Shown, folder: OfficeFolder) -> None:
    screen = shown(folder, Role.COUNSELLOR)
    screen.show_rules()
    dialog = screen.rules
    assert dialog is not None
    places = {rule.id: number for number, rule in dialog.model.loaded_rows()}
    dialog.table.choose_row(places["follow_up_contact"])
    assert "相談員の役割ではできません" in dialog.keep.reason
    dialog.reject()


def test_a_task_being_typed_is_a_draft_until_it_is_added(
    shown: Shown, folder: OfficeFolder, qtbot: QtBot
) -> None:
    screen = shown(folder)
    card, drafts = screen._right.tasks, screen.desk.office.drafts
    assert drafts is not None

    def kept() -> list[str]:
        office, actor = screen.desk.office, screen.desk.actor
        return [d.typed["title"] for d in drafts.list(office.office_id, actor.staff_id).drafts]

    card.title.set_value("見学の日を聞く")
    qtbot.waitUntil(lambda: kept() == ["見学の日を聞く"])
    (draft,) = drafts.list(screen.desk.office.office_id, screen.desk.actor.staff_id).drafts
    card.title.set_value("")  # as after a crash
    screen._open_draft(draft)
    assert card.title.value() == "見学の日を聞く"
    card.add_task()
    assert tasks_in(screen) == [("期日なし", "見学の日を聞く")]
    qtbot.waitUntil(lambda: kept() == [])


def test_the_plans_of_the_day_stand_with_their_hour(shown: Shown, folder: OfficeFolder) -> None:
    screen = shown(folder)
    with screen.desk.office.work(screen.desk.actor) as work:
        for title, minute in (("合同支援会議", 14 * 60), ("面接の準備", None)):
            work.add(
                Appointment(
                    day=date(2026, 11, 24),
                    start_minute=minute,
                    kind="meeting",
                    title=title,
                    place="前橋刑務所",
                    workers=["試作"],
                )
            )
        work.add(Appointment(day=date(2026, 11, 25), kind="meeting", title="別の日"))
    screen.read_again()
    rows = [line for _, line in screen._left.lines["plans"].model.loaded_rows()]
    assert [(line.when, line.what) for line in rows] == [
        ("終日", "面接の準備"),
        ("14:00", "合同支援会議"),
    ]
    assert "前橋刑務所" in rows[1].why


def test_a_part_without_a_line_has_no_list_and_tab_goes_down_those_there_are(
    shown: Shown, folder: OfficeFolder, qtbot: QtBot
) -> None:
    screen = shown(folder)
    there = [name for name, lines in screen._left.lines.items() if not lines.isHidden()]
    assert len(there) > 1
    made = [lines.table for lines in screen._left.lines.values() if lines.findChild(ListTable)]
    assert made == [screen._left.lines[name].table for name in there]
    made[0].setFocus()
    reached = []
    while QApplication.focusWidget() in made:
        reached.append(QApplication.focusWidget())
        press(qtbot, Qt.Key.Key_Tab)
    assert reached == made
