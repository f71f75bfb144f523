"""Taking a step on the screen: what it asks for, why not yet, other desks, drafts, the way back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.cases import actions as cases
from app.cases.conflicts import Side
from app.ui.screens.cases.facts import reason_runs, stage_bars
from app.ui.widgets.stages import Standing
from tests.conftest import OpenedOffice


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """What is tried here does not depend on the engine."""
    return opened_embedded


def ask(place: Any, to_stage: str, name: str = "co") -> Any:
    """Open the window of a step."""
    place.open(name)
    pane = place.screen.pane
    pane.summary.move_wanted.emit(next(o for o in pane.page.moves if o.to_stage == to_stage))
    return pane.dialog


def elsewhere(place: Any, **typed: str) -> None:
    """Another desk corrects the case."""
    version = place.page("co").episode.version
    place.work(lambda work: cases.correct(work, place.ids["co"], version, typed))


def take(place: Any, to_stage: str, name: str = "co", note: str = "", **typed: str) -> None:
    """A step that was taken before."""
    version = place.page(name).episode.version
    place.work(
        lambda work: cases.move(work, place.ids[name], version, to_stage, typed=typed, note=note)
    )


def test_a_step_asks_for_what_it_needs_and_is_taken(place: Any) -> None:
    dialog = ask(place, "moved")
    rows = dialog.form.rows
    assert list(rows) == ["dest_kind", "move", "dest_name", "release", "release_reason", "note"]
    rows["move"].set_value("R8.12.2")
    dialog.give("ok")
    assert dialog.isVisible() and "受入先種別" in rows["dest_kind"].error()
    rows["dest_kind"].set_value("group_home")
    dialog.give("ok")
    assert dialog.isVisible() and "はまだ先です" in rows["move"].error()
    rows["move"].set_value("R8.11.20")
    QTest.keyClick(
        rows["move"].editor.fields()[0], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
    )
    assert place.screen.pane.dialog is None
    assert place.page("co").episode.stage == "moved"
    assert [row.service for row in place.screen.pane.page.others] == ["follow_up"]


def test_the_menu_says_what_a_step_needs_and_asks_for_it(place: Any) -> None:
    place.open("co")
    summary = place.screen.pane.summary
    actions = {action.text(): action for action in summary.forward.menu().actions()}
    wanted = actions["「釈放・移行」へ進める"]
    assert wanted.isEnabled() and "受入先種別と移行日が要ります" in wanted.toolTip()
    assert actions["「面接」へ進める"].toolTip() in ("", "「面接」へ進める")
    wanted.trigger()
    assert {"dest_kind", "move", "note"} <= set(place.screen.pane.dialog.form.rows)
    place.screen.pane.dialog.give("no")
    assert place.screen.pane.dialog is None
    assert place.page("co").episode.stage == "requested"


def test_another_desk_that_saved_other_fields_does_not_stand_in_the_way(place: Any) -> None:
    dialog = ask(place, "decided")
    dialog.form.rows["dest_kind"].set_value("group_home")
    elsewhere(place, offence="窃盗")
    assert "保存しました" in dialog.form.newer.words
    dialog.give("ok")
    episode = place.page("co").episode
    assert (episode.stage, episode.values["offence"]) == ("decided", "窃盗")


def test_a_field_that_both_filled_is_asked_about(place: Any) -> None:
    dialog = ask(place, "decided")
    dialog.form.rows["dest_kind"].set_value("group_home")
    elsewhere(place, dest_kind="hospital")
    dialog.give("ok")
    asked = dialog.form.dialog
    assert asked is not None and asked.choices["dest_kind"].values == {
        Side.THEIRS: "病院",
        Side.MINE: "グループホーム",
    }
    asked.settled.emit({"dest_kind": Side.MINE})
    assert place.page("co").episode.values["dest_kind"] == "group_home"
    assert place.page("co").episode.stage == "decided"


def test_a_step_somebody_else_took_first_is_told(place: Any) -> None:
    dialog = ask(place, "assessment")
    dialog.form.rows["note"].set_value("面接した")
    take(place, "plan")
    assert "いまは「調整計画」です" in dialog.form.notice.words
    assert not dialog.form.save_button.isEnabled() and dialog.isVisible()
    place.asking.script(True)
    dialog.give("no")
    assert place.screen.pane.dialog is None
    assert place.screen.pane.page.episode.stage == "plan"


def test_what_was_typed_for_a_step_waits_for_its_case(place: Any) -> None:
    dialog = ask(place, "decided")
    dialog.form.rows["note"].set_value("電話で内諾")
    place.open("fu")
    assert place.screen.pane.dialog is None
    place.open("co")
    form = place.screen.pane.dialog.form
    assert form.step.to_stage == "decided" and form.rows["note"].value() == "電話で内諾"
    place.asking.script(True)
    assert place.screen.go_back()
    assert place.screen.pane.dialog is None and place.page("co").episode.stage == "requested"


def test_a_step_back_needs_its_reason(place: Any) -> None:
    take(place, "plan")
    dialog = ask(place, "assessment")
    dialog.give("ok")
    assert "理由" in dialog.form.rows["note"].error()
    dialog.form.rows["note"].set_value("計画の見直し")
    dialog.give("ok")
    assert place.page("co").episode.stage == "assessment"
    assert place.page("co").episode.steps[-1].note == "計画の見直し"


def test_the_end_is_proposed_and_offers_what_the_stage_allows(place: Any) -> None:
    dialog = ask(place, "closed")
    combo = dialog.form.rows["end_reason"].editor.combo
    words = [combo.itemText(at) for at in range(combo.count())]
    assert "取下げ" in words and "不調" in words and "受入先移行" not in words
    assert dialog.form.rows["end"].value() == "R8.11.24" and not dialog.form.dirty
    dialog.give("no")
    take(place, "moved", dest_kind="group_home", move="R8.11.20")
    dialog = ask(place, "closed")
    assert dialog.form.rows["end"].value() == "R8.11.20"
    assert dialog.form.rows["end_reason"].value() == "placed"
    dialog.give("ok")
    assert place.page("co").episode.stage == "closed"


@pytest.mark.parametrize("stage", ["requested", "disposed"])
def test_the_strip_says_why_the_next_step_is_not_possible_yet(place: Any, stage: str) -> None:
    if stage == "disposed":
        typed = {"disposition": "imprisonment", "disposition_date": "R8.11.20"}
        take(place, "disposed", "su", **typed)
    page, today = place.page("su"), place.desk.office.clock.today()
    words = "".join(run.text for run in reason_runs(page, today))
    assert ("面会" if stage == "requested" else "実刑のため") in words
    bars = stage_bars(page.episode, today)
    assert [bar.standing for bar in bars].count(Standing.CURRENT) == 1


def test_the_window_is_worked_with_the_keyboard(place: Any) -> None:
    dialog = ask(place, "decided")
    assert dialog.form.rows["dest_kind"].isAncestorOf(dialog.focusWidget())
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
    assert place.screen.pane.dialog is None


def test_what_is_usually_known_by_then_is_asked_for_and_may_be_left_empty(place: Any) -> None:
    dialog = ask(place, "moved")
    rows = dialog.form.rows
    typed = {"dest_kind": "group_home", "move": "R8.11.20", "release_reason": "parole"}
    for key, value in typed.items():
        rows[key].set_value(value)
    dialog.give("ok")
    kept = place.page("co").episode.values
    assert kept["release_reason"] == "parole" and kept["release"] is None
    summary = place.screen.pane.summary
    assert summary.scrolled.verticalScrollBar().value() == 0


def test_a_day_that_there_is_not_is_told_at_its_field(place: Any) -> None:
    dialog = ask(place, "moved")
    rows = dialog.form.rows
    for key, value in {"dest_kind": "home", "move": "R8.11.20", "release": "R8.2.30"}.items():
        rows[key].set_value(value)
    dialog.give("ok")
    assert dialog.isVisible() and "2月" in rows["release"].error()
    dialog.form.left.emit()
