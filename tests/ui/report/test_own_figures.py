"""独自の集計 on 集計: chosen without code, said as a sentence, shown like any other number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.calendar.fiscal import month
from app.ui.desk import Where
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.screens.report.own.dialog import OwnFiguresDialog
from app.ui.screens.report.own.figure_form import FigureForm

FILE = """
edition = "県の通知"
valid_from = 2024-04-01
[[figure]]
id = "own.talks"
label = "研修の参加者"
population = "events"
period = "day"
unit = "participants"
"""


@pytest.fixture
def shown(qtbot: Any, sat: Callable[[], Any]) -> Iterator[tuple[FiguresScreen, Any]]:
    at = sat()
    screen = FiguresScreen(at.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 698)
    screen.show()
    screen.open(Where("report", {"period": month(2024, 4), "own": "new"}))
    yield screen, at
    if screen.own is not None:
        screen.own.form = None
        screen.own.close()


def opened(screen: FiguresScreen) -> tuple[OwnFiguresDialog, FigureForm]:
    assert screen.own is not None and screen.own.form is not None
    return screen.own, screen.own.form


def choose(form: FigureForm, **values: Any) -> None:
    for key, value in values.items():
        form.rows[key].set_value(value)


def test_a_figure_is_chosen_and_opens_to_its_cases(
    shown: tuple[FiguresScreen, Any], expected: Any
) -> None:
    screen, _ = shown
    dialog, form = opened(screen)
    assert dialog.end_button.reason
    choose(form, label="県内の新規", services=("coordination",), where1=("area", "own"))
    assert form.said.words == (
        "依頼日が R6.4.1〜R6.4.30 の間にあるコーディネートのうち、広域が「自県」のものの件数。"
    )
    choose(form, population="activities")  # what does not fit is not offered any more
    assert form.chosen().where == {} and form.said.words.startswith("日付が")
    choose(form, population="cases", period="new", where1=("area", "own"), valid_from="R6.4")
    form.save()
    table = screen.tables[-1]
    assert table.accessibleName().endswith("　独自の集計")
    table.choose_first()
    right = expected["months"]["2024-04"]["works"]["コーディネート"]["area_new"]["自県"]
    assert screen.spot is not None and screen.spot.number == right > 0
    assert len(screen.contents.entries.rows.loaded_rows()) == right
    assert screen.contents.sentence.endswith("広域が「自県」のものの件数。")

    dialog, form = opened(screen)
    assert form.edition is not None and form.rows["where1"].value() == ("area", "own")
    choose(form, label="別の名", valid_from="R6.4")
    form.save()
    assert "同じ日から数える版" in form.rows["valid_from"].error()


def test_a_figure_that_did_not_exist_a_year_before_has_no_number_then(
    shown: tuple[FiguresScreen, Any],
) -> None:
    screen, _ = shown
    _, form = opened(screen)
    choose(form, label="県内の新規", population="cases", period="new", where1=("area", "own"))
    choose(form, services=("coordination",), valid_from="R7.4")
    form.save()
    screen.show_period(month(2025, 4))
    table = screen.tables[-1]
    table.choose_first()
    assert screen.contents.compared == "前年同月は数えていません。"
    assert screen.spot is not None
    assert table.choose_path(screen.spot.path, shows_last=True)
    assert table.currentIndex().data() == "—"
    assert screen.contents.sentence.startswith("この期間には、まだ数えていなかった数です。")
    assert not screen.contents.entries.rows.loaded_rows()
    screen.show_period(month(2026, 4))
    assert table is not screen.tables[-1]
    assert screen.tables[-1].choose_path(screen.spot.path, shows_last=True)
    assert screen.tables[-1].currentIndex().data() != "—"


def test_a_file_is_taken_in_or_refused_and_a_figure_ends(
    shown: tuple[FiguresScreen, Any], tmp_path: Path, expected: Any
) -> None:
    screen, at = shown
    dialog, _ = opened(screen)
    good, bad = tmp_path / "県.toml", tmp_path / "誤り.toml"
    good.write_text(FILE, encoding="utf-8")
    bad.write_text(FILE.replace("participants", "heads"), encoding="utf-8")
    at.asking.script(bad)
    dialog.file_button.click()
    assert "unit「heads」は使えません" in at.asking.errors[-1].message
    at.asking.script(good)
    dialog.file_button.click()
    assert dialog.said.words == "1件の数え方を取り込みました。"
    spot = next(iter(screen.tables[-1].rows.row(0).spots.values()))
    assert spot.number == expected["months"]["2024-04"]["training"]["participants"]
    at.asking.script(True)
    dialog.end_button.click()
    assert dialog.end_button.text() == "使用を再開"


def test_what_is_typed_is_a_draft_and_comes_back(shown: tuple[FiguresScreen, Any]) -> None:
    screen, _ = shown
    dialog, form = opened(screen)
    choose(form, label="途中のもの", where1=("kubun", "special"))
    typing = form.typing()
    assert typing is not None
    assert (typing.kind, typing.subject) == ("own_figure", "new")
    draft = form.draft()
    dialog._drop_form()
    dialog.edit(None)
    _, again = opened(screen)
    again.take_draft(draft)
    assert again.rows["label"].value() == "途中のもの"
    assert again.chosen().where == {"kubun": ("special",)}
