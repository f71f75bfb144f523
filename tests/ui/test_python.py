"""What the window needs from Qt and the Python below it."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_qt_counts_its_references_to_none(qapp: object) -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(2_000):
        thing.setObjectName("x")
    assert before - sys.getrefcount(None) < 500
