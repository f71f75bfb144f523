"""Tab follows the eye on the case page, whatever was read again or opened meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from app.cases.applications import actions as applications
from app.cases.applications.rules import ApplicationInput
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.placement import actions as placement
from app.cases.placement.rules import PlacementInput
from app.cases.plans import actions as plans
from app.cases.plans.rules import LineInput, PlanInput
from app.cases.whereabouts import actions as whereabouts
from app.cases.whereabouts.rules import EventInput, StayInput
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.ui.widgets.tab_order import takes_tab
from tests.conftest import OpenedOffice


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """The engine does not matter to a screen."""
    return opened_embedded


def fill(place: Any) -> None:
    """Two of most things, so that there are rows to go through."""
    episode = place.ids["co"]
    needs = {"housing": NeedWords("urgent", "家がない"), "money": NeedWords("needed")}
    lines = tuple(LineInput("housing", goal) for goal in ("一", "二"))
    for day in ("R8.4.10", "R8.5.10"):
        sheet = SheetInput(day, needs=needs)
        place.work(lambda w, sheet=sheet: assessment.add_sheet(w, episode, sheet))
        contact = ActivityInput(day, "phone", "10", "本人", "話した", "試作")
        place.work(lambda w, contact=contact: contacts.record_activity(w, episode, contact))
        asked = PlacementInput("group_home", f"家{day}", asked_on=day, state="asked")
        place.work(lambda w, asked=asked: placement.add(w, episode, asked))
    plan = PlanInput("R8.5.1", lines=lines)
    place.work(lambda w: plans.draft(w, episode, "adjustment", plan))
    for kind in ("pension", "psychiatric"):
        wanted = ApplicationInput(kind)
        place.work(lambda w, wanted=wanted: applications.add(w, episode, wanted))
    place.work(lambda w: family.add(w, episode, RelatedInput("family", "例示 渚", "妹")))
    place.work(lambda w: whereabouts.add_stay(w, episode, StayInput("home", "自宅", "R8.4.1")))
    event = EventInput("missing", "R8.6.1", "", "戻らない")
    place.work(lambda w: whereabouts.record_event(w, episode, event))


def stops(page: QWidget, first: QWidget) -> Iterator[QWidget]:
    """Where Tab stops from here to the end of the page."""
    found = first
    while page.isAncestorOf(found):
        if takes_tab(found) and found.isVisible() and found.isEnabled():
            yield found
        found = found.nextInFocusChain()
        while page.isAncestorOf(found) is False and not takes_tab(found):
            found = found.nextInFocusChain()
        if found is first:
            return


def out_of_order(page: QWidget, found: list[QWidget]) -> list[tuple[str, str]]:
    """Pairs of which the second lies above the first, or beside it to the left."""
    wrong = []
    for one, following in pairwise(found):
        if one.isAncestorOf(following):
            continue
        here, there = (field.mapTo(page, QPoint()) for field in (one, following))
        above = there.y() + following.height() <= here.y()
        beside = there.y() < here.y() + one.height() and here.y() < there.y() + following.height()
        if above or (beside and there.x() < here.x()):
            wrong.append((named(one), named(following)))
    return wrong


def named(field: QWidget) -> str:
    return field.accessibleName() or getattr(field, "text", lambda: type(field).__name__)()


def of_sections(place: Any) -> list[QWidget]:
    """The stops from the first section on."""
    QApplication.processEvents()
    pane = place.screen.pane
    first = next(s for s in pane.summary.sections if not s.isHidden())
    return list(stops(pane, first))


def test_every_section_is_gone_through_as_it_is_seen(place: Any) -> None:
    fill(place)
    place.open("co")
    page = place.screen.pane.summary.scrolled.widget()
    found = of_sections(place)
    assert out_of_order(page, found) == []
    sections = [s for s in place.screen.pane.summary.sections if not s.isHidden()]
    assert [one for one in found if one in sections] == sections
    section = next(s for s in sections if s.key == "placement")
    assert all(entry in found for entry in section.entries.values())
    section.reload()  # another desk saved something
    assert out_of_order(page, of_sections(place)) == []


@pytest.mark.parametrize("key", ["requirements", "assessment", "applications", "family", "plans"])
def test_a_form_that_is_open_stands_before_what_is_below_it(place: Any, key: str) -> None:
    fill(place)
    place.open("co")
    section = next(s for s in place.screen.pane.summary.sections if s.key == key)
    button = section.buttons["correct"] if key == "plans" else section.offered()[-1]
    button.click()
    assert section.form is not None
    found = of_sections(place)
    fields = [field for row in section.form.rows.values() for field in row.editor.fields()]
    assert [one for one in found if one in fields] == fields
    assert out_of_order(place.screen.pane.summary.scrolled.widget(), found) == []


def test_contacts_and_their_form_come_before_the_sections(place: Any) -> None:
    fill(place)
    place.open("co")
    pane = place.screen.pane
    first = next(s for s in pane.summary.sections if not s.isHidden())
    page = pane.summary.scrolled.widget()
    anchors = list(pane.summary.anchors.buttons.values())
    for act in (lambda: None, pane.record):
        act()
        QApplication.processEvents()
        found = list(stops(pane, anchors[-1]))
        own = [one for one in found if pane.summary.activities.isAncestorOf(one)]
        assert all(entry in own for entry in pane.summary.activities.entries.values())
        assert out_of_order(page, own) == []
        assert found.index(own[-1]) < found.index(first)


def test_after_a_form_is_gone_its_section_is_seen_again(place: Any, qtbot: Any) -> None:
    fill(place)
    place.open("co")
    summary = place.screen.pane.summary
    section = next(s for s in summary.sections if s.key == "consents")
    page, bar = summary.scrolled.widget(), summary.scrolled.verticalScrollBar()
    section.add_one.click()
    place.screen.activateWindow()
    qtbot.waitUntil(place.screen.isActiveWindow)
    bar.setValue(bar.maximum())  # what was typed last stands at the end of a long form
    section.form.leave_button.click()

    def head() -> int:
        return int(section.mapTo(page, QPoint()).y()) - bar.value()

    qtbot.waitUntil(lambda: section.form is None and 0 <= head() < summary.scrolled.height() // 2)
    assert section.hasFocus()
