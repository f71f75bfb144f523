"""What is planned at another desk of the server is on the board within two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.schedule import actions
from app.schedule.rules import AppointmentInput
from app.storage.server.opening import open_server_office
from app.storage.work import Office
from tests.conftest import NOW
from tests.served_office import ServedOffice

SOON_MS = 2000
pytestmark = pytest.mark.parametrize("opened", ["server"], indirect=True)


@pytest.fixture
def other(place: Any, qtbot: QtBot, _served: ServedOffice) -> Iterator[Office]:
    """The same office at another desk; this one listens."""
    office, _ = open_server_office(_served.place, _served.login, NOW)
    office.chain_key = place.desk.office.chain_key
    here = place.desk
    with closing(office):
        with qtbot.waitSignal(here.notices.changed, timeout=SOON_MS):
            here.office.watch()
        office.watch()
        yield office
    here.office.desks.stop()


def test_the_board_follows_and_the_form_keeps_what_is_typed(
    place: Any, other: Office, qtbot: QtBot
) -> None:
    place.press(Qt.Key.Key_N)
    place.form.rows["title"].setFocus()
    line = QApplication.focusWidget()
    QTest.keyClicks(line, "typed here")
    typed = AppointmentInput("11/25", "9:00", "10:00", "phone", "あちらの電話", "", ("試作",))
    with other.work(place.desk.actor) as work:
        made = actions.plan(work, typed)
    qtbot.waitUntil(lambda: place.screen.board.box_of(made) is not None, timeout=SOON_MS)
    assert QApplication.focusWidget() is line
    assert place.form.rows["title"].value() == "typed here"
    with other.work(place.desk.actor) as work:
        actions.cancel(work, made, 1)
    qtbot.waitUntil(lambda: place.screen.board.box_of(made) is None, timeout=SOON_MS)
    assert QApplication.focusWidget() is line
