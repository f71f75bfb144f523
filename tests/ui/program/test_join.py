"""Connecting a PC to the office's server through the window, and signing in there."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clock import Clock
from app.errors import TeichakuError
from app.staff.accounts import actions as accounts
from app.staff.permissions import Role
from app.storage import safe_files
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.moving import create_on_server
from app.storage.opening import FirstStaff, NewOffice, open_office
from app.storage.server import desk, faults, invitation, starting
from app.ui.jobs import InlineJobs
from app.ui.program import Program
from app.ui.screens.setup.join_window import JoinWindow
from app.ui.screens.setup.wizard import SetupWizard
from app.ui.screens.sign_in import SignIn
from app.ui.window import MainWindow
from tests.throwaway_server import ThrowawayServer

OFFICE = "見本県地域生活定着支援センター"
DIRECTORS = "つゆくさ あけび もくれん さざんか"
OWN = "わたしの合言葉 さざんか つつじ"


@pytest.fixture
def invited(tmp_path: Path, server: ThrowawayServer) -> Iterator[tuple[Path, str]]:
    """An invitation file and the はじめの合言葉 of 例示 霧子."""
    place = server.place(f"joined_{secrets.token_hex(4)}")
    folder = OfficeFolder(tmp_path / "director")
    new = NewOffice("centre", OFFICE, "10")
    first = FirstStaff("試作 澪江", Role.DIRECTOR, DIRECTORS)
    create_on_server(folder, new, first, PassphraseOnly(), place, server.admin, Clock())
    known = desk.read_connection(folder)
    mine = known.staff_id("試作 澪江")
    assert mine is not None
    office, actor = open_office(folder, mine, DIRECTORS, None, Clock())
    with office.work(actor) as work:
        code = starting.start(work, accounts.add(work, "例示 霧子", Role.COUNSELLOR))
    with office.reading(actor) as reading:
        content = invitation.write(starting.invite(reading, place))
    office.close()
    path = tmp_path / f"office{invitation.ENDING}"
    safe_files.write_atomically(path, content)
    yield path, code
    server.psql(server.admin, "postgres", f"DROP DATABASE {place.database} WITH (FORCE)")


@pytest.fixture
def program(
    dressed: Any, tmp_path: Path, jobs: InlineJobs, asking: Any, settings: QSettings
) -> Iterator[Program]:
    made = Program(OfficeFolder(tmp_path / "new"), jobs=jobs, asking=asking, settings=settings)
    yield made
    if made.office is not None:
        made.office.close()
    if made.view is not None:
        made.view.hide()
        made.view.deleteLater()


def to_join(program: Program) -> JoinWindow:
    program.start()
    wizard = program.view
    assert isinstance(wizard, SetupWizard) and wizard.join_link.isVisible()
    wizard.join_link.click()
    window = program.view
    assert isinstance(window, JoinWindow)
    return window


def type_all(window: JoinWindow, name: str, code: str) -> None:
    window.name.set_value(name)
    window.starting.set_value(code)
    window.next_button.click()
    window.secret.fill(OWN)


def connect_alone(window: JoinWindow) -> None:
    """There is no key store in tests: the window offers to do without."""
    window.next_button.click()
    assert not window.secret._alone.isHidden()
    window.secret._alone.set_value(True)
    window.next_button.click()


def test_from_an_invitation_to_the_main_window_and_in_again(
    program: Program, asking: Any, invited: tuple[Path, str], qtbot: QtBot
) -> None:
    path, code = invited
    window = to_join(program)
    assert window.next_button.reason
    asking.script(path)
    window.choose.click()
    shown = window.facts.words
    assert OFFICE in shown and "127.0.0.1" in shown
    assert invitation.read_file(path).words in shown
    window.next_button.click()
    type_all(window, "例示 霧子", code)
    connect_alone(window)
    assert isinstance(program.view, MainWindow)
    assert program.folder.served and not program.folder.data_file.exists()
    program.view.lock()
    qtbot.waitUntil(lambda: isinstance(program.view, SignIn))
    view = program.view
    assert isinstance(view, SignIn)
    assert [person.name for person in view.people] == ["例示 霧子"]
    assert view.by_code.isHidden() and not view.new_here.isHidden()
    view.secret.set_value("ちがう合言葉です")
    view.enter.click()
    said = view.notice.accessibleName()
    assert "合言葉が違います" in said and "責任者" in said
    view.secret.set_value(OWN)
    view.enter.click()
    assert isinstance(program.view, MainWindow)


def test_what_is_wrong_is_said_in_place(
    program: Program, asking: Any, invited: tuple[Path, str], tmp_path: Path
) -> None:
    path, _ = invited
    window = to_join(program)
    foreign = tmp_path / "x.teichaku-office"
    foreign.write_text("{}", encoding="utf-8")
    asking.script(foreign, path)
    window.choose.click()
    assert "招待ファイルではない" in window.problem.words and window.next_button.reason
    window.choose.click()
    assert not window.problem.words and not window.next_button.reason
    window.next_button.click()
    window.next_button.click()
    assert window.name.error and window.starting.error
    type_all(window, "例示 霧子", "0000-0000-0000-0000")
    connect_alone(window)
    assert "はじめの合言葉が違うか" in window.problem.words
    assert window.starting.isVisible() and not program.folder.served
    window.go_back()
    window.go_back()
    assert isinstance(program.view, SetupWizard)


def press(qtbot: QtBot, *keys: Qt.Key) -> QWidget:
    """Press keys where the keyboard is; gives where it is afterwards."""
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
    return QApplication.focusWidget()


def in_field(row: Any) -> bool:
    return QApplication.focusWidget() in row.editor.fields()


def test_the_whole_way_by_keyboard(
    program: Program,
    asking: Any,
    invited: tuple[Path, str],
    qtbot: QtBot,
    ime: Callable[[str], None],
) -> None:
    path, code = invited
    tab, enter = Qt.Key.Key_Tab, Qt.Key.Key_Return
    window = to_join(program)
    with qtbot.waitActive(window):
        window.activateWindow()
    asking.script(path)
    assert press(qtbot, enter) is window.choose  # not yet on 同じ言葉でした: it was not compared
    assert window.next_button.text() == "同じ言葉でした"
    assert press(qtbot, tab, tab) is window.next_button
    press(qtbot, enter)
    assert in_field(window.name)
    ime("例示 霧子")
    press(qtbot, enter)
    assert in_field(window.starting)
    ime(code)
    press(qtbot, enter)
    for row in (window.secret.form.rows["passphrase"], window.secret.form.rows["again"]):
        assert in_field(row)
        ime(OWN)
        press(qtbot, enter)
    alone = window.secret.form.rows["alone"]  # no key store here: the box to do without it
    assert in_field(alone)
    press(qtbot, Qt.Key.Key_Space, enter)
    assert isinstance(program.view, MainWindow) and not asking.answers


def test_escape_goes_back_step_by_step_and_keeps_what_was_typed(
    program: Program, asking: Any, invited: tuple[Path, str], qtbot: QtBot
) -> None:
    path, code = invited
    window = to_join(program)
    with qtbot.waitActive(window):
        window.activateWindow()
    asking.script(path)
    window.choose.click()
    window.next_button.click()
    type_all(window, "例示 霧子", code)
    escape = Qt.Key.Key_Escape
    press(qtbot, escape)
    assert window.name.isVisible() and window.name.value() == "例示 霧子"
    press(qtbot, escape)
    assert window.choose.isVisible() and not window.next_button.reason
    press(qtbot, escape)
    assert isinstance(program.view, SetupWizard)


class Held(InlineJobs):
    """Keeps a job instead of doing it; the test gives its outcome."""

    def run(self, fn: Any, **how: Any) -> None:  # type: ignore[override]
        self.failed: Callable[[TeichakuError], None] = how["failed"]


def test_while_connecting_nothing_can_be_pressed_and_it_says_why(
    dressed: Any, tmp_path: Path, asking: Any, invited: tuple[Path, str], qtbot: QtBot
) -> None:
    path, code = invited
    jobs = Held()
    window = JoinWindow(OfficeFolder(tmp_path / "new"), jobs=jobs, asking=asking, alone=True)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    assert window.reason.words == window.next_button.reason == "招待ファイルを選ぶと進めます。"
    asking.script(path)
    window.choose_file()
    window.go_on()
    type_all(window, "例示 霧子", code)
    assert not window.reason.words
    window.next_button.click()
    assert "つないでいます" in window.reason.words and not window.back_button.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.secret.isVisible() and not window.secret.isEnabled()
    jobs.failed(faults.unreachable("192.168.1.10", 5433))
    assert "192.168.1.10" in window.problem.words and not window.reason.words
    assert QApplication.focusWidget() is window.next_button  # Enter tries again
