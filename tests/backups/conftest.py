"""A real office that its 合言葉 opens, with something in it to lose."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock, fixed
from app.deadlines.tasks.actions import add_task
from app.deadlines.tasks.rules import TaskInput
from app.staff.permissions import Actor, Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import Unlocked, unlock_with_passphrase
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office
from app.storage.records import Task
from app.storage.work import Office
from tests.conftest import PASSPHRASE

START = datetime(2026, 11, 24, 9, 0)


@dataclass
class Site:
    """The folder of an office, and how it is opened."""

    folder: OfficeFolder
    staff_id: str

    @contextmanager
    def opened(self, minutes: int = 0, **how: Any) -> Iterator[tuple[Office, Actor]]:
        """The office, opened so many minutes after the start."""
        clock = at(minutes)
        office, actor = open_office(self.folder, self.staff_id, PASSPHRASE, None, clock, **how)
        try:
            yield office, actor
        finally:
            office.close()

    def unlock(self, folder: OfficeFolder) -> Unlocked:
        """With the 合言葉."""
        return unlock_with_passphrase(folder, self.staff_id, PASSPHRASE, None)


def at(minutes: int) -> Clock:
    """A clock so many minutes after the start."""
    return fixed(START + timedelta(minutes=minutes))


@pytest.fixture
def site(tmp_path: Path, _template: Any) -> Site:
    """A fresh copy of the empty office."""
    source, _, _, actor = _template
    folder = OfficeFolder(tmp_path / "office")
    shutil.copytree(source.path, folder.path)
    return Site(folder, actor.staff_id)


@pytest.fixture
def stranger(tmp_path: Path) -> Site:
    """Another office, with keys of its own."""
    folder = OfficeFolder(tmp_path / "stranger")
    office, actor, recovery = create_office(
        folder,
        NewOffice(kind="centre", name="見本センター", prefecture="10"),
        FirstStaff("例示 樹", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        at(0),
    )
    recovery.confirm(recovery.code)
    office.close()
    return Site(folder, actor.staff_id)


def add(office: Office, actor: Actor, title: str) -> str:
    """Keep a task of the office; gives its id."""
    with office.work(actor) as work:
        return add_task(work, TaskInput(title, "", ""))


def titles(office: Office) -> set[str]:
    """The tasks that the office has."""
    with Session(office.engine) as session:
        return set(session.scalars(select(Task.title)))
