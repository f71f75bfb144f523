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


def _made(folder: OfficeFolder, new: NewOffice) -> Template:
    office, actor, recovery = create_office(
        folder,
        new,
        FirstStaff("見本 葉子", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        Clock(),
    )
    recovery.confirm(recovery.code)
    office_id = office.office_id
    office.close()
    return folder, recovery.unlocked.data_key, office_id, actor


def _copy(template: Template, folder: OfficeFolder) -> Iterator[OpenedOffice]:
    source, key, office_id, actor = template
    shutil.copytree(source.path, folder.path)
    office = Office(open_engine(folder.data_file, key), office_id, NOW, b"s" * 32)
    yield OpenedOffice(office, actor, folder)
    office.close()


@pytest.fixture(scope="session")
def _shimane(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = OfficeFolder(tmp_path_factory.mktemp("shimane") / "office")
    new = NewOffice(kind="centre", name="島根県地域生活定着支援センター", prefecture="32")
    return _made(folder, new)


@pytest.fixture(scope="session")
def _bureau(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = OfficeFolder(tmp_path_factory.mktemp("bureau") / "office")
    return _made(folder, NewOffice(kind="probation", name="前橋保護観察所", prefecture="10"))


@pytest.fixture
def shimane(tmp_path: Path, _shimane: Template) -> Iterator[OpenedOffice]:
    """A second centre, in a file."""
    yield from _copy(_shimane, OfficeFolder(tmp_path / "shimane"))


@pytest.fixture
def bureau(tmp_path: Path, _bureau: Template) -> Iterator[OpenedOffice]:
    """A 保護観察所, in a file."""
    yield from _copy(_bureau, OfficeFolder(tmp_path / "bureau"))


def known(here: OpenedOffice, there: OpenedOffice) -> Two:
    """群馬 and 島根 as confirmed partners of each other."""
    for one in (here, there):
        do(one, make_own_keys)
    introduce(here, there, "島根県地域生活定着支援センター", "settlement_center")
    introduce(there, here, "群馬県地域生活定着支援センター", "settlement_center")
    return Two(here, there)


@pytest.fixture
def two(opened: OpenedOffice, shimane: OpenedOffice) -> Two:
    """群馬 on each engine in turn, 島根 in a file."""
    return known(opened, shimane)


@pytest.fixture
def two_embedded(opened_embedded: OpenedOffice, shimane: OpenedOffice) -> Two:
    """Both in files."""
    return known(opened_embedded, shimane)
