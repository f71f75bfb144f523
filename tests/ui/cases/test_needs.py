"""6要件, アセスメント, 計画 and 申請 on the case page, worked by keyboard."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.cases.applications import actions as applications
from app.cases.applications.rules import ApplicationInput
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.cases.plans import actions as plans
from app.cases.plans import queries
from app.cases.plans.rules import LineInput, PlanInput
from app.cases.requirements import actions as requirements
from app.cases.requirements.rules import RequirementInput
from app.staff.permissions import Actor, Role
from app.ui.jobs import Jobs
from app.ui.screens.cases import page as page_module
from app.ui.screens.cases.sections.applications import Applications
from app.ui.screens.cases.sections.assessment import Assessment
from app.ui.screens.cases.sections.plan_form import new_kind
from app.ui.screens.cases.sections.plans import Plans
from app.ui.screens.cases.sections.requirements import Requirements
from app.ui.widgets.paragraph import Paragraph
from tests.conftest import OpenedOffice

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAN = PlanInput(
    "R8.5.1",
    "試作",
    lines=(
        LineInput("housing", "住む所を決める", who="相談員", by_when="R8.6"),
        LineInput("income", "生活費の見通し"),
    ),
)
SHEET = SheetInput(
    "R8.4.10",
    wish="前橋で暮らしたい",
    needs={"housing": NeedWords("urgent", "帰る家がない"), "money": NeedWords("needed")},
)


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """The engine does not matter to a screen."""
    return opened_embedded


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose only sections are these four."""
    kinds = (Requirements, Assessment, Plans, Applications)
    monkeypatch.setattr(page_module, "SECTIONS", kinds)


def shown(place: Any, key: str) -> Any:
    """A section of the case that is open."""
    sections = place.screen.pane.summary.sections
    return next(section for section in sections if section.key == key)


def words(section: Any) -> str:
    """Every word a section says in sentences."""
    parts = section.findChildren(Paragraph)
    return "\n".join(part.words for part in parts if not part.isHidden())


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget(), key, held)


def type_into(form: Any, **values: Any) -> None:
    """Fill rows of a form."""
    for key, value in values.items():
        form.rows[key].set_value(value)


def follows(first: QWidget, then: QWidget) -> bool:
    """Whether Tab goes from one field to the other."""
    found = first.nextInFocusChain()
    while found is not first and not _takes_tab(found):
        found = found.nextInFocusChain()
    return found is then


def _takes_tab(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()


def test_the_six_requirements_in_one_form(place: Any) -> None:
    place.open("co")
    place.screen.activateWindow()
    section = shown(place, "requirements")
    assert "6要件のうち確認済みはまだありません。" in words(section)
    section.entries["no_home"].opened.emit()
    form = section.form
    assert QApplication.focusWidget() is form.rows["no_home"].editor.fields()[0]
    type_into(form, condition=("met", "保護観察所", "R8.3.20", ""), no_home=("met", "", "", ""))
    form.fill.click()
    assert form.rows["no_home"].value() == ("met", "保護観察所", "R8.3.20", "")
    assert form.rows["wishes"].value() == ("", "", "", "")
    press(Qt.Key.Key_S, CONTROL)
    assert section.form is None
    told = "6要件のうち2つが確認済み。福祉の必要・相当性・希望・同意がまだです。"
    assert told in words(section)
    assert place.screen.pane.summary.anchors.buttons["requirements"].text() == "要件 2/6"
    place.open("fu")
    assert shown(place, "requirements").isHidden()


def test_a_wrong_field_is_told_at_its_requirement_and_nothing_is_lost(place: Any) -> None:
    place.open("co")
    section = shown(place, "requirements")
    section.open_at("wishes")
    form = section.form
    type_into(form, wishes=("", "本人", "", ""), suitable=("met", "", "R8.4.1", "所長"))
    form.save()
    assert "どれかを選んで" in form.rows["wishes"].error()
    assert form.rows["suitable"].value() == ("met", "", "R8.4.1", "所長")


def test_two_desks_on_different_requirements_both_stay(place: Any) -> None:
    place.open("co")
    section, episode = shown(place, "requirements"), place.ids["co"]
    section.open_at("wishes")
    type_into(section.form, wishes=("unclear", "本人", "", ""))
    theirs = {"suitable": RequirementInput("met", "保護観察所", "R8.4.1")}
    place.work(lambda work: requirements.record(work, episode, theirs, {}))
    section.form.save()
    states = {item.code: item.state for item in section.data.items}
    assert (states["wishes"], states["suitable"]) == ("unclear", "met")


def test_a_new_sheet_is_a_copy_of_the_newest(place: Any) -> None:
    episode = place.ids["co"]
    place.work(lambda work: assessment.add_sheet(work, episode, SHEET))
    place.open("co")
    section = shown(place, "assessment")
    assert "前橋で暮らしたい" in words(section)
    section.begin.click()
    form = section.form
    assert form.rows["need.housing"].value() == ("urgent", "帰る家がない")
    assert form.rows["day"].value() == "R8.11.24"
    type_into(form, **{"need.housing": ("met", "内定")})
    form.save()
    newest, first = section.data.sheets
    assert "R8.4.10から変わったところ: 住まい 急ぎ→支援中" in words(section)
    assert section.sheets[first.id].isHidden()
    QTest.keyClick(section.entries[first.id], Qt.Key.Key_Return)
    assert not section.sheets[first.id].isHidden() and newest.needs["housing"].text == "内定"
    place.asking.script(True)
    section.remove_buttons[newest.id].click()
    assert [sheet.id for sheet in section.data.sheets] == [first.id]


def test_the_sheet_is_filled_from_top_to_bottom(place: Any) -> None:
    place.open("co")
    section = shown(place, "assessment")
    section.begin.click()
    fields = [field for row in section.form.rows.values() for field in row.editor.fields()]
    for one, following in pairwise(fields):
        assert follows(one, following), (one.accessibleName(), following.accessibleName())


def test_plan_lines_are_worked_by_keyboard(place: Any) -> None:
    place.work(lambda work: assessment.add_sheet(work, place.ids["co"], SHEET))
    place.open("co")
    place.screen.activateWindow()
    section = shown(place, "plans")
    section.buttons["make"].click()
    form = section.form
    lines = form.lines
    assert [line["domain"] for line in lines.value()] == ["housing", "money"]
    lines.lines[0].focus("goal")
    QTest.keyClicks(QApplication.focusWidget(), "GH")
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is lines.lines[0].rows["service"].editor.fields()[0]
    press(Qt.Key.Key_Return, SHIFT)  # a new line below
    assert [line["domain"] for line in lines.value()] == ["housing", "", "money"]
    lines.lines[1].set_value({**lines.value()[1], "domain": "medical", "goal": "C"})
    lines.lines[1].focus("goal")
    press(Qt.Key.Key_Up, CONTROL)
    assert [line["domain"] for line in lines.value()] == ["medical", "housing", "money"]
    assert QApplication.focusWidget() is lines.lines[0].rows["goal"].editor.fields()[0]
    lines.lines[2].focus("domain")
    press(Qt.Key.Key_Delete, CONTROL | SHIFT)
    assert len(lines.lines) == 2
    fields = lines.fields()
    for one, following in pairwise(fields):
        assert follows(one, following), (one.accessibleName(), following.accessibleName())
    assert follows(form.rows["policy"].editor.fields()[0], fields[0])
    assert lines.lines[0].up.reason and not lines.lines[0].down.reason
    lines.lines[0].focus("goal")
    press(Qt.Key.Key_S, CONTROL)
    kept = section.data.plans[0].lines
    assert [(line.domain, line.goal) for line in kept] == [("medical", "C"), ("housing", "GH")]


def test_a_wrong_date_of_a_line_is_told_in_its_cell(place: Any) -> None:
    place.open("co")
    section = shown(place, "plans")
    section.buttons["make"].click()
    form = section.form
    line = {**form.lines.value()[0], "goal": "住まい", "by_when": "R8.2.30"}
    type_into(form, lines=(line,))
    form.save()
    cells = form.lines.lines[0].rows
    assert "2月" in cells["by_when"].error() and section.form is form
    type_into(form, lines=({**line, "by_when": "R8.3"},))
    form.save()
    assert "領域" in form.lines.lines[0].rows["domain"].error()


def test_a_plan_is_approved_tracked_and_revised(place: Any) -> None:
    episode = place.ids["co"]
    place.work(lambda work: plans.draft(work, episode, "adjustment", PLAN))
    place.open("co")
    section = shown(place, "plans")
    place.asking.script(True)
    section.buttons["approve"].click()
    assert section.data.plans[0].approved and set(section.buttons) == {"revise"}
    first = section.data.plans[0].lines[0]
    section.progress[first.id].chosen.emit("done")
    assert section.data.plans[0].lines[0].state == "done"
    section.buttons["revise"].click()
    form = section.form
    form.save()
    assert "理由" in form.rows["reason"].error()
    type_into(form, reason="内定の取消し")
    form.save()
    second, before = section.data.plans
    assert (second.revision, second.reason) == (2, "内定の取消し")
    assert [line.goal for line in second.lines] == [line.goal for line in before.lines]
    assert before.id in section.earlier


def test_who_may_not_approve_reads_why(place: Any) -> None:
    episode = place.ids["co"]
    place.work(lambda work: plans.draft(work, episode, "adjustment", PLAN))
    place.desk.actor = Actor(place.desk.actor.staff_id, "例示", Role.COUNSELLOR)
    place.open("co")
    section = shown(place, "plans")
    assert "センター長" in section.buttons["approve"].reason
    assert not section.buttons["correct"].reason


def test_a_plan_approved_meanwhile_keeps_what_was_typed(place: Any) -> None:
    episode = place.ids["co"]
    plan = place.work(lambda work: plans.draft(work, episode, "adjustment", PLAN))
    place.open("co")
    section = shown(place, "plans")
    section.buttons["correct"].click()
    type_into(section.form, policy="住まいを先に")

    def approve(work: Any) -> None:
        found = queries.plans(work, episode).plans[0]
        plans.approve(work, plan, found.version)

    place.work(approve)
    section.form.save()
    assert "承認済みの計画は変えられません" in section.form.notice.words
    assert section.form.rows["policy"].value() == "住まいを先に"


def test_a_typed_plan_waits_for_its_case(place: Any) -> None:
    place.open("co")
    section = shown(place, "plans")
    section.buttons["make"].click()
    line = {**section.form.lines.value()[0], "goal": "途中の"}
    type_into(section.form, lines=(line,))
    place.open("fu")
    place.open("co")
    assert section.form is not None and section.form.kind == new_kind("adjustment")
    assert section.form.lines.value()[0]["goal"] == "途中の"


def test_an_application_goes_on_to_its_decision(place: Any) -> None:
    place.open("co")
    section = shown(place, "applications")
    section.add_one.click()
    type_into(section.form, kind="psychiatric", submitted_to="前橋市", submitted_on="R8.11.1")
    section.form.save()
    one = section.data.applications[0]
    assert one.standing == "申請中（24日目）"
    assert (
        place.screen.pane.summary.anchors.buttons["applications"].text().endswith("1件が決定待ち")
    )
    QTest.keyClick(section.entries[one.id], Qt.Key.Key_Return)
    form = section.form
    type_into(form, decided_on="R8.10.1", result="granted", grade="2級", valid_until="R8.12.1")
    form.save()
    assert "申請日（R8.11.1）より前" in form.rows["decided_on"].error()
    type_into(form, decided_on="R8.11.20")
    form.save()
    assert "いまの手帳　精神障害者保健福祉手帳 2級（更新 R8.12.1） 更新まであと7日" in words(
        section
    )
    section.entries[one.id].opened.emit()
    place.asking.script(True)
    section.form.remove_button.click()
    assert section.form is None and section.data.applications == ()


def test_who_only_reads_is_told_why(place: Any) -> None:
    episode = place.ids["co"]
    typed = ApplicationInput("pension")
    place.work(lambda work: applications.add(work, episode, typed))
    place.desk.actor = Actor(place.desk.actor.staff_id, "例示", Role.AUDITOR)
    place.open("co")
    for key, button in (("requirements", "record"), ("assessment", "begin")):
        assert "閲覧・監査" in getattr(shown(place, key), button).reason
    assert "閲覧・監査" in shown(place, "plans").buttons["make"].reason
    section = shown(place, "applications")
    assert "閲覧・監査" in section.add_one.reason
    next(iter(section.entries.values())).opened.emit()
    assert section.form is None


def test_the_keyboard_comes_back_to_the_section_after_a_save(place: Any, qtbot: Any) -> None:
    """On the database worker the notice of the save asks again before its answer is there."""
    jobs = Jobs()
    place.desk.jobs = jobs
    place.open("co")
    qtbot.waitUntil(lambda: not jobs.busy and shown(place, "requirements").data is not None)
    place.screen.activateWindow()
    section = shown(place, "requirements")
    section.open_at("wishes")
    type_into(section.form, wishes=("met", "本人", "", ""))
    section.form.save()
    qtbot.waitUntil(lambda: not jobs.busy and section.form is None)
    assert "6要件のうち1つ" in words(section)
    assert section.hasFocus()
    jobs.close()


def test_what_another_desk_changes_does_not_take_the_keyboard_away(place: Any) -> None:
    episode = place.ids["co"]
    place.work(lambda work: plans.draft(work, episode, "adjustment", PLAN))
    place.open("co")
    place.screen.activateWindow()
    section = shown(place, "plans")
    line = section.data.plans[0].lines[1]
    section.progress[line.id].setFocus()
    first = section.data.plans[0].lines[0]
    place.work(lambda work: plans.set_progress(work, first.id, first.version, "going"))
    assert QApplication.focusWidget() is section.progress[line.id]


@pytest.mark.qt_log_ignore("This plugin does not support")  # a popup without a real display
def test_enter_takes_an_offered_word_and_goes_on(place: Any, qtbot: Any) -> None:
    place.open("co")
    place.screen.activateWindow()
    section = shown(place, "requirements")
    section.open_at("condition")
    finder, day = (section.form.rows["condition"].editor.fields()[at] for at in (1, 2))
    finder.setFocus()
    finder.setText("保護")
    finder.completer().setCompletionPrefix("保護")
    finder.completer().complete()
    offered = finder.completer().popup()
    qtbot.waitUntil(offered.isVisible)
    QTest.keyClick(offered, Qt.Key.Key_Down)
    QTest.keyClick(offered, Qt.Key.Key_Return)
    assert finder.text() == "保護観察所" and not offered.isVisible()
    assert QApplication.focusWidget() is day
