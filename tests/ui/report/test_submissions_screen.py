"""提出: from what is missing to the frozen report, what moved since, and its replacement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.calendar.fiscal import month
from app.cases import actions as cases
from app.storage.records import Episode, Person
from app.ui.desk import Where
from app.ui.screens.report.submissions.hand_in_form import HandInForm
from app.ui.screens.report.submissions.periods import code_of
from app.ui.screens.report.submissions.screen import SubmissionsScreen
from app.ui.widgets.tab_order import takes_tab

APRIL = month(2024, 4)


@pytest.fixture
def shown(qtbot: Any, sat: Callable[[], Any]) -> Iterator[tuple[SubmissionsScreen, Any]]:
    """The screen at the common office size, with a report of April 2024 begun."""
    at = sat()
    screen = SubmissionsScreen(at.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 698)
    screen.show()
    screen.open(Where("report", {"new": True, "form": "monthly_builtin", "period": APRIL}))
    yield screen, at


def form_of(screen: SubmissionsScreen) -> HandInForm:
    form = screen.leaf.pane.form
    assert isinstance(form, HandInForm)
    return form


def first_of_april(at: Any) -> tuple[str, int]:
    desk = at.desk
    with desk.office.reading(desk.actor) as reading:
        rows = reading.session.query(Episode).order_by(Episode.number).all()
        found = next(
            row
            for row in rows
            if row.service == "coordination" and str(row.start.first) > "2024-04"
        )
        return found.id, found.version


def test_from_checking_to_replacing(
    shown: tuple[SubmissionsScreen, Any], tmp_path: Path, qtbot: Any
) -> None:
    screen, at = shown
    form, out = form_of(screen), tmp_path / "4月.xlsx"
    assert form.rows["period"].value() == code_of(APRIL)
    assert form.checks is not None and form.checks.refusal == ""
    assert not form.rows["explanation"].isVisible()
    stops = [widget.accessibleName() for widget in stops_after(form.rows["period"], 4)]
    assert stops == ["期間", "特記事項", "作成者", "小さい数（都道府県に出すファイル）"]
    form.rows["note"].set_value("4月分です")
    form.rows["free:特記事項"].set_value("特になし")
    at.asking.answers.append(out)
    form.save()
    assert out.is_file() and (tmp_path / "4月_根拠（事業所の控え）.xlsx").is_file()
    pane = screen.leaf.pane
    assert pane.form is None and pane.data is not None
    kept = pane.data.kept
    assert kept.head.note == "4月分です"
    assert pane.since is not None and pane.since.moved == ()
    assert "4月.xlsx" in pane.note.words and "4月_根拠（事業所の控え）.xlsx" in pane.note.words
    at.asking.answers.append(tmp_path / "4月.pdf")
    pane._write_pdf(kept)
    assert (tmp_path / "4月.pdf").read_bytes() == kept.pdf
    assert "4月.pdf" in pane.note.words

    case, version = first_of_april(at)
    with at.desk.office.work(at.desk.actor) as work:
        cases.correct(work, case, version, {"start": "R6.5.1"})
    pane.reload()
    assert pane.since.moved != ()
    lines = [row for _, row in pane.moved.model.loaded_rows()]
    new = next(row for row in lines if row.name == "コーディネート・新規")
    assert new.after == new.before - 1 and "記録を訂正" in new.causes and new.case_id == case
    screen.open(Where("report", {}))
    assert screen.leaf.found._moved[kept.head.id] == sum(row.on_form for row in lines)

    pane.begin_for("monthly_builtin", APRIL)
    again = form_of(screen)
    assert again.rows["explanation"].isVisible()
    # 前に書いたことは、もう一度書かなくてよい
    assert again.rows["free:特記事項"].value() == "特になし"
    assert again.rows["note"].value() == "4月分です" and not again.dirty
    assert f"{new.before} → {new.after}" in again.rows["explanation"].value()
    assert again.save_button.text().startswith("差し替えて")
    again.rows["note"].set_value("書きかけ")
    pane.open_record(kept.head.id)
    pane.begin("submission")
    again = form_of(screen)
    assert again.rows["note"].value() == "書きかけ"
    assert again.rows["period"].value() == code_of(APRIL)
    assert f"{new.before} → {new.after}" in again.rows["explanation"].value()
    at.asking.answers += [tmp_path / "4月差替え.xlsx"]
    again.save()
    assert pane.data.kept.head.replaces_id == kept.head.id
    assert pane.since.moved == ()


def test_a_vague_day_stands_in_the_way_and_names_ask_first(
    shown: tuple[SubmissionsScreen, Any], tmp_path: Path
) -> None:
    screen, at = shown
    case, version = first_of_april(at)
    with at.desk.office.work(at.desk.actor) as work:
        cases.correct(work, case, version, {"start": "R6年"})
        number = work.get(Episode, case).number
    form = form_of(screen)
    form.look_again()
    assert not form.save_button.isEnabled()
    assert number in form.save_button.reason and "直すと確定できます" in form.save_button.reason
    form.save()
    assert list(tmp_path.glob("*.xlsx")) == []
    form.view.bar.acted.emit()
    assert at.went[-1] == Where("cases", {"episode": case})
    with at.desk.office.work(at.desk.actor) as work:
        cases.correct(work, case, version + 1, {"start": "R6.4.3"})
    # 直して戻ると、調べ直してある
    screen.open(Where("report", {}))
    assert form.save_button.isEnabled()
    form.rows["note"].set_value(f"{surname(at, case)}さんの件")
    form._look_for_names()
    assert "対象者の氏名と同じ" in form.rows["note"].note()
    at.asking.script(tmp_path / "4月.xlsx", False)
    form.save()
    assert at.asking.said[-1][0] == "danger" and list(tmp_path.glob("*.xlsx")) == []
    at.asking.script(tmp_path / "4月.xlsx", True)
    form.save()
    assert (tmp_path / "4月.xlsx").is_file() and screen.leaf.pane.form is None


def stops_after(row: Any, count: int) -> list[QWidget]:
    """Where Tab goes from a field on, as long as it may."""
    found = [row.editor.fields()[0]]
    while len(found) < count:
        following = found[-1].nextInFocusChain()
        while not (takes_tab(following) and following.isVisible() and following.isEnabled()):
            following = following.nextInFocusChain()
        found.append(following)
    return found


def surname(at: Any, case: str) -> str:
    with at.desk.office.reading(at.desk.actor) as reading:
        return str(reading.get(Person, reading.get(Episode, case).person_id).name.split()[0])
