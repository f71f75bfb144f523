"""Garbage with windows in it goes on the windows' own thread, whichever thread makes the garbage."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui import collecting
from app.ui.collecting import Collector, keep, keep_nothing
from app.ui.jobs import Jobs


class Witness:
    """Tells on which thread it went."""

    def __init__(self, told: list[str]) -> None:
        self.told = told

    def __del__(self) -> None:
        self.told.append(threading.current_thread().name)


class Knot:
    """Something that only a collection can take away."""

    def __init__(self, *held: object) -> None:
        self.me, self.held = self, held


@pytest.fixture
def easily(dressed: Any) -> Iterator[None]:
    """A collection is due after a few hundred things, as after a long day."""
    limits = gc.get_threshold()
    gc.set_threshold(200, 2, 2)
    yield
    gc.set_threshold(*limits)


@pytest.fixture
def jobs(dressed: Any) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def _knots() -> int:
    return len([Knot() for _ in range(5_000)])


def _work(jobs: Jobs, qtbot: QtBot) -> None:
    done: list[int] = []
    for on in ("database", "pool"):
        jobs.run(_knots, done=done.append, failed=pytest.fail, on=on)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(done) == 2)


def test_windows_go_on_their_own_thread(easily: None, jobs: Jobs, qtbot: QtBot) -> None:
    collector = Collector()
    told: list[str] = []
    for _ in range(20):
        Knot(QWidget(), Witness(told))
    _work(jobs, qtbot)
    assert set(told) <= {threading.main_thread().name}
    qtbot.waitUntil(lambda: len(told) == 20)
    assert set(told) == {threading.main_thread().name}
    collector.end()


@pytest.mark.parametrize(
    ("counts", "limits", "collected"),
    [
        ((701, 0, 0), (700, 10, 10), [0]),
        ((701, 11, 0), (700, 10, 10), [1]),
        ((701, 11, 11), (700, 10, 10), [2]),
        ((701, 10, 11), (700, 10, 10), [2]),
        ((700, 11, 11), (700, 10, 10), []),
        ((900, 11, 11), (0, 10, 10), []),
    ],
)
def test_what_is_due_is_collected(
    dressed: Any,
    monkeypatch: pytest.MonkeyPatch,
    counts: tuple[int, ...],
    limits: tuple[int, ...],
    collected: list[int],
) -> None:
    collector = Collector()
    asked: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(gc, "get_count", lambda: counts)
        patch.setattr(gc, "get_threshold", lambda: limits)
        patch.setattr(gc, "collect", asked.append)
        collector.look()
    collector.end()
    assert asked == collected


def test_what_is_kept_is_looked_through_once_nothing_is_kept_any_more(dressed: Any) -> None:
    told: list[str] = []
    collector = Collector()
    Knot(Witness(told))
    keep()
    gc.collect()
    assert told == []
    keep_nothing()
    gc.collect()
    collector.end()
    assert told == [threading.main_thread().name]


def test_nothing_is_kept_where_python_collects_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(collecting, "_kept", [False])
    for name in ("freeze", "unfreeze"):
        monkeypatch.setattr(gc, name, lambda name=name: asked.append(name))
    assert gc.isenabled()
    keep()
    keep_nothing()
    assert asked == []


def test_what_others_set_apart_is_not_given_back(
    dressed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(collecting, "_kept", [False])
    for name in ("freeze", "unfreeze"):
        monkeypatch.setattr(gc, name, lambda name=name: asked.append(name))
    collector = Collector()
    keep_nothing()
    assert asked == []
    keep()
    keep_nothing()
    collector.end()
    assert asked == ["freeze", "unfreeze"]


_START = """
import gc, sys
from PySide6.QtWidgets import QApplication
from app.ui.program import run_window
print(gc.isenabled())
QApplication.exec = lambda *_: print(gc.isenabled()) or 0
run_window(["--data", sys.argv[1]])
print(gc.isenabled())
"""


def test_the_program_runs_with_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _START, str(tmp_path / "office")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.split() == ["True", "False", "True"]
