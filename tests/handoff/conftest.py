"""What the tests of 広域調整 share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import Clock
from app.handoff.partners.actions import make_own_keys
from app.staff.permissions import Actor, Role
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.keys import PassphraseOnly
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.work import Office
from tests.cases.one_case import do
from tests.conftest import NOW, PASSPHRASE, OpenedOffice
from tests.handoff.real_offices import Two, introduce

Template = tuple[OfficeFolder, bytes, str, Actor]


@pytest.fixture(scope="session")
def _shimane(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = OfficeFolder(tmp_path_factory.mktemp("shimane") / "office")
    office, actor, recovery = create_office(
        folder,
        NewOffice(kind="centre", name="島根県地域生活定着支援センター", prefecture="32"),
        FirstStaff("見本 葉子", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        Clock(),
    )
    recovery.confirm(recovery.code)
    office_id = office.office_id
    office.close()
    return folder, recovery.unlocked.data_key, office_id, actor


@pytest.fixture
def shimane(tmp_path: Path, _shimane: Template) -> Iterator[OpenedOffice]:
    """A second office, in a file."""
    source, key, office_id, actor = _shimane
    folder = OfficeFolder(tmp_path / "shimane")
    shutil.copytree(source.path, folder.path)
    office = Office(open_engine(folder.data_file, key), office_id, NOW, b"s" * 32)
    yield OpenedOffice(office, actor, folder)
    office.close()


def _known(here: OpenedOffice, there: OpenedOffice) -> Two:
    for one in (here, there):
        do(one, make_own_keys)
    introduce(here, there, "島根県地域生活定着支援センター", "settlement_center")
    introduce(there, here, "群馬県地域生活定着支援センター", "settlement_center")
    return Two(here, there)


@pytest.fixture
def two(opened: OpenedOffice, shimane: OpenedOffice) -> Two:
    """群馬 on each engine in turn, 島根 in a file."""
    return _known(opened, shimane)


@pytest.fixture
def two_embedded(opened_embedded: OpenedOffice, shimane: OpenedOffice) -> Two:
    """Both in files."""
    return _known(opened_embedded, shimane)
