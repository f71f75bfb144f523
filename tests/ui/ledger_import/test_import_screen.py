"""台帳取込 by hand: from the file to cases and back, and every choice on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.calendar.fiscal import month
from app.cases.queries import open_count
from app.ledgers import queries
from app.ledgers.planned import PlanRow
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.staff.permissions import Actor, Role
from app.storage.records import Episode, HistoryEntry, Person, SavedMapping
from app.ui.desk import Where
from app.ui.jobs import Jobs
from app.ui.screens.ledger_import.map_page import NOT_TAKEN
from app.ui.screens.ledger_import.screen import CHECK, DONE, MAP, READ, ImportScreen
from app.ui.screens.ledger_import.taking import Taking
from app.ui.widgets.buttons import Button

Shown = tuple[ImportScreen, Any]


@pytest.fixture
def shown(qtbot: Any, sat: Any) -> Shown:
    """The screen at the common office size."""
    screen = ImportScreen(sat.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 698)
    screen.show()
    screen.open(Where("admin"))
    screen.focus_first()
    return screen, sat


def on_record(sat: Any, kind: Any) -> int:
    """How many records of a kind there are."""
    with sat.desk.office.reading(sat.desk.actor) as reading:
        return int(reading.session.query(kind).count())


def plan_row(screen: ImportScreen, holds: Callable[[PlanRow], bool]) -> PlanRow:
    """The first row of the plan that holds."""
    assert screen.taking is not None
    return next(row for row in screen.taking.plan.rows if holds(row))


def choose(screen: ImportScreen, row: PlanRow) -> None:
    """Choose a row in the list of the check."""
    rows = screen.check_page.rows
    at = next(at for at, one in rows.rows.loaded_rows() if one.key == row.key)
    rows.choose_row(at)


def counters(screen: ImportScreen) -> dict[str, str]:
    """What the counters of the check say."""
    return {
        key: counter.accessibleName().rpartition(" ")[2]
        for key, counter in screen.check_page.counters.items()
    }


def press(qtbot: Any, screen: ImportScreen, wanted: Button) -> None:
    """Go to a button with Tab alone and press it with Enter."""
    for _ in range(60):
        now = QApplication.focusWidget() or screen
        if now is wanted:
            qtbot.keyClick(now, Qt.Key.Key_Return)
            return
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    raise AssertionError("the keyboard does not reach this button")


@pytest.mark.on_both
def test_from_the_file_to_the_figures_by_keyboard(qtbot: Any, shown: Shown, standard: Path) -> None:
    screen, sat = shown
    sat.asking.script(standard)
    with qtbot.waitActive(screen):
        screen.activateWindow()
    screen.focus_first()
    press(qtbot, screen, screen.read_page.choose)
    assert screen.step == MAP
    press(qtbot, screen, screen.on)
    assert screen.step == CHECK
    press(qtbot, screen, screen.on)
    assert screen.step == DONE
    assert sat.asking.errors == [] and sat.saves == [1]
    wanted = json.loads(
        standard.with_name("ledger_standard_r6.expected.json").read_text(encoding="utf-8")
    )
    with sat.desk.office.reading(sat.desk.actor) as reading:
        found = as_json(figures(reading, month(2024, 10)))
    assert found == wanted["months"]["2024-10"]
    press(qtbot, screen, screen.done_page.cases)
    assert sat.went == [Where("cases")]
    assert screen.done_page.figures.text() == "令和7年3月の集計を見る"
    press(qtbot, screen, screen.done_page.figures)
    assert sat.went[1:] == [Where("report", {"leaf": "figures", "period": month(2025, 3)})]


def test_the_places_of_the_office_are_reached_from_here(shown: Shown) -> None:
    screen, sat = shown
    gone: list[Where] = []
    sat.desk.go = gone.append
    links = (screen.staff, screen.history, screen.backups, screen.retention, screen.requests)
    for link in links:
        link.click()
    places = ["staff", "history", "backups", "retention", "subject_access"]
    assert [where.place for where in gone] == places
    assert all(link.isVisible() and link.visibleRegion().boundingRect().width() for link in links)


def test_the_lived_in_ledger_is_counted_as_expected(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    screen.read(messy)
    screen.on.click()
    found = counters(screen)
    assert found["new"] == "197" and found["again"] == "74" and found["pairs"] == "5組"
    assert found["left_out"] == "1" and found["refused"] == "5"
    assert screen.on.text() == "932行を取り込む"
    told = [row for _, row in screen.check_page.rows.rows.loaded_rows()]
    assert told and all(row.problems for row in told)


def test_a_counter_shows_its_rows(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    screen.read(messy)
    screen.on.click()
    page = screen.check_page
    page.counters["refused"].opened.emit()
    rows = [row for _, row in page.rows.rows.loaded_rows()]
    assert len(rows) == 5 and {row.disposition for row in rows} == {"reject"}
    page.counters["refused"].opened.emit()
    assert page.rows.rows.rowCount() > 5


def test_leaving_a_row_out_changes_the_plan_and_what_comes_in(shown: Shown, messy: Path) -> None:
    screen, sat = shown
    screen.read(messy)
    screen.on.click()
    page = screen.check_page
    page.counters["new"].opened.emit()
    row = plan_row(screen, lambda r: r.kind == "case" and r.disposition == "import"
                   and sum(r.target == one.target for one in screen.taking.plan.rows) == 1)  # type: ignore[union-attr]  # fmt: skip
    choose(screen, row)
    assert page.card.choice is not None
    page.card.choice.choose("leave")
    assert counters(screen)["new"] == "196" and counters(screen)["left_out"] == "2"
    page.card.choice.choose("take")
    assert counters(screen)["new"] == "197" and counters(screen)["left_out"] == "1"
    page.card.choice.choose("leave")
    screen.on.click()
    assert on_record(sat, Episode) == 196


def test_a_row_is_left_out_by_keyboard(qtbot: Any, shown: Shown, messy: Path) -> None:
    screen, _ = shown
    with qtbot.waitActive(screen):
        screen.activateWindow()
    screen.read(messy)
    screen.on.click()
    page = screen.check_page
    assert page.rows.hasFocus() and page.card.row is not None
    row = page.card.row
    qtbot.keyClick(page.rows, Qt.Key.Key_Return)
    for key, out in ((Qt.Key.Key_Right, True), (Qt.Key.Key_Left, False)):
        held = QApplication.focusWidget()
        assert held in page.card.chips()
        qtbot.keyClick(held, key)
        now = plan_row(screen, lambda one: one.key == row.key)
        assert (now.reason == "left_out") is out


def test_choices_made_while_planning_are_all_kept(
    qtbot: Any, sat: Any, messy: Path, shown: Shown
) -> None:
    jobs = Jobs()
    screen = ImportScreen(replace(sat.desk, jobs=jobs))
    qtbot.addWidget(screen)
    screen.read(messy)
    qtbot.waitUntil(lambda: screen.step == MAP)
    rows = [
        row
        for row in screen.taking.plan.rows  # type: ignore[union-attr]
        if row.kind == "case" and row.disposition == "import"
    ][:3]
    for row in rows:
        screen.check_page.row_decided.emit(row.key, "leave")
    assert not screen.on.isEnabled()
    with qtbot.waitSignal(jobs.idle):
        pass
    qtbot.waitUntil(lambda: not jobs.busy and screen.on.isEnabled())
    assert set(screen.taking.choices.rows) == {row.key for row in rows}  # type: ignore[union-attr]
    jobs.close()


def test_a_struck_row_comes_in_when_it_is_chosen(shown: Shown, messy: Path) -> None:
    screen, sat = shown
    screen.read(messy)
    screen.on.click()
    row = plan_row(screen, lambda r: r.reason == "struck_through")
    choose(screen, row)
    assert screen.check_page.card.choice is not None
    assert screen.check_page.card.choice.code == "leave"
    screen.check_page.card.choice.choose("take")
    assert counters(screen)["left_out"] == "0"
    screen.on.click()
    assert on_record(sat, Episode) == 198


def test_two_spellings_become_one_person_when_said_so(shown: Shown, messy: Path) -> None:
    screen, sat = shown
    screen.read(messy)
    screen.on.click()
    card = screen.check_page.card
    row = plan_row(screen, lambda r: any(p.severity == "ask" for p in r.problems))
    choose(screen, row)
    assert card.pair_choice is not None and card.pair_choice.code == "different"
    card.pair_choice.choose("same")
    assert counters(screen)["pairs"] == "4組"
    assert card.row is not None and card.row.key == row.key
    assert card.pair_choice is not None and card.pair_choice.code == "same"
    screen.on.click()
    assert on_record(sat, Person) == 171


def test_both_persons_of_a_pair_are_told_apart(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    screen.read(messy)
    taking = screen.taking
    assert isinstance(taking, Taking) and len(taking.plan.pairs) == 5
    for pair in taking.plan.pairs:
        first, second = taking.sides(pair)
        assert (first.sheet, first.row) != (second.sheet, second.row)
        assert first.values["name"] and second.values["name"]


def test_a_refused_row_says_how_to_mend_it(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    screen.read(messy)
    screen.on.click()
    row = plan_row(screen, lambda r: r.reason == "end_before_start")
    choose(screen, row)
    assert screen.check_page.card.choice is None


def test_a_column_is_corrected_and_remembered(shown: Shown, messy: Path) -> None:
    screen, sat = shown
    screen.read(messy)
    page = screen.map_page
    assert not screen.remember.isEnabled()
    before = screen.taking.plan  # type: ignore[union-attr]
    table = screen.taking.mapping.tables[0]  # type: ignore[union-attr]
    offence = table.column_of("offence")
    editor = page.fields[offence.index]
    editor.set_value("")
    editor.combo.activated.emit(editor.combo.currentIndex())
    assert editor.combo.currentText() == NOT_TAKEN
    after = screen.taking.plan  # type: ignore[union-attr]
    rows = [row for row in after.rows if row.sheet == table.sheet and row.kind == "case"]
    assert after is not before
    assert all("offence" not in row.values for row in rows)
    assert any(offence.title in row.extra for row in rows)
    screen.remember.click()
    assert on_record(sat, SavedMapping) == 1
    screen.read(messy)
    assert screen.taking.mapping.tables[0].column_of("offence") is None  # type: ignore[union-attr]


def test_a_table_may_be_left_out_and_brought_back(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    screen.read(messy)
    page = screen.map_page
    at = next(n for n, line in page.sheets.rows.loaded_rows() if line.sheet == "活動R5")
    page.sheets.choose_row(at)
    for kind, number in (("", 0), ("activity", 640)):
        page.kind.set_value(kind)
        page.kind.combo.activated.emit(page.kind.combo.currentIndex())
        assert len(screen.taking.plan.activities) == number  # type: ignore[union-attr]


def test_sheets_that_are_no_ledger_say_why(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    screen.read(messy)
    page = screen.map_page
    at = next(n for n, line in page.sheets.rows.loaded_rows() if line.sheet == "連絡先")
    page.sheets.choose_row(at)
    assert page._where.words.startswith("台帳ではないと見なしました。")
    assert page.kind.isHidden() and page.fields == {}


def test_a_refused_file_says_what_happened(shown: Shown, tmp_path: Path) -> None:
    screen, sat = shown
    wrong = tmp_path / "台帳.xls"
    wrong.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    screen.read(wrong)
    assert screen.step == READ and screen.taking is None
    words = screen.read_page.refused.accessibleName()
    assert "「台帳.xls」は読めませんでした" in words and "ファイルはそのままです" in words
    assert not screen.read_page.refused.isHidden() and sat.asking.errors == []
    with sat.desk.office.reading(sat.desk.actor) as reading:
        last = reading.session.scalars(
            select(HistoryEntry).order_by(HistoryEntry.seq.desc())
        ).first()
    assert last is not None and last.kind == "ledger.refused" and "台帳.xls" not in last.words


def test_a_dropped_file_is_read(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(messy))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)
    screen.read_page.dropEvent(event)
    assert screen.step == MAP and screen.taking is not None


def test_a_ledger_taken_in_twice_changes_nothing(shown: Shown, standard: Path) -> None:
    screen, _ = shown
    for _ in range(2):
        screen.read(standard)
        screen.on.click()
        if screen.on.isEnabled():
            screen.on.click()
    assert screen.step == CHECK
    assert screen.on.reason == "この台帳はすべて取り込み済みです。変わるところはありません。"


def test_an_import_is_taken_back_only_after_a_safe_question(shown: Shown, messy: Path) -> None:
    screen, sat = shown
    screen.read(messy)
    screen.on.click()
    screen.on.click()
    assert screen.step == DONE and on_record(sat, Episode) == 197
    sat.asking.script(False)
    screen.done_page.batches.undo.click()
    assert sat.asking.said[-1][0] == "danger" and on_record(sat, Episode) == 197
    sat.asking.script(True)
    screen.done_page.batches.undo.click()
    assert on_record(sat, Episode) == 0 and screen.step == READ
    with sat.desk.office.reading(sat.desk.actor) as reading:
        assert [batch.undone_at is not None for batch in queries.batches(reading)] == [True]
        assert open_count(reading) == 0
    assert screen.read_page.batches.undo.reason == "この取込はすでに戻してあります。"
    screen.read(messy)
    screen.on.click()
    screen.on.click()
    assert screen.done_page.batches.undo.isEnabled()


def test_records_changed_meanwhile_are_looked_at_again(shown: Shown, messy: Path) -> None:
    screen, sat = shown
    screen.read(messy)
    screen.on.click()
    other = ImportScreen(replace(sat.desk, notices=sat.desk.notices))
    other.read(messy)
    other.on.click()
    other.on.click()
    assert other.step == DONE
    screen.on.click()
    assert [error.code for error in sat.asking.errors] == ["changed_meanwhile"]
    assert screen.step == CHECK and on_record(sat, Episode) == 197
    assert not screen.on.isEnabled()
    other.deleteLater()


def test_esc_goes_back_a_step(shown: Shown, messy: Path) -> None:
    screen, _ = shown
    screen.read(messy)
    screen.on.click()
    assert screen.go_back() and screen.step == MAP
    assert screen.go_back() and screen.step == READ
    assert not screen.go_back()


def test_who_may_not_take_in_is_told_so(qtbot: Any, sat: Any) -> None:
    auditor = Actor(sat.desk.actor.staff_id, "模擬", Role.AUDITOR)
    screen = ImportScreen(replace(sat.desk, actor=auditor))
    qtbot.addWidget(screen)
    screen.open(Where("admin"))
    assert "閲覧・監査の役割ではできません" in screen.read_page.choose.reason
    assert not screen.read_page.acceptDrops() and not screen.read_page.batches.undo.isEnabled()


def test_the_result_is_kept_as_a_book(shown: Shown, messy: Path, tmp_path: Path) -> None:
    screen, sat = shown
    screen.read(messy)
    screen.on.click()
    sat.asking.script(tmp_path / "結果")
    screen.save_result.click()
    assert (tmp_path / "結果.xlsx").is_file()
    (tmp_path / "結果.xlsx").write_bytes(b"old")
    sat.asking.script(tmp_path / "結果", False)
    screen.save_result.click()
    assert (tmp_path / "結果.xlsx").read_bytes() == b"old"
