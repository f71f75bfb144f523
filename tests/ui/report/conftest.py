"""A real office that took in the standard ledger, and a desk in front of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings

from app.clock import fixed
from app.ledgers import actions
from app.ledgers.existing import NOTHING
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger
from app.staff.permissions import Actor
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.work import Office
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from tests.ledgers.read_once import workbook_of
from tests.made_once import MadeOnce

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAME = "群馬県地域生活定着支援センター"


@dataclass
class SatAt:
    """A desk, where it was asked to go, and what was asked of the person in front of it."""

    desk: Desk
    asking: Any
    went: list[Where] = field(default_factory=list)


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """The right answers for the standard ledger."""
    text = (SAMPLES / "ledger_standard_r6.expected.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="session")
def _filled(made_once: MadeOnce, _template: tuple[OfficeFolder, bytes, str, Actor]) -> OfficeFolder:
    """The template office with the standard ledger taken in, once for all tests."""
    source, key, office_id, actor = _template

    def fill(at: Path) -> None:
        folder = OfficeFolder(at / "office")
        shutil.copytree(source.path, folder.path)
        clock = fixed(datetime(2025, 5, 7, 9, 0))
        office = Office(open_engine(folder.data_file, key), office_id, clock, b"k" * 32)
        book = workbook_of(SAMPLES / "ledger_standard_r6.xlsx")
        plan = make_plan(read_ledger(book, find_mapping(book, {}), today=clock.today()), NOTHING)
        with office.work(actor) as work:
            actions.apply(work, plan)
        office.close()

    return OfficeFolder(made_once("report", fill)[0] / "office")


@pytest.fixture
def office(
    tmp_path: Path,
    _filled: OfficeFolder,
    _template: tuple[OfficeFolder, bytes, str, Actor],
) -> Iterator[tuple[Office, Actor]]:
    """A copy of the filled office on 2025-05-07."""
    _, key, office_id, actor = _template
    folder = OfficeFolder(tmp_path / "office")
    shutil.copytree(_filled.path, folder.path)
    clock = fixed(datetime(2025, 5, 7, 9, 0))
    opened = Office(open_engine(folder.data_file, key), office_id, clock, b"k" * 32)
    yield opened, actor
    opened.close()


@pytest.fixture
def sat(
    dressed: Any, asking: Any, tmp_path: Path, office: tuple[Office, Actor]
) -> Callable[[], SatAt]:
    """Makes a desk at the filled office."""

    def make() -> SatAt:
        notices = Notices()
        opened, actor = office
        opened.listeners.append(
            lambda change: notices.tell(Notice(change.kinds, change.ids, change.by))
        )
        went: list[Where] = []
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        desk = Desk(opened, actor, NAME, "10", InlineJobs(), notices, asking, settings, went.append)
        return SatAt(desk, asking, went)

    return make
