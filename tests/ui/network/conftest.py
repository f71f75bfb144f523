"""A desk on a real office with some made-up 関係機関."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.network.organisations import actions
from app.network.organisations.rules import OrganisationInput
from app.storage.desks import Change
from app.storage.work import Reading, Work
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices

MADE_UP = (
    OrganisationInput("rehabilitation_facility", "更生保護法人 髙見沢会", kana="タカミザワカイ", prefecture="10"),
    OrganisationInput("welfare_office", "見本市福祉事務所", public=True, kana="ミホンシ", prefecture="10"),
    OrganisationInput("medical", "邉見病院", kana="ヘンミビョウイン", prefecture="11"),
)  # fmt: skip


@dataclass
class Sitting:
    """A desk, those who were asked, and the ids of the 関係機関 by name."""

    desk: Desk
    asking: Any
    ids: dict[str, str]
    gone: list[Where] = field(default_factory=list)

    def work(self, act: Callable[[Work], Any]) -> Any:
        """Change something as another desk would."""
        with self.desk.office.work(self.desk.actor) as work:
            return act(work)

    def read(self, query: Callable[[Reading], Any]) -> Any:
        """What is on record."""
        with self.desk.office.reading(self.desk.actor) as reading:
            return query(reading)


@pytest.fixture
def sitting(dressed: QApplication, opened: Any, asking: Any, tmp_path: Path) -> Iterator[Sitting]:
    """The desk, whose own changes come back as notices."""
    with opened.office.work(opened.actor) as work:
        ids = {one.name: actions.add(work, one) for one in MADE_UP}
    notices = Notices()
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    gone: list[Where] = []
    desk = Desk(
        opened.office, opened.actor, "見本", "10",
        InlineJobs(), notices, asking, settings, gone.append,
    )  # fmt: skip

    def pass_on(change: Change) -> None:
        notices.tell(Notice(change.kinds, change.ids, change.by, change.many))

    opened.office.listeners.append(pass_on)
    yield Sitting(desk, asking, ids, gone)
    opened.office.listeners.remove(pass_on)
