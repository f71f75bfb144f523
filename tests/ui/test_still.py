"""A column that holds a part still, and goes away meanwhile."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Scrolled
from app.ui.widgets.still import Still


def test_a_column_that_goes_while_its_part_is_held_goes_quietly(dressed: Any, qtbot: QtBot) -> None:
    area = Scrolled()
    parts = [PlainLabel(str(number)) for number in range(40)]
    for part in parts:
        area.add(part)
    still = Still(area, lambda: parts[30])
    area.resize(200, 200)
    area.show()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    still.hold()
    bar = area.verticalScrollBar()
    shiboken6.invalidate(bar)  # as it is while Qt takes the column apart
    parts[0].setMinimumHeight(90)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: still.rests)
    shiboken6.delete(area)
