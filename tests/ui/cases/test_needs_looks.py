"""The forms of 要件, アセスメント, 計画 and 申請: legible at every scale, in sight when they open."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea

from app.cases.applications import actions as applications
from app.cases.applications.rules import ApplicationInput
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.cases.plans import actions as plans
from app.cases.plans.rules import LineInput, PlanInput
from app.cases.requirements import actions as requirements
from app.cases.requirements.rules import RequirementInput
from app.ui.theme import theme
from tests.conftest import OpenedOffice
from tests.ui.cases.test_looks import WINDOW, cut

DATE = "R8.12.31"
LONG = "長い" * 60


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """The engine does not matter to a screen."""
    return opened_embedded


def fill(place: Any) -> None:
    """Something long in every section."""
    episode = place.ids["co"]
    needs = {"housing": NeedWords("urgent", LONG), "money": NeedWords("needed", LONG)}
    line = LineInput("housing", LONG, LONG, LONG, DATE)
    finding = RequirementInput("met", "保護観察所", "R8.4.1", LONG)
    application = ApplicationInput("psychiatric", LONG, "R8.11.1", note=LONG)
    place.work(lambda w: requirements.record(w, episode, {"wishes": finding}, {}))
    place.work(lambda w: assessment.add_sheet(w, episode, SheetInput("R8.4.10", needs=needs)))
    plan = PlanInput("R8.5.1", policy=LONG, review_on=DATE, lines=(line,))
    place.work(lambda w: plans.draft(w, episode, "adjustment", plan))
    place.work(lambda w: applications.add(w, episode, application))


def sections(place: Any) -> dict[str, Any]:
    """The sections of the case that is open."""
    return {section.key: section for section in place.screen.pane.summary.sections}


def forms(place: Any) -> Any:
    """Each form in turn, opened as a person would."""
    found = sections(place)
    opening = (
        lambda: found["requirements"].open_at("no_home"),
        found["assessment"].begin.click,
        found["plans"].buttons["correct"].click,
        lambda: next(iter(found["applications"].entries.values())).opened.emit(),
    )
    for key, act in zip(
        ("requirements", "assessment", "plans", "applications"), opening, strict=True
    ):
        act()
        QApplication.processEvents()
        yield found[key]


def narrow(section: Any) -> list[str]:
    """Fields in which a day cannot be read in full."""
    return [
        field.accessibleName()
        for field in section.form.findChildren(QLineEdit)
        if field.placeholderText().endswith("R6.4.1")
        and field.width() - theme().px(20) < field.fontMetrics().horizontalAdvance(DATE)
    ]


@pytest.mark.parametrize("scale", [1.0, 1.4, 1.6])
def test_every_word_and_day_can_be_read(place: Any, scale: float) -> None:
    fill(place)
    theme().set_scale(scale)
    t = theme()
    place.screen.setFixedSize(WINDOW[0] - t.px(168), WINDOW[1] - t.px(44 + 26))
    place.open("co")
    QApplication.processEvents()
    assert list(cut(place.screen)) == []
    for section in forms(place):
        assert list(cut(place.screen)) == [], section.key
        assert narrow(section) == [], section.key


def test_a_form_begins_at_the_top_of_what_is_seen(place: Any, qtbot: Any) -> None:
    fill(place)
    place.open("co")
    place.screen.activateWindow()
    area: QScrollArea = place.screen.pane.summary.scrolled
    for section in forms(place):
        form = section.form

        def seen(form: Any = form) -> bool:
            top = form.mapTo(area.viewport(), QPoint()).y()
            ends = top + form.height() <= area.viewport().height()
            return top >= 0 and (ends or top < theme().px(120))

        qtbot.waitUntil(seen)


def test_the_form_of_the_requirements_stands_instead_of_their_list(place: Any) -> None:
    fill(place)
    place.open("co")
    section = sections(place)["requirements"]
    section.open_at("no_home")
    assert not any(entry.isVisible() for entry in section.entries.values())
    section.reload()  # another desk saved meanwhile
    assert not any(entry.isVisible() for entry in section.entries.values())
    section.form.left.emit()
    QApplication.processEvents()
    assert all(entry.isVisible() for entry in section.entries.values())
