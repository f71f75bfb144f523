"""Writing a form from 集計: the words asked for, where the file goes, and what stays empty."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.calendar.fiscal import fiscal_year, month
from app.reports.forms.form import load_form
from app.staff.permissions import Role
from app.storage.records import Person
from app.ui.desk import Where
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.widgets.paragraph import Paragraph

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture
def shown(qtbot: Any, sat: Callable[[], Any]) -> Iterator[tuple[FiguresScreen, Any]]:
    """The screen with April 2024, at the common office size."""
    at = sat()
    screen = FiguresScreen(at.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 698)
    screen.show()
    screen.open(Where("report", {"period": month(2024, 4)}))
    yield screen, at


def test_the_exported_form_is_the_expected_one(
    shown: tuple[FiguresScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    form = load_form("prefecture_form_a")
    screen.forms.editor.set_value(form.id)
    assert screen.forms.origin.startswith("見本の様式（公式のものではありません）")
    at.asking.script(tmp_path / "出す.xlsx")
    screen.writing.write.click()
    answer(screen, reporter="")
    assert at.asking.errors == []
    text = (SAMPLES / "prefecture_form_a.expected_fill.json").read_text(encoding="utf-8")
    wanted = json.loads(text)["months"]["2024-04"]
    sheet = openpyxl.load_workbook(tmp_path / "出す.xlsx")[form.sheet]
    for entry in form.inputs:
        value = sheet[entry.cell].value
        found = value.date().isoformat() if sheet[entry.cell].is_date else value
        assert found == wanted[entry.name], entry.name
    assert "「出す.xlsx」を書き出しました" in screen.note.words
    assert not screen.note.isHidden()


def answer(screen: FiguresScreen, **words: str) -> None:
    """Type into the words asked for, and go on."""
    dialog = screen.writing.dialog
    assert dialog is not None
    for key, text in words.items():
        dialog.form.rows[key].set_value(text)
    dialog.give("ok")


def said(screen: FiguresScreen) -> str:
    """The sentences above the words asked for."""
    dialog = screen.writing.dialog
    assert dialog is not None
    return "\n".join(part.words for part in dialog.findChildren(Paragraph))


def test_words_are_asked_for_and_come_back_when_a_name_stands_in_them(
    shown: tuple[FiguresScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    screen.forms.editor.set_value("monthly_builtin")
    out = tmp_path / "出す.xlsx"
    with at.desk.office.reading(at.desk.actor) as reading:
        surname = reading.session.scalars(select(Person.name)).first().split()[0]
    screen.writing.write.click()
    at.asking.script(out, False)
    answer(screen, **{"reporter": "試作", "free:特記事項": f"{surname}さんの件"})
    assert at.asking.said[-1][0] == "danger" and not out.exists()
    screen.writing.write.click()
    dialog = screen.writing.dialog
    assert dialog.form.rows["free:特記事項"].value() == f"{surname}さんの件"
    at.asking.script(out)
    answer(screen, **{"free:特記事項": "特になし"})
    sheet = openpyxl.load_workbook(out).worksheets[0]
    cells = {entry.name: entry.cell for entry in load_form("monthly_builtin").inputs}
    assert sheet[cells["作成者"]].value == "試作" and sheet[cells["特記事項"]].value == "特になし"


def test_the_pdf_of_the_own_form(shown: tuple[FiguresScreen, Any], tmp_path: Path) -> None:
    screen, at = shown
    screen.forms.editor.set_value("monthly_builtin")
    assert screen.forms.origin.startswith("当センター独自の様式")
    at.asking.script(tmp_path / "出す")
    screen.writing.pdf.click()
    answer(screen)
    assert (tmp_path / "出す.pdf").read_bytes().startswith(b"%PDF")
    assert screen.focusWidget() is screen.note.button


def test_a_file_is_replaced_only_after_asking(
    shown: tuple[FiguresScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    there = tmp_path / "出す.xlsx"
    there.write_bytes(b"old")
    at.asking.script(tmp_path / "出す", False)
    screen.writing.write.click()
    answer(screen)
    assert there.read_bytes() == b"old" and at.asking.said[-1][0] == "danger"
    at.asking.script(tmp_path / "出す", True)
    screen.writing.write.click()
    answer(screen)
    assert there.read_bytes() != b"old"


def test_a_file_that_cannot_be_written_says_what_to_do(
    shown: tuple[FiguresScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    at.asking.script(tmp_path / "ない" / "出す.xlsx")
    screen.writing.write.click()
    answer(screen)
    assert [error.code for error in at.asking.errors] == ["file_problem"]
    assert screen.note.isHidden() and screen.writing.write.isEnabled()


def test_a_form_says_why_its_money_stays_empty(shown: tuple[FiguresScreen, Any]) -> None:
    screen, at = shown
    screen.show_period(fiscal_year(2024))
    screen.forms.editor.set_value("prefecture_form_settlement")
    screen.writing.write.click()
    assert "「経費」に令和6年度の契約がまだありません" in said(screen)
    screen.writing.dialog.give("no")
    counsellor = replace(at.desk.actor, role=Role.COUNSELLOR)
    at.desk.actor = counsellor
    screen.writing.write.click()
    assert "経費の25欄は空のまま" in said(screen)
    assert "経費を見られるのはセンター長・事務" in said(screen)
