"""The way between the views: passphrase file, practice centre, an office that cannot be shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import Clock
from app.commands.access import CLOCK_VARIABLE
from app.practice import neighbours
from app.practice.neighbours import Folders
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.ui.desk import Screen, Where
from app.ui.program import Program, dress
from app.ui.screens.setup.wizard import SetupWizard
from app.ui.screens.sign_in import SignIn
from app.ui.theme import theme
from app.ui.window import PLACES, MainWindow
from tests.conftest import copied_practice

Make = Callable[..., Program]


def test_where_there_is_no_office_set_up_begins(program_of: Make, tmp_path: Path) -> None:
    view = program_of(OfficeFolder(tmp_path / "new")).view
    assert isinstance(view, SetupWizard)
    assert view.folder_page.folder.path == tmp_path / "new"
    assert not (tmp_path / "new").exists()


def test_a_data_file_without_its_key_is_never_set_up_over(
    program_of: Make, folder: OfficeFolder
) -> None:
    folder.key_file.unlink()
    view = program_of(folder).view
    assert isinstance(view, SignIn) and "鍵ファイル" in view.notice.accessibleName()


def test_a_passphrase_file_opens_without_asking(
    program_of: Make, folder: OfficeFolder, passphrase: str
) -> None:
    program = program_of(folder, passphrase=passphrase)
    assert isinstance(program.view, MainWindow)
    assert program.view.desk.office_name == "見本県地域生活定着支援センター"


def test_with_a_passphrase_file_no_sign_in_is_built(
    program_of: Make, folder: OfficeFolder, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.screens.sign_in.SignIn", None)
    assert isinstance(program_of(folder, passphrase=passphrase).view, MainWindow)


def test_a_passphrase_file_that_does_not_open_leads_to_the_sign_in(
    program_of: Make, folder: OfficeFolder, passphrase: str
) -> None:
    view = program_of(folder, passphrase="ちがう合言葉です").view
    assert isinstance(view, SignIn) and view.isVisible()
    assert "合言葉が違います" in view.notice.accessibleName()
    view.secret.set_value("まだ ちがう合言葉です")
    for _ in range(4):
        view.sign_in()
    view = program_of(folder, passphrase=passphrase).view  # the door is waited for here too
    assert isinstance(view, SignIn) and "待ってください" in view.enter.reason


def test_no_window_is_larger_than_the_screen(
    program_of: Make, folder: OfficeFolder, passphrase: str, qtbot: QtBot
) -> None:
    """On a common screen at 150 % there is less room than a window would take."""
    theme().set_scale(1.25)
    program = program_of(folder, passphrase=passphrase)
    window = program.view
    assert isinstance(window, MainWindow)
    room = window.screen().availableSize()
    assert room.boundedTo(window.size()) == window.size()
    window.lock()
    qtbot.waitUntil(lambda: isinstance(program.view, SignIn))
    view = program.view
    assert view is not None and room.boundedTo(view.size()) == view.size()


def test_every_place_has_its_screen_and_leaves_nothing_behind(
    program_of: Make, folder: OfficeFolder, passphrase: str, qtbot: QtBot
) -> None:
    window = program_of(folder, passphrase=passphrase).view
    assert isinstance(window, MainWindow)
    for place in PLACES:
        assert window.go(place.key) and window.current == place.key
        assert isinstance(window.shown, Screen) and window.shown.place == place.key
        assert window.places.buttons[place.key].isChecked()
    window.lock()
    qtbot.waitUntil(lambda: not shiboken6.isValid(window))
    theme().set_dark(True)  # nothing that was taken apart may still listen


def test_the_practice_centre_is_made_marked_and_opened_again(
    program_of: Make,
    practice_template: OfficeFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[OfficeFolder] = []

    def make(found: Folders, _: Clock) -> None:
        """In place of ten seconds; tests/practice/test_neighbours makes all three offices."""
        made.append(copied_practice(practice_template, found.centre.path))
        found.partner.path.mkdir()

    monkeypatch.setattr(neighbours, "_make", make)
    monkeypatch.setenv(CLOCK_VARIABLE, "2026-11-24T09:00")
    folder = OfficeFolder(tmp_path / "practice")
    program = program_of(folder, practice=True)
    assert made == [folder]
    window = program.view
    assert isinstance(window, MainWindow)
    assert window.status._practice.text() == "練習用センター（架空の人物）"
    window.lock()
    view = program.view
    assert isinstance(view, SignIn) and view.secret.value()
    view.sign_in()
    assert isinstance(program.view, MainWindow)


def test_what_was_typed_before_a_lock_comes_back_after_signing_in(
    program_of: Make, made_practice: OfficeFolder, asking: Any
) -> None:
    folder = made_practice
    program = program_of(folder, practice=True)
    window: Any = program.view
    window.show_where(Where("cases"))
    episode = window.shown.list.model.row(0).id
    window.show_where(Where("cases", {"episode": episode, "record": True}))
    window.shown.pane.active_form.rows["content"].set_value("席を立つ前の言葉")
    window.lock()
    view = program.view
    assert isinstance(view, SignIn) and asking.said == []
    assert not any("席を立つ".encode() in path.read_bytes() for path in folder.drafts.iterdir())
    view.sign_in()
    window = program.view
    assert window.where.place == "cases"
    form = window.shown.pane.active_form
    assert (form.about()[1], form.rows["content"].value()) == (episode, "席を立つ前の言葉")


def test_a_clock_set_for_practice_is_refused_in_a_real_office(
    program_of: Make,
    folder: OfficeFolder,
    passphrase: str,
    asking: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEICHAKU_CLOCK", "2025-03-31T09:00")
    program = program_of(folder, passphrase=passphrase)
    assert isinstance(program.view, SignIn)
    (error,) = asking.errors
    assert "練習用のデータでだけ使えます" in error.message
    with hold(folder):
        pass


def test_the_look_is_kept_for_the_next_start(
    qapp: QApplication, tmp_path: Path, own_words: None
) -> None:
    settings = QSettings(str(tmp_path / "look.ini"), QSettings.Format.IniFormat)
    keep = dress(qapp, settings)
    try:
        theme().set_dark(True)
        theme().set_scale(1.25)
    finally:
        theme().changed.disconnect(keep)
    theme().set_dark(False)
    theme().set_scale(1.0)
    again = dress(qapp, settings)
    assert qapp.windowIcon().pixmap(32).toImage().pixelColor(16, 4).name() == "#1f5f8b"
    theme().changed.disconnect(again)
    assert theme().dark and theme().scale == 1.25
    theme().set_dark(False)
    theme().set_scale(1.0)
