"""A large part of a screen comes in several events, and acts only when it is whole."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.jobs import InlineJobs, Jobs
from app.ui.portions import in_portions


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    """Those of the window."""
    made = Jobs()
    yield made
    made.close()


def test_the_first_portion_is_there_at_once_and_the_end_comes_after_the_last(
    qtbot: QtBot, jobs: Jobs
) -> None:
    owner, made = QObject(), list[str]()
    portions = [lambda name=name: made.append(name) for name in "abc"]
    with qtbot.waitSignal(jobs.idle):
        in_portions(portions, lambda: made.append("whole"), jobs, owner)
        assert made == ["a"] and jobs.busy
    assert made == ["a", "b", "c", "whole"] and not jobs.busy


def test_what_was_shown_is_let_go_at_once(qtbot: QtBot, jobs: Jobs) -> None:
    """Not only when garbage is looked for: it may be all that a period counts."""
    owner, figures = QObject(), set[str]()
    held = weakref.ref(figures)
    in_portions([lambda: None, lambda: None], partial(figures.add, "whole"), jobs, owner)
    collects = gc.isenabled()
    gc.disable()
    try:
        del figures
        qtbot.waitUntil(lambda: not jobs.busy)
        assert held() is None
    finally:
        if collects:
            gc.enable()


def test_what_is_done_meanwhile_comes_before_the_next_portion(qtbot: QtBot, jobs: Jobs) -> None:
    owner, made = QObject(), list[str]()
    in_portions([lambda: made.append("a"), lambda: made.append("b")], lambda: None, jobs, owner)
    made.append("meanwhile")
    qtbot.waitUntil(lambda: not jobs.busy)
    assert made == ["a", "meanwhile", "b"]


def test_a_screen_that_is_gone_is_not_built_on(qtbot: QtBot, jobs: Jobs) -> None:
    owner, made = QObject(), list[str]()
    portions = [lambda: made.append("a"), lambda: made.append("b")]
    in_portions(portions, lambda: made.append("whole"), jobs, owner)
    shiboken6.delete(owner)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert made == ["a"]


def test_without_a_window_of_its_own_all_is_built_at_once() -> None:
    made = list[str]()
    in_portions(
        [lambda: made.append("a"), lambda: made.append("b")],
        lambda: made.append("whole"),
        InlineJobs(),
        QObject(),
    )
    assert made == ["a", "b", "whole"]
