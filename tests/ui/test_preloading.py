"""The screens' code is read ahead, beside the window, and no longer than the window lasts."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from threading import Event

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import TeichakuError
from app.ui import preloading
from app.ui.jobs import Jobs
from app.ui.preloading import preload
from app.ui.window import MODULES, SCREENS

SEEN = "colorsys"
"""A module that the program never reads."""


@pytest.fixture
def jobs(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    monkeypatch.setattr(preloading, "AFTER_MS", 0)
    monkeypatch.delitem(sys.modules, SEEN, raising=False)
    made = Jobs()
    yield made
    made.close()


def test_what_is_named_is_read_beside_the_window(jobs: Jobs, qtbot: QtBot) -> None:
    owner = QObject()
    with qtbot.waitSignal(jobs.idle):
        preload([SEEN], jobs, owner)
        assert SEEN not in sys.modules
    assert SEEN in sys.modules


def test_what_is_under_way_goes_first(jobs: Jobs, qtbot: QtBot) -> None:
    """A slow machine still reads its first screen when the time has come."""
    owner, gate, read = QObject(), Event(), []
    jobs.run(gate.wait, done=lambda _: read.append(SEEN in sys.modules), failed=_refuse)
    preload([SEEN], jobs, owner)
    qtbot.wait(50)
    gate.set()
    qtbot.waitUntil(lambda: SEEN in sys.modules)
    assert read == [False]


def _refuse(error: TeichakuError) -> None:
    raise AssertionError(error)


def test_a_window_that_is_gone_reads_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    owner, later = QObject(), QObject()
    preload([SEEN], jobs, owner)
    shiboken6.delete(owner)
    with qtbot.waitSignal(jobs.idle):
        preload(["json"], jobs, later)
    assert SEEN not in sys.modules


def test_the_program_ends_without_reading_on(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(importlib, "import_module", read.append)
    owner = QObject()
    preload(["json"] * 10_000, jobs, owner)
    qtbot.waitUntil(lambda: bool(read))
    jobs.close()
    assert len(read) < 10_000


def test_every_screen_is_read_ahead() -> None:
    assert {getattr(screen, "module", "") for screen in SCREENS.values()} < set(MODULES)
    assert len(set(MODULES)) == len(MODULES)
