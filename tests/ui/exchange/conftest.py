"""A desk on a real office, and two offices that know each other with a desk at each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.theme import theme
from tests.conftest import OpenedOffice
from tests.handoff.conftest import _shimane, shimane, two_embedded
from tests.ui.fake_asking import FakeAsking
from tests.ui.network.conftest import Sitting, sitting

__all__ = ["Sitting", "_shimane", "shimane", "sitting", "two_embedded"]


@pytest.fixture
def screen_at(
    dressed: QApplication, tmp_path: Path
) -> Iterator[Callable[[OpenedOffice], ExchangeScreen]]:
    """Opens 広域 at an office; ways to other places within 広域 are gone."""
    made: list[ExchangeScreen] = []

    def make(opened: OpenedOffice) -> ExchangeScreen:
        notices, asking = Notices(), FakeAsking()
        settings = QSettings(str(tmp_path / f"{len(made)}.ini"), QSettings.Format.IniFormat)

        def go(where: Where) -> None:
            if where.place == "handoff":
                screen.open(where)

        desk = Desk(opened.office, opened.actor, "見本", "10", InlineJobs(), notices, asking, settings, go)  # fmt: skip
        opened.office.listeners.append(
            lambda change: notices.tell(Notice(change.kinds, change.ids, change.by, change.many))
        )
        screen = ExchangeScreen(desk)
        screen.resize(theme().px(1198), theme().px(698))
        screen.show()
        screen.open(Where("handoff"))
        made.append(screen)
        return screen

    yield make
    for one in made:
        one.close()
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pane_of(screen: ExchangeScreen) -> Any:
    """The page of the leaf that is shown."""
    return screen.leaf.pane
