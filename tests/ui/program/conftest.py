"""A small office with made-up people, and what the window needs to show it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QLocale, QSettings, QTranslator
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.clock import Clock, fixed
from app.codes import Service
from app.commands.access import CLOCK_VARIABLE
from app.people import actions as people
from app.people.rules import PersonInput
from app.practice.neighbours import folders_beside
from app.practice.office import open_practice
from app.staff.permissions import Actor, Role
from app.staff.queries import office_facts
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import read_slots
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office
from app.storage.records import Staff
from app.storage.transactions import for_writing
from app.storage.work import Office, Work
from app.ui.jobs import InlineJobs
from app.ui.program import Program
from app.ui.screens.setup.join_window import JoinWindow
from app.ui.screens.sign_in import SignIn
from app.ui.window import MainWindow, SignedIn
from tests.conftest import copied_practice
from tests.made_once import MadeOnce

PASSPHRASE = "つゆくさ あけび もくれん さざんか"
NOW = datetime(2026, 11, 24, 9, 0)


def _case(work: Work, name: str, kana: str, service: Service, **typed: str) -> str:
    person = people.register(work, PersonInput(name, kana, "male", "S28.4.5"))
    return cases.open_episode(work, person, service, typed)


def _fill(work: Work) -> None:
    co, fu, su = Service.COORDINATION, Service.FOLLOW_UP, Service.SUSPECT_SUPPORT
    _case(work, "齋藤 榧造", "サイトウ カヤゾウ", co, number="R8-C-001", start="R8.6.1",
          worker="試作", term_end="R8.12.30")  # fmt: skip
    _case(work, "樟山 霧夫", "クスヤマ キリオ", su, number="R8-S-001", start="R8.11.16",
          worker="例示", detention_end="R8.11.25")  # fmt: skip
    _case(work, "梓川 岳", "アズサガワ ガク", co, number="R8-C-002", start="R8.5.1",
          worker="例示", release="R8.11.21")  # fmt: skip
    silent = _case(work, "椿原 朔", "ツバキハラ サク", fu, number="R8-F-001", start="R8.4.1",
                   worker="試作 澪江")  # fmt: skip
    typed = ActivityInput("R8.9.30", "visit", "30", "本人", "様子を見た。", "試作 澪江")
    contacts.record_activity(work, silent, typed)


def _make(folder: Path, *, filled: bool) -> str:
    office, actor, recovery = create_office(
        OfficeFolder(folder),
        NewOffice("centre", "見本県地域生活定着支援センター", "10"),
        FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        fixed(NOW),
    )
    recovery.confirm(recovery.code)
    if filled:
        with office.work(actor) as work:
            _fill(work)
    office.close()
    return recovery.code


@pytest.fixture(scope="session")
def templates(made_once: MadeOnce) -> tuple[Path, str]:
    """A folder with an office with cases and an office without any; and the first one's code."""

    def make(root: Path) -> str:
        _make(root / "empty", filled=False)
        return _make(root / "filled", filled=True)

    return made_once("offices", make)


@pytest.fixture
def folder(templates: tuple[Path, str], tmp_path: Path) -> OfficeFolder:
    """An office with four cases."""
    return OfficeFolder(Path(shutil.copytree(templates[0] / "filled", tmp_path / "office")))


@pytest.fixture
def empty_folder(templates: tuple[Path, str], tmp_path: Path) -> OfficeFolder:
    """An office without cases."""
    return OfficeFolder(Path(shutil.copytree(templates[0] / "empty", tmp_path / "office")))


@pytest.fixture
def code(templates: tuple[Path, str]) -> str:
    """The recovery code of `folder`."""
    return templates[1]


@pytest.fixture
def passphrase() -> str:
    """The 合言葉 of both offices."""
    return PASSPHRASE


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings of nobody yet."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def own_words(qapp: QApplication) -> Iterator[None]:
    """Takes the Japanese that the test gave the application away again."""
    before = QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        shiboken6.delete(translator)
    QLocale.setDefault(before)


@pytest.fixture
def jobs() -> InlineJobs:
    """Does every job at once, and lets a bug fail the test."""

    def crash(error: BaseException) -> None:
        raise error

    return InlineJobs(crash=crash)


@pytest.fixture(scope="module")
def practice(
    practice_template: OfficeFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SignedIn]:
    """The practice centre, in which there is one of everything; one for all tests of a file."""
    folder = tmp_path_factory.mktemp("practice") / "office"
    office, actor = open_practice(copied_practice(practice_template, folder), fixed(NOW))
    with office.reading(actor) as reading:
        facts = office_facts(reading)
    yield SignedIn(office, actor, facts)
    office.close()


@pytest.fixture
def made_practice(
    practice_template: OfficeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> OfficeFolder:
    """The practice centre as `show_practice` left it, as of `NOW`; its neighbours were never opened."""
    monkeypatch.setenv(CLOCK_VARIABLE, NOW.isoformat())
    folder = copied_practice(practice_template, tmp_path / "practice")
    whole = folders_beside(folder).whole
    whole.parent.mkdir()
    whole.touch()
    return folder


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """A window that a test leaves behind would be dressed, and found, with those of the next."""
    before = set(map(id, QApplication.topLevelWidgets())) if QApplication.instance() else set()
    yield
    if QApplication.instance() is None:
        return
    for widget in QApplication.topLevelWidgets():
        if id(widget) not in before and isinstance(widget, MainWindow | SignIn | JoinWindow):
            shiboken6.delete(widget)


@pytest.fixture
def open_it() -> Iterator[Callable[..., SignedIn]]:
    """Opens an office as of 令和8年11月24日 9時; closed after the test."""
    opened: list[Office] = []

    def opening(folder: OfficeFolder, role: Role | None = None) -> SignedIn:
        slot = next(slot for slot in read_slots(folder) if slot.staff_id)
        clock: Clock = fixed(NOW)
        office, actor = open_office(folder, slot.staff_id, PASSPHRASE, None, clock)
        opened.append(office)
        if role is not None:
            with for_writing(office.engine).begin() as connection:
                connection.execute(update(Staff).values(role=str(role)))
            actor = Actor(actor.staff_id, actor.name, role)
        with office.reading(actor) as reading:
            facts = office_facts(reading)
        return SignedIn(office, actor, facts)

    yield opening
    for office in opened:
        office.close()


@pytest.fixture
def ime() -> Callable[[str], None]:
    """Types words into the field with the keyboard, as an input method does."""

    def commit(words: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(words)
        target: Any = QApplication.focusWidget()
        assert target is not None
        QApplication.sendEvent(target, event)

    return commit


@pytest.fixture
def program_of(dressed: Any, jobs: InlineJobs, asking: Any, settings: QSettings) -> Iterator[Any]:
    made: list[Program] = []

    def make_it(folder: OfficeFolder, **more: Any) -> Program:
        program = Program(folder, jobs=jobs, asking=asking, settings=settings, **more)
        made.append(program)
        program.start()
        return program

    yield make_it
    for program in made:
        if program.office is not None:
            program.office.close()
        if program.view is not None:
            shiboken6.delete(program.view)


@pytest.fixture
def window_of(
    dressed: Any,
    open_it: Callable[..., SignedIn],
    asking: Any,
    settings: QSettings,
    jobs: InlineJobs,
    qtbot: QtBot,
) -> Callable[..., MainWindow]:
    def make_it(folder: OfficeFolder, role: Role | None = None, runs: Any = jobs) -> MainWindow:
        window = MainWindow(open_it(folder, role), runs, asking, settings)
        qtbot.addWidget(window)
        window.show()
        return window

    return make_it
