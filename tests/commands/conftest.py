"""An office with made-up people for commands that only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.practice.actions import fill
from app.practice.cases import practice_data
from app.staff.permissions import Actor
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.work import Office
from tests.conftest import NOW, OpenedOffice
from tests.made_once import MadeOnce

Template = tuple[OfficeFolder, bytes, str, Actor]


def _open(folder: OfficeFolder, template: Template) -> OpenedOffice:
    _, key, office_id, actor = template
    office = Office(open_engine(folder.data_file, key), office_id, NOW, b"k" * 32)
    return OpenedOffice(office, actor, folder)


@pytest.fixture(scope="session")
def _filled_once(made_once: MadeOnce, _template: Template) -> OfficeFolder:
    def make(at: Path) -> None:
        folder = OfficeFolder(at / "office")
        shutil.copytree(_template[0].path, folder.path)
        opened = _open(folder, _template)
        with opened.office.work(opened.actor) as work:
            fill(work, practice_data(date(2026, 11, 24), 1))
        opened.office.close()

    return OfficeFolder(made_once("commands", make)[0] / "office")


@pytest.fixture
def filled(
    tmp_path: Path, _template: Template, _filled_once: OfficeFolder
) -> Iterator[OpenedOffice]:
    """A copy of the office with made-up people."""
    folder = OfficeFolder(tmp_path / "office")
    shutil.copytree(_filled_once.path, folder.path)
    opened = _open(folder, _template)
    yield opened
    opened.office.close()
