"""様式: a prefecture's workbook is pointed at by keyboard, kept, replaced next year, and reported on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.calendar.fiscal import month
from app.errors import FileProblem
from app.reports.forms.form import Input, format_of, load_forms
from app.reports.forms.own.actions import change
from app.reports.forms.own.rules import Facts
from app.staff.permissions import Role
from app.storage.drafts import Drafts
from app.ui.desk import Where
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.screens.report.own_forms.cells_editor import CellsEditor
from app.ui.screens.report.own_forms.forms_screen import FormsScreen
from tests.reports.forms.made_forms import Made, on_disk

WORKS = ("コーディネート", "フォローアップ", "相談支援")


@pytest.fixture
def shown(qtbot: Any, sat: Callable[[], Any]) -> Iterator[tuple[FormsScreen, Any]]:
    """The screen at the common office size."""
    at = sat()
    screen = FormsScreen(at.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 640)
    screen.show()
    screen.open(Where("report", {"leaf": "forms"}))
    yield screen, at


def registered(shown: tuple[FormsScreen, Any], folder: Path) -> CellsEditor:
    """A form just taken in, with nothing in its cells."""
    screen, at = shown
    at.asking.script(on_disk(folder))
    screen.add_form.click()
    assert at.asking.errors == [] and screen.pane.form is not None
    editor: CellsEditor = screen.pane.form.editor  # type: ignore[attr-defined]
    return editor


def type_figure(qtbot: Any, screen: FormsScreen, words: str) -> None:
    """What a person does in the dialog: types and presses Enter."""
    dialog = screen.pane.dialog
    assert dialog is not None
    dialog.search.setText(words)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_a_prefectures_form_by_keyboard_from_file_to_report(
    qtbot: Any, shown: tuple[FormsScreen, Any], sat: Callable[[], Any], tmp_path: Path
) -> None:
    screen, at = shown
    editor = registered(shown, tmp_path)
    assert screen.line is not None and "準備中" in screen.line.words
    grid = editor.grid
    grid.choose((5, 2))
    for figure in ("前期末継続", "コーディネート 新規"):
        qtbot.keyClick(grid, Qt.Key.Key_Return)
        type_figure(qtbot, screen, f"コーディネート {figure}")
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert editor.cell == "D5" and "終了" in editor.card.words
    grid.choose((7, 3))
    editor.put("works.相談支援.new")
    editor.put("works.フォローアップ.new", more=True)
    assert "相談支援 新規 ＋ フォローアップ 新規" in editor.card.words
    # into merged cells one comes at their first; a formula is refused with the reason
    grid.choose((2, 3))
    assert editor.cell == "B2"
    editor.put("$center")
    grid.choose((5, 5))
    assert "数式" in editor.card.words and not editor.card.put.isEnabled()
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    editor.put("$center")
    grid.choose((2, 6))
    editor.put("$ym")
    grid.choose((5, 4))
    editor.put("works.コーディネート.closed")
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert set(editor.value()) == {"B5", "C5", "C7", "B2", "F2"}
    assert editor.value()["C7"][0] == "相談支援 新規"
    qtbot.keyClick(grid, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert at.asking.errors == [] and not screen.pane.form.dirty  # type: ignore[union-attr]
    qtbot.keyClick(screen.pane.form.editor.grid, Qt.Key.Key_Escape)  # type: ignore[union-attr]
    assert screen.focusWidget() is screen.found
    form_id = screen.pane.data.form.id  # type: ignore[union-attr]
    figures = FiguresScreen(at.desk)
    qtbot.addWidget(figures)
    figures.open(Where("report", {"period": month(2025, 4)}))
    figures.forms.editor.set_value(form_id)
    assert figures.forms.origin.startswith("登録した様式")
    at.asking.script(tmp_path / "報告.xlsx")
    figures.writing.write.click()
    assert at.asking.errors == []
    sheet = openpyxl.load_workbook(tmp_path / "報告.xlsx")["報告"]
    now = figures.counted.now  # type: ignore[union-attr]
    assert sheet["B5"].value == now.number("works.コーディネート.carried") == 18
    assert sheet["C7"].value == sum(now.number(f"works.{work}.new") for work in WORKS[1:])
    # before the form is for it, a period is not offered it
    figures.open(Where("report", {"period": month(2025, 3)}))
    assert form_id not in {code for code, _ in _choices(figures)}


def put_into(cell: str, figure: str) -> Input:
    return Input(cell, cell, figure, format_of(figure))


def _choices(screen: FiguresScreen) -> list[tuple[str, str]]:
    combo = screen.forms.editor.combo
    return [(str(combo.itemData(at)), combo.itemText(at)) for at in range(combo.count())]


def test_next_years_edition_asks_with_what_moved(
    qtbot: Any, shown: tuple[FormsScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    editor = registered(shown, tmp_path)
    for spot, figure in (((5, 2), "works.コーディネート.carried"), ((7, 3), "works.相談支援.new")):
        editor.grid.choose(spot)
        editor.put(figure)
    screen.save()
    at.asking.script(on_disk(tmp_path, Made(top=6, works=WORKS[:2]), "来年.xlsx"))
    screen.act("edition")
    dialog = screen.dialog
    assert dialog is not None
    told = [dialog.found.rows.index(row, 1).data() for row in range(dialog.found.rows.rowCount())]
    assert ["見つかりません" in words for words in told] == [True, False]
    assert "移りました" in told[1]
    dialog.agree.click()
    found = [line.words for _, line in screen.found.rows.loaded_rows() if line.own is not None]
    assert found == ["月　令和8年度　R8.4.1から", "月　令和7年度　R7.4.1から"]
    assert set(screen.pane.form.editor.value()) == {"B7"}  # type: ignore[union-attr]
    # taken out of use, it is offered for no new report; and back
    at.asking.script(True)
    screen.act("withdraw")
    words = [action.text() for action in screen.acts.menu().actions()]
    assert "使用を再開する" in words and "使用を終える" not in words
    screen.act("bring_back")
    # given to a neighbour, taken in there as it is
    at.asking.script(tmp_path / "様式.zip", tmp_path / "様式.zip")
    screen.act("export")
    assert "様式.zip" in screen.note.words
    screen.register()
    assert at.asking.errors == []
    assert set(screen.pane.form.editor.value()) == {"B7"}  # type: ignore[union-attr]


def test_what_figures_count_is_kept_only_while_the_forms_are_shown(
    shown: tuple[FormsScreen, Any], tmp_path: Path
) -> None:
    screen, _ = shown
    registered(shown, tmp_path)
    assert screen.pane._known is not None
    screen.hide()
    assert screen.pane._known is None
    screen.show()
    editor = screen.pane.form.editor  # type: ignore[union-attr]
    editor.card.guess.click()
    assert editor.value()["B2"][1] == "$center" and screen.pane._known is not None


def test_what_is_pointed_at_is_a_draft_and_a_wrong_file_one_sentence(
    qtbot: Any, shown: tuple[FormsScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    at.desk.office.drafts = Drafts(tmp_path / "drafts", b"d" * 32)
    editor = registered(shown, tmp_path)
    editor.grid.choose((5, 2))
    editor.put("works.コーディネート.new")
    screen.found.choose_row(1)
    assert screen.pane.viewer is not None and not screen.pane.viewer.card.put.isVisible()
    screen.found.choose_row(0)
    assert set(screen.pane.form.editor.value()) == {"B5"}  # type: ignore[union-attr]
    assert screen.pane.form.dirty  # type: ignore[union-attr]
    screen.pane.form.editor.card.guess.click()  # type: ignore[union-attr]
    put = {cell: entry[1] for cell, entry in screen.pane.form.editor.value().items()}  # type: ignore[union-attr]
    assert put["B5"] == "works.コーディネート.new"  # what was put by hand stays
    assert (put["C6"], put["B2"]) == ("works.フォローアップ.new", "$center")
    assert "E5" not in put
    assert f"{len(put) - 1}か所" in screen.pane.form.notice.words  # type: ignore[union-attr]
    # somebody else points at the same form meanwhile: both are kept, cell by cell
    row = screen.pane.form.newest(screen.pane.data)[0]  # type: ignore[union-attr]
    facts = Facts(row["title"], "別の版", row["valid_from"], row["period"], row["sheet"])
    theirs = (put_into("D7", "works.相談支援.closed"), put_into("E2", "$period"))
    with at.desk.office.work(at.desk.actor) as work:
        change(work, screen.pane.record_id, 1, facts, theirs)
    screen.pane.form.editor.grid.choose((7, 4))  # type: ignore[union-attr]
    screen.pane.form.editor.take_away()  # type: ignore[union-attr]
    screen.save()
    assert at.asking.errors == []
    kept = screen.pane.data.form  # type: ignore[union-attr]
    assert kept.edition == "別の版"
    cells = {entry.cell: entry.figure for entry in kept.inputs}
    assert (cells["B5"], cells["E2"]) == ("works.コーディネート.new", "$period")
    assert cells["D7"] == "works.相談支援.closed"
    (tmp_path / "古い.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    at.asking.script(tmp_path / "古い.xls")
    screen.register()
    assert [type(error) for error in at.asking.errors] == [FileProblem]
    assert "保存し直した" in at.asking.errors[0].message


def test_who_may_not_register_looks_and_is_told_why(qtbot: Any, sat: Callable[[], Any]) -> None:
    at = sat()
    at.desk.actor = replace(at.desk.actor, role=Role.COUNSELLOR)
    screen = FormsScreen(at.desk)
    qtbot.addWidget(screen)
    screen.open(Where("report", {"leaf": "forms"}))
    assert not screen.add_form.isEnabled() and "事務" in screen.add_form.reason
    assert screen.found.rows.rowCount() == len(load_forms())
    assert screen.pane.form is None and screen.pane.viewer is not None
    assert "報告年月" in str(screen.pane.viewer.grid.sheet.index(2, 1).data())
