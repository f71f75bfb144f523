"""A desk on a real office with three made-up cases, and the screen on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from app.cases import actions as cases
from app.cases import queries
from app.codes import Service
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.desks import Change
from app.storage.work import Office, Work
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from app.ui.screens.cases.screen import CasesScreen
from app.ui.theme import theme
from tests.somebody_else import somebody_else


@dataclass
class Place:
    """The screen, its desk, the people who were asked, and the ids of the cases."""

    desk: Desk
    screen: CasesScreen
    asking: Any
    ids: dict[str, str]
    gone: list[Where] = field(default_factory=list)

    def page(self, name: str) -> queries.CasePage:
        """What is on record about a case."""
        with self.desk.office.reading(self.desk.actor) as reading:
            return queries.case_page(reading, self.ids[name])

    def work(self, act: Callable[[Work], Any]) -> Any:
        """Change something as somebody else at another desk would."""
        with self.desk.office.work(self.desk.actor) as work:
            return act(work)

    def open(self, name: str, **facts: Any) -> None:
        """Show a case."""
        self.screen.open(Where("cases", {"episode": self.ids[name], **facts}))

    def names(self) -> list[str]:
        """The names in the list."""
        return [row.name for _, row in self.screen.list.model.loaded_rows()]


CASES = (
    ("co", "髙橋 はるな", "タカハシ ハルナ", Service.COORDINATION, "試作", "R8-C-001"),
    ("fu", "鈴木 そら", "スズキ ソラ", Service.FOLLOW_UP, "例示", "R8-F-002"),
    ("su", "渡邉 うみ", "ワタナベ ウミ", Service.SUSPECT_SUPPORT, "試作", "R8-S-003"),
)


def person(name: str, kana: str, birth: str = "S28.4.5") -> PersonInput:
    """A made-up person."""
    return PersonInput(name, kana, "male", birth)


def fill(work: Work) -> dict[str, str]:
    """Register the cases and give back their ids."""
    ids = {}
    for key, name, kana, service, worker, number in CASES:
        person_id = people.register(work, person(name, kana))
        typed = {"start": "R8.4.1", "worker": worker, "number": number}
        ids[key] = cases.open_episode(work, person_id, service, typed)
    return ids


@contextmanager
def _at_a_desk(
    office: Office, actor: Actor, ids: dict[str, str], asking: Any, folder: Path
) -> Iterator[Place]:
    """The screen, shown at 1366 by 768 less the frame."""
    notices = Notices()
    settings = QSettings(str(folder / f"{actor.staff_id}.ini"), QSettings.Format.IniFormat)
    gone: list[Where] = []
    desk = Desk(office, actor, "見本", "10", InlineJobs(), notices, asking, settings, gone.append)

    def pass_on(change: Change) -> None:
        notices.tell(Notice(change.kinds, change.ids, change.by, change.many))

    office.listeners.append(pass_on)
    screen = CasesScreen(desk)
    screen.resize(theme().px(1198), theme().px(698))
    screen.show()
    yield Place(desk, screen, asking, ids, gone)
    office.listeners.remove(pass_on)
    screen.close()
    screen.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def place(dressed: QApplication, opened: Any, asking: Any, tmp_path: Path) -> Iterator[Place]:
    """The screen at the desk of the first of the staff, with the cases registered."""
    with opened.office.work(opened.actor) as work:
        ids = fill(work)
    with _at_a_desk(opened.office, opened.actor, ids, asking, tmp_path) as made:
        yield made


@pytest.fixture
def desk_of(
    place: Place, opened: Any, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[Role], Place]]:
    """Has somebody else with a role sit down at a desk of their own, on the same cases."""
    with ExitStack() as ends:

        def sit_down(role: Role) -> Place:
            office, actor = ends.enter_context(somebody_else(opened, request, role=role))
            return ends.enter_context(_at_a_desk(office, actor, place.ids, place.asking, tmp_path))

        yield sit_down
