"""What the window needs from Qt and the Python below it."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from app.ui.importing import take_back


def test_qt_counts_its_references_to_none(qapp: object) -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(2_000):
        thing.setObjectName("x")
    assert before - sys.getrefcount(None) < 500


IN_A_FRESH_PROGRAM = """
import builtins
import inspect

def read_source(module):
    raise AssertionError(f"the source of {module.__name__} is read")

import app.ui
inspect.getsource = read_source
assert builtins.__import__ is builtins.__orig_import__ is not builtins.__feature_import__
import colorsys
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import *

QApplication([])
try:
    QObject().setObjectName(1, 2)
except TypeError as error:
    assert "setObjectName" in str(error)
else:
    raise AssertionError("Qt takes anything")
shown = QLabel("字")
shown.show()
QTimer.singleShot(0, lambda: QCoreApplication.exit(7))
raise SystemExit(QCoreApplication.exec())
"""


def test_import_is_pythons_own_though_qt_is_loaded() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_PROGRAM],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 7, ended.stderr


def test_import_stays_as_it_is_where_qt_left_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(builtins, "__orig_import__", raising=False)
    before = builtins.__import__
    take_back()
    assert builtins.__import__ is before
