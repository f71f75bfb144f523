"""A shared folder is watched while the desk is open: letters come in by themselves, and only that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from app.handoff.carrying.looking import Look
from app.handoff.carrying.rounds import go_round
from app.handoff.letters.kinds import LetterKind
from app.handoff.overview.queries import exchange_list
from app.handoff.pace.queries import pace
from app.storage.records import Episode
from app.ui import shared_folder
from app.ui.desk import Where
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.shared_folder import SharedFolder, Watch
from tests.cases.one_case import ask
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, at, exchange_at

Screens = Callable[[OpenedOffice], ExchangeScreen]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "共有"
    made.mkdir()
    return made


def watching(screen: ExchangeScreen, folder: Path, watch: Watch) -> SharedFolder:
    shared = screen.desk.shared
    shared.pause_ms = shared.settle_ms = 20
    shared.choose(folder, watch)
    shared.start()
    return shared


def letters_line(screen: ExchangeScreen) -> Any:
    screen.open(Where("handoff", {"leaf": "letters"}))
    return screen.leaf.found.watched


def test_a_letter_comes_in_unread_and_nothing_is_accepted(
    qtbot: Any, two_embedded: Two, screen_at: Screens, folder: Path
) -> None:
    two = two_embedded
    screen = screen_at(two.there)
    shared = watching(screen, folder, Watch.IN)
    ask_for_help(two)
    (folder / "壊れた.teichaku").write_bytes(b"TEICHAKU\x01 not")
    go_round(two.here.office, two.here.actor, folder)
    qtbot.waitUntil(lambda: bool(ask(two.there, exchange_list)) and bool(shared.left))
    [line] = ask(two.there, exchange_list)
    assert line.unread == 1 and line.episode_id is None
    assert ask(two.there, lambda reading: reading.session.query(Episode).count()) == 0
    assert "壊れた.teichaku" in letters_line(screen).words
    # the receipt was not asked to leave by itself
    assert len(list(folder.glob("*.teichaku"))) == 2
    shared.choose(folder, Watch.BOTH)
    qtbot.waitUntil(lambda: len(list(folder.glob("*.teichaku"))) == 3)
    shared.stop()
    done = go_round(two.here.office, two.here.actor, folder)
    assert [one.kind for one in done.taken] == [LetterKind.RECEIPT]
    assert at(two.here, exchange_at(two.here)).state is not None


def test_a_folder_that_is_gone_is_said_and_found_again(
    qtbot: Any, two_embedded: Two, screen_at: Screens, folder: Path
) -> None:
    screen = screen_at(two_embedded.there)
    line = letters_line(screen)
    assert "自動では見ていません" in line.words
    shared = watching(screen, folder, Watch.IN)
    qtbot.waitUntil(lambda: "を見ています" in line.words)
    away = folder.rename(folder.with_name("別"))
    qtbot.waitUntil(lambda: "見つかりません" in line.words)
    assert not screen.desk.asking.errors, "quietly"
    away.rename(folder)
    qtbot.waitUntil(lambda: "を見ています" in line.words)
    shared.stop()


def test_a_network_that_does_not_answer_holds_up_nothing(
    qtbot: Any,
    two_embedded: Two,
    screen_at: Screens,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, goes_on = threading.Event(), threading.Event()

    def hangs(_: Path, __: Look) -> Look:
        asked.set()
        goes_on.wait(20)
        return Look(gone=True)

    monkeypatch.setattr(shared_folder, "look", hangs)
    shared = watching(screen_at(two_embedded.there), folder, Watch.BOTH)
    qtbot.waitUntil(asked.is_set)
    ticked: list[int] = []
    QTimer.singleShot(0, lambda: ticked.append(1))
    qtbot.waitUntil(lambda: bool(ticked))
    said: list[str] = []
    shared.changed.connect(lambda: said.append(shared.words))
    shared.stop()
    goes_on.set()
    qtbot.waitUntil(lambda: not shared._looking)
    assert said == [], "the desk was left: what comes late is not heard"


def test_the_settings_are_kept_from_the_dialog(
    qtbot: Any, two_embedded: Two, screen_at: Screens, folder: Path
) -> None:
    screen = screen_at(two_embedded.there)
    letters_line(screen).settings.click()
    dialog = screen.leaf.dialog
    watch = dialog.here.rows["watch"]
    watch.editor.set_value("in")
    watch.changed.emit()
    assert screen.desk.shared.watch is Watch.OFF
    assert "先に" in dialog.here.rows["watch"].error()
    screen.desk.asking.script(folder)
    dialog.choose.click()
    assert (screen.desk.shared.watch, screen.desk.shared.folder) == (Watch.IN, folder)
    dialog.days.set_values({"kept_for": "0"})
    dialog.keep.click()
    assert "1〜365" in dialog.days.rows["kept_for"].error()
    dialog.days.set_values({"kept_for": "45"})
    dialog.keep.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert ask(two_embedded.there, pace).kept_for == 45
