"""A case comes a part in each event: in sight as a whole, and never mixed with another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.screens.cases.activity_form import ActivityForm
from app.ui.screens.cases.page import CasePane
from app.ui.screens.cases.sections.all import SECTIONS

pytestmark = pytest.mark.parametrize("opened", ["embedded"], indirect=True)


class Held(InlineJobs):
    """Keeps what is to be done soon until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], None]] = []

    def soon(self, act: Callable[[], None], owner: QObject) -> None:
        self.waiting.append(act)

    def go_on(self, events: int = 1000) -> None:
        """Let so many events pass."""
        for _ in range(events):
            if self.waiting:
                self.waiting.pop(0)()


def form_of(place: Any) -> Any:
    """The form that is open."""
    return place.screen.pane.active_form


@pytest.fixture
def held(place: Any) -> Held:
    """The desk of `place` builds in portions from now on."""
    place.desk.jobs = made = Held()
    return made


def test_the_right_side_is_made_in_portions_unseen(place: Any, held: Held, qtbot: QtBot) -> None:
    place.screen.open(Where("cases"))
    qtbot.waitUntil(lambda: bool(held.waiting))
    held.go_on(2)
    pane = place.screen.findChild(CasePane)
    assert 0 < len(pane.summary.sections) < len(SECTIONS)
    assert not pane.isVisible()
    held.go_on()
    assert len(pane.summary.sections) == len(SECTIONS)
    assert pane.isVisible() and pane is place.screen.pane


def test_who_needs_the_right_side_halfway_gets_it_whole(
    place: Any, held: Held, qtbot: QtBot
) -> None:
    place.screen.open(Where("cases"))
    qtbot.waitUntil(lambda: bool(held.waiting))
    held.go_on(2)
    place.open("fu")
    held.go_on()
    pane = place.screen.pane
    assert place.screen.findChildren(CasePane) == [pane]
    assert [type(section) for section in pane.summary.sections] == list(SECTIONS)
    assert pane.isVisible() and pane.summary.isVisible()


def test_another_case_is_painted_once_it_stands_there_whole(place: Any, held: Held) -> None:
    place.open("co")
    held.go_on()
    summary = place.screen.pane.summary
    assert summary.updatesEnabled()
    place.open("fu")
    assert not summary.updatesEnabled()
    held.go_on()
    assert summary.updatesEnabled()
    assert summary.page.episode.id == place.ids["fu"]


def test_after_a_fault_no_half_of_a_case_is_shown_and_the_next_is_painted(
    place: Any, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.open("co")
    held.go_on()
    pane = place.screen.pane
    summary = pane.summary

    def fault(*_: object) -> None:
        raise ValueError("fault")

    with monkeypatch.context() as patched:
        patched.setattr("app.ui.screens.cases.summary.side_cards", fault)
        place.open("fu")
        assert not summary.updatesEnabled()
        with pytest.raises(ValueError, match="fault"):
            held.go_on()
    assert summary.updatesEnabled() and not summary.isVisible()
    assert pane.hint.isVisible() and "出せませんでした" in pane.hint.words
    assert pane.page is None
    place.open("fu")
    held.go_on()
    assert summary.isVisible() and summary.updatesEnabled()
    assert summary.page.episode.id == place.ids["fu"]


def test_of_two_cases_asked_for_the_second_is_shown_with_what_waits_for_it(
    place: Any, held: Held
) -> None:
    pane, went = place.screen.pane, []
    pane.open_case(place.ids["fu"], lambda: went.append("fu"))
    held.go_on(1)
    pane.open_case(place.ids["su"], lambda: went.append("su"))
    held.go_on()
    assert went == ["su"]
    assert pane.summary.page.episode.id == place.ids["su"]
    applying = [section for section in pane.summary.sections if section.applies(pane.page)]
    assert all(section.data is not None for section in applying)
    others = [section for section in pane.summary.sections if section not in applying]
    assert others and all(section.data is None for section in others)


@pytest.mark.parametrize("events", range(8))
def test_sections_of_the_case_before_show_nothing_of_it(
    place: Any, held: Held, events: int
) -> None:
    pane = place.screen.pane
    pane.open_case(place.ids["co"])
    held.go_on(events)
    pane.open_case(place.ids["su"])
    held.go_on()
    for section in pane.summary.sections:
        assert section.page.episode.id == place.ids["su"]
        assert (section.data is not None) == section.applies(pane.page)


def test_a_form_built_for_one_case_does_not_open_in_another(place: Any, held: Held) -> None:
    place.open("fu")
    held.go_on()
    pane = place.screen.pane
    pane.entries.record_next()
    assert form_of(place) is None
    pane.open_case(place.ids["su"])
    held.go_on()
    assert form_of(place) is None
    place.open("su", record=True)
    held.go_on()
    assert isinstance(form_of(place), ActivityForm)
    assert form_of(place).episode_id == place.ids["su"]


def test_the_first_case_has_its_buttons_below_a_name_that_needs_the_room(
    place: Any, held: Held, qtbot: QtBot
) -> None:
    place.screen.resize(1112, 638)  # a wide screen at 150 %
    place.screen.open(Where("cases", {"episode": place.ids["co"]}))
    for _ in range(100):
        held.go_on(1)
        QApplication.processEvents()
    summary = place.screen.pane.summary
    assert summary.isVisible()
    first = summary._head.direction()
    summary._turn()
    assert summary._head.direction() == first
