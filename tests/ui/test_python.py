"""What the window needs from the Python below it."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject

import app.ui  # noqa: F401 - importing it is what is tested


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot die there")
def test_a_long_session_cannot_use_up_none(qapp: object) -> None:
    thing = QObject()
    for _ in range(20_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > 1_000_000
