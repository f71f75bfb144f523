"""The place 会議 on a real office with two people, three organisations and some meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.meetings import queries
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.storage.desks import Change
from app.storage.work import Work
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from app.ui.screens.meetings.pane import MeetingPane
from app.ui.screens.meetings.screen import MeetingsScreen
from app.ui.theme import theme
from tests.conftest import OpenedOffice
from tests.consent.one_register import consent, person_of
from tests.meetings.one_meeting import case, discussing, joined, planned

OFFICES = (
    OrganisationInput("welfare_office", "あさひ市福祉事務所", public=True),
    OrganisationInput("disability_facility", "グループホームこもれび"),
    OrganisationInput("municipality", "あさひ市", public=True),
)


@dataclass
class Place:
    """The screen, its desk, who was asked, and the ids of what is there."""

    desk: Desk
    screen: MeetingsScreen
    asking: Any
    offices: dict[str, str]
    cases: dict[str, str]
    meetings: dict[str, str]
    opened: OpenedOffice
    gone: list[Where] = field(default_factory=list)

    @property
    def pane(self) -> MeetingPane:
        """The right side."""
        return self.screen.leaf.pane

    @property
    def form(self) -> Any:
        """The form that is open."""
        return self.pane.form

    def page(self, name: str) -> queries.MeetingPage:
        """What is on record about a meeting."""
        with self.desk.office.reading(self.desk.actor) as reading:
            return queries.meeting_page(reading, self.meetings[name])

    def work(self, act: Callable[[Work], Any]) -> Any:
        """Change something as another desk would."""
        with self.desk.office.work(self.desk.actor) as work:
            return act(work)

    def open(self, name: str) -> None:
        """Show a meeting."""
        self.screen.open(Where("meetings", {"meeting": self.meetings[name]}))

    def rows(self) -> list[str]:
        """The first words of the rows in the list."""
        model = self.screen.leaf.found.model
        return [model.columns[1].cell_of(row).text for _, row in model.loaded_rows()]

    def fill(self, **values: Any) -> None:
        """Type into the form that is open."""
        for key, value in values.items():
            self.form.rows[key].set_value(value)


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget(), key, held)


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """The engine does not matter to a screen."""
    return opened_embedded


@pytest.fixture
def place(
    dressed: QApplication, opened: OpenedOffice, asking: Any, tmp_path: Path
) -> Iterator[Place]:
    """The screen at 1366 by 768 less the frame: a planned meeting of each way of sharing."""
    with opened.office.work(opened.actor) as work:
        offices = {one.name: organisations.add(work, one) for one in OFFICES}
    cases = {name: case(opened, name) for name in ("杠 渓", "榧野 岳")}
    city, home, host = offices.values()
    consent(opened, person_of(opened, cases["杠 渓"]), city)
    meetings = {
        "joint": planned(opened, title="第1回"),
        "multi": planned(opened, "multi"),
        "support": planned(opened, "support106", host_id=host),
    }
    for meeting in meetings.values():
        joined(opened, meeting, city, name="見本 太郎", post="係長")
        discussing(opened, meeting, cases["杠 渓"])
    discussing(opened, meetings["multi"], cases["榧野 岳"])
    joined(opened, meetings["support"], home, member=False)
    notices = Notices()
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    gone: list[Where] = []
    desk = Desk(
        *(opened.office, opened.actor, "見本", "10", InlineJobs(), notices, asking, settings),
        gone.append,
    )

    def pass_on(change: Change) -> None:
        notices.tell(Notice(change.kinds, change.ids, change.by, change.many))

    opened.office.listeners.append(pass_on)
    screen = MeetingsScreen(desk)
    screen.resize(theme().px(1198), theme().px(698))
    screen.show()
    screen.activateWindow()
    screen.open(Where("meetings"))
    yield Place(desk, screen, asking, offices, cases, meetings, opened, gone)
    opened.office.listeners.remove(pass_on)
    screen.close()
    screen.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
