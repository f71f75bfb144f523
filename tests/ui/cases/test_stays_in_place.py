"""What one is typing or reading stays where it is on the screen while other desks save."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.ui.widgets.still import Still

pytestmark = pytest.mark.parametrize("opened", ["embedded"], indirect=True)

CALL = ActivityInput("R8.11.20", "phone", "15", "本人", "体調を聞いた。", "試作")
KIN = RelatedInput("family", "架空 花子", "長女")


class Drawn(QObject):
    """Where a part stood each time the page was painted."""

    def __init__(self, place: Any, part: QWidget) -> None:
        super().__init__()
        self.place, self.part, self.seen = place, part, set[tuple[int, int]]()
        place.screen.pane.summary.scrolled.viewport().installEventFilter(self)

    def at(self) -> QPoint:
        return self.part.mapTo(self.place.screen, QPoint())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.add((self.at().x(), self.at().y()))
        return False


def settle(place: Any, qtbot: QtBot) -> None:
    """Until no layout is on its way any more."""
    still: Still = place.screen.pane.summary.findChild(Still)
    qtbot.waitUntil(lambda: still.rests, timeout=5000)


def fill(place: Any) -> None:
    for number in range(12):
        typed = replace(CALL, day=f"R8.11.{number + 1}", content=f"{number}回目の記録です。" * 8)
        place.work(lambda work, typed=typed: contacts.record_activity(work, place.ids["co"], typed))


def record_elsewhere(place: Any) -> None:
    place.work(lambda work: contacts.record_activity(work, place.ids["co"], CALL))


def section(place: Any, key: str) -> Any:
    return next(s for s in place.screen.pane.summary.sections if s.key == key)


def typing(place: Any, qtbot: QtBot, form: Any, key: str) -> QWidget:
    field: QWidget = form.rows[key].editor.fields()[0]
    place.screen.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: not field.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: place.screen.pane.summary.scrolled.verticalScrollBar().value() > 0)
    qtbot.wait(120)  # the last look after the field that has the keyboard comes 50 ms later
    return field


def test_a_contact_recorded_elsewhere_does_not_move_the_one_being_corrected(
    place: Any, qtbot: QtBot
) -> None:
    fill(place)
    place.open("co")
    pane = place.screen.pane
    settle(place, qtbot)
    pane.summary.activities.entry_opened.emit(pane.page.activities[4])
    form = pane.active_form
    field = typing(place, qtbot, form, "content")
    drawn = Drawn(place, field)
    at, before = drawn.at(), pane.summary.scrolled.verticalScrollBar().value()
    record_elsewhere(place)
    assert len(pane.summary.activities.entries) == 13
    settle(place, qtbot)
    assert drawn.at() == at and drawn.seen == {(at.x(), at.y())}
    assert pane.summary.scrolled.verticalScrollBar().value() > before, "nothing came in above"
    assert QApplication.focusWidget() is field and pane.active_form is form


def test_a_form_of_a_section_stays_too(place: Any, qtbot: QtBot) -> None:
    fill(place)
    place.open("co")
    settle(place, qtbot)
    people = section(place, "family")
    people.add_one.click()
    field = typing(place, qtbot, people.form, "phone")
    drawn = Drawn(place, field)
    at, before = drawn.at(), place.screen.pane.summary.scrolled.verticalScrollBar().value()
    record_elsewhere(place)
    place.work(lambda work: family.add(work, place.ids["co"], KIN))
    assert len(people.entries) == 1
    settle(place, qtbot)
    assert drawn.at() == at and drawn.seen == {(at.x(), at.y())}
    assert place.screen.pane.summary.scrolled.verticalScrollBar().value() > before
    assert QApplication.focusWidget() is field


def test_what_is_read_stays_too(place: Any, qtbot: QtBot) -> None:
    fill(place)
    place.open("co")
    settle(place, qtbot)
    place.screen.pane.summary.go_to("plans")
    settle(place, qtbot)
    drawn = Drawn(place, section(place, "plans"))
    at = drawn.at()
    record_elsewhere(place)
    settle(place, qtbot)
    assert drawn.at() == at and drawn.seen == {(at.x(), at.y())}


def test_somebody_who_scrolls_meanwhile_is_not_pulled_back(place: Any, qtbot: QtBot) -> None:
    fill(place)
    place.open("co")
    settle(place, qtbot)
    place.screen.pane.summary.go_to("plans")
    settle(place, qtbot)
    record_elsewhere(place)
    place.screen.pane.summary.go_to("days")
    settle(place, qtbot)
    part = section(place, "days")
    area = place.screen.pane.summary.scrolled
    assert part.mapTo(area, QPoint()).y() == 0


def test_a_part_that_shows_the_same_is_not_built_anew(place: Any) -> None:
    place.work(lambda work: family.add(work, place.ids["co"], KIN))
    place.open("co")
    people = section(place, "family")
    (entry,) = people.entries.values()
    record_elsewhere(place)
    assert list(people.entries.values()) == [entry]
    place.work(lambda work: family.add(work, place.ids["co"], replace(KIN, name="架空 次郎")))
    assert len(people.entries) == 2
