"""A desk on a real office with two cases and some plans, and 予定表 on it, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cases import actions as cases
from app.codes import Service
from app.people import actions as people
from app.people.rules import PersonInput
from app.schedule import actions, queries
from app.schedule.entry import Entry
from app.schedule.rules import AppointmentInput
from app.storage.desks import Change
from app.storage.records import Staff
from app.storage.work import Work
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from app.ui.screens.schedule.boxes import Box
from app.ui.screens.schedule.screen import ScheduleScreen
from app.ui.theme import theme

TODAY = date(2026, 11, 24)


@dataclass
class Place:
    """The screen, its desk, the person who was asked, and ids by a short name."""

    desk: Desk
    screen: ScheduleScreen
    asking: Any
    ids: dict[str, str]
    gone: list[Where] = field(default_factory=list)

    def work(self, act: Callable[[Work], Any]) -> Any:
        """Change something as somebody else at another desk would."""
        with self.desk.office.work(self.desk.actor) as work:
            return act(work)

    def plan(self, day: str, start: str, end: str, kind: str, **more: Any) -> str:
        """Keep a 予定."""
        return str(self.work(lambda work: plan(work, day, start, end, kind, **more)))

    def entry(self, name: str) -> Entry:
        """What is on record about a 予定, by short name or id."""
        with self.desk.office.reading(self.desk.actor) as reading:
            return queries.entry(reading, self.ids.get(name, name))

    def entries(self, first: date, last: date) -> tuple[Entry, ...]:
        """What is on record for some days, cancelled ones too."""
        with self.desk.office.reading(self.desk.actor) as reading:
            return queries.between(reading, first, last, cancelled_too=True)

    def open(self, **facts: Any) -> None:
        """Show 予定表 as the window does."""
        self.screen.open(Where("schedule", facts))
        self.screen.focus_first()

    def box(self, name: str) -> Box:
        """The box of a 予定."""
        box = self.screen.board.box_of(self.ids.get(name, name))
        assert box is not None, f"no box of {name}"
        return box

    def choose(self, name: str) -> Box:
        """Put the keyboard onto a 予定."""
        box = self.box(name)
        self.screen.board.go(box)
        return box

    def press(self, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)

    @property
    def form(self) -> Any:
        """The form that is open."""
        return self.screen.side.form

    def told(self) -> list[str]:
        """What a screen reader hears of every box, in the order of the arrow keys."""
        return [box.accessibleName() for box in self.screen.board.boxes]


def plan(work: Work, day: str, start: str, end: str, kind: str, **more: Any) -> str:
    """Keep a 予定 of 試作, unless told otherwise."""
    base: dict[str, Any] = {"title": "", "place": "", "workers": ("試作",), "episode_id": ""}
    return actions.plan(work, AppointmentInput(day, start, end, kind, **{**base, **more}))


def fill(work: Work) -> dict[str, str]:
    """Two cases, a colleague, and a small week."""
    ids = {}
    for key, name, kana, number, worker in (
        ("co", "髙橋 はるな", "タカハシ ハルナ", "R8-C-001", "試作"),
        ("fu", "鈴木 そら", "スズキ ソラ", "R8-F-002", "例示"),
    ):
        service = Service.COORDINATION if key == "co" else Service.FOLLOW_UP
        person = people.register(work, PersonInput(name, kana, "male", "S28.4.5"))
        typed = {"start": "R8.4.1", "worker": worker, "number": number}
        if key == "co":
            typed["release"] = "R8.11.26"
        ids[key] = cases.open_episode(work, person, service, typed)
    work.add(Staff(name="雛形 糸", role="counsellor", active=True))
    ids["interview"] = plan(
        work, "11/24", "10:00", "11:30", "interview", place="前橋刑務所", episode_id=ids["co"],
        title="帰住先の希望を聞く",
    )  # fmt: skip
    ids["office"] = plan(work, "11/24", "14:00", "", "other", title="車検の手続")
    ids["visit"] = plan(
        work, "11/25", "13:00", "14:00", "visit", episode_id=ids["fu"], workers=("例示",)
    )
    ids["leave"] = plan(work, "11/27", "", "", "leave", workers=("例示",))
    ids["next"] = plan(work, "12/1", "9:30", "10:00", "phone", title="弁護士へ電話")
    return ids


@pytest.fixture
def place(
    dressed: QApplication, opened: Any, asking: Any, tmp_path: Path, qtbot: QtBot
) -> Iterator[Place]:
    """The screen of 2026-11-24, as large as 1366 by 768 leaves it, with the keyboard."""
    with opened.office.work(opened.actor) as work:
        ids = fill(work)
    notices = Notices()
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    gone: list[Where] = []
    desk = Desk(
        opened.office, opened.actor, "群馬県センター", "10", InlineJobs(), notices, asking,
        settings, gone.append,
    )  # fmt: skip

    def pass_on(change: Change) -> None:
        notices.tell(Notice(change.kinds, change.ids, change.by, change.many))

    opened.office.listeners.append(pass_on)
    screen = ScheduleScreen(desk)
    screen.resize(theme().px(1198), theme().px(698))
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    made = Place(desk, screen, asking, ids, gone)
    made.open()
    yield made
    opened.office.listeners.remove(pass_on)
    screen.close()
    screen.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
