"""A desk on an office whose folder has keys of several people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.staff.permissions import Actor, Role
from app.storage.keys import NewStaff, PassphraseOnly, add_staff_slot, unlock_with_passphrase
from app.storage.records import Staff
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from tests.conftest import PASSPHRASE, OpenedOffice

THEIRS = "べつの人の合言葉 さざんか あけび"


@dataclass
class Seat:
    """The desk of センター長, who was asked, and where the program was led."""

    desk: Desk
    asking: Any
    opened: OpenedOffice
    gone: list[Where]

    def colleague(self, name: str, role: Role, *, key: bool = True) -> Actor:
        """Somebody else, who can type their 合言葉 at this desk."""
        with self.desk.office.work(self.desk.actor) as work:
            staff = work.add(Staff(name=name, role=str(role), active=True))
            work.tell("staff.added", "試し")
        folder = self.opened.folder
        if key and folder is not None:
            mine = unlock_with_passphrase(folder, self.desk.actor.staff_id, PASSPHRASE, None)
            add_staff_slot(folder, mine, NewStaff(staff.id, name, THEIRS), PassphraseOnly())
        return Actor(staff.id, name, role)


@pytest.fixture
def seat(
    dressed: QApplication, opened_embedded: OpenedOffice, asking: Any, tmp_path: Path
) -> Iterator[Seat]:
    """The desk, whose own changes come back as notices."""
    office = opened_embedded.office
    office.folder = opened_embedded.folder
    notices, gone = Notices(), list[Where]()
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    desk = Desk(
        office, opened_embedded.actor, "見本", "10",
        InlineJobs(), notices, asking, settings, gone.append,
    )  # fmt: skip
    office.listeners.append(
        lambda change: notices.tell(Notice(change.kinds, change.ids, change.by, change.many))
    )
    yield Seat(desk, asking, opened_embedded, gone)
