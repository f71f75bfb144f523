"""Walked through: the keyring is lost, the 合言葉 is forgotten, the PC is another one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.backups.actions import set_plan
from app.backups.making import make
from app.backups.rules import Plan
from app.errors import KeyProblem, WrongPassphrase
from app.staff.permissions import Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewStaff, replace_passphrase
from app.storage.keys.keyring_store import KeyringStore, open_keyring
from app.storage.keys.opening import unlock_with_recovery
from app.storage.opening import (
    FirstStaff,
    NewOffice,
    create_office,
    open_office,
    open_with_recovery,
)
from app.storage.restoring import by_code, restore
from app.storage.work import Office
from tests.backups.conftest import PASSPHRASE, add, at, titles
from tests.conftest import MemoryKeyring

NEW = "あたらしい 合言葉 さくら 77"
ALLOWED = frozenset({f"{MemoryKeyring.__module__}.{MemoryKeyring.__qualname__}"})


@dataclass
class Pc:
    """An office whose key has its other half in this PC's keyring, and the printed code."""

    folder: OfficeFolder
    staff_id: str
    code: str
    keyring: MemoryKeyring

    @property
    def store(self) -> KeyringStore:
        return open_keyring(self.keyring, allowed=ALLOWED)

    def open(self, words: str) -> Office:
        return open_office(self.folder, self.staff_id, words, self.store, at(10))[0]

    def by_code(self, words: str) -> None:
        """As the sign-in does it: in by the code, and a new 合言葉 before anything else."""
        office, actor = open_with_recovery(self.folder, self.code, at(20))
        unlocked = unlock_with_recovery(self.folder, self.code)
        staff = NewStaff(actor.staff_id, actor.name, words)
        replace_passphrase(self.folder, unlocked, staff, self.store)
        office.close()


@pytest.fixture
def pc(tmp_path: Path, memory_keyring: MemoryKeyring) -> Iterator[Pc]:
    folder, store = OfficeFolder(tmp_path / "office"), open_keyring(memory_keyring, allowed=ALLOWED)
    office, actor, recovery = create_office(
        folder,
        NewOffice("centre", "見本センター", "10"),
        FirstStaff("例示 樹", Role.DIRECTOR, PASSPHRASE),
        store,
        at(0),
    )
    recovery.confirm(recovery.code)
    with office.work(actor) as work:
        set_plan(work, Plan(second=str(tmp_path / "usb")))
    (tmp_path / "usb").mkdir()
    add(office, actor, "なくしてはならないもの")
    make(office, actor)
    office.close()
    yield Pc(folder, actor.staff_id, recovery.code, memory_keyring)


def test_the_keyring_is_lost_and_the_code_makes_its_half_anew(pc: Pc) -> None:
    pc.keyring.secrets.clear()
    before = pc.folder.data_file.read_bytes()
    with pytest.raises(KeyProblem, match="回復コードで開き"):
        pc.open(PASSPHRASE)
    assert pc.folder.data_file.read_bytes() == before
    pc.by_code(NEW)
    assert len(pc.keyring.secrets) == 1
    office = pc.open(NEW)
    assert "なくしてはならないもの" in titles(office)
    office.close()


def test_a_forgotten_passphrase_is_replaced_and_opens_nothing_any_more(pc: Pc) -> None:
    pc.by_code(NEW)
    with pytest.raises(WrongPassphrase):
        pc.open(PASSPHRASE)
    office = pc.open(NEW)
    assert "なくしてはならないもの" in titles(office)
    office.close()


def test_another_pc_begins_with_the_stick_and_the_code(pc: Pc, tmp_path: Path) -> None:
    shutil.rmtree(pc.folder.path)
    pc.keyring.secrets.clear()
    (copy,) = (tmp_path / "usb").rglob("*.db")
    pc.folder = OfficeFolder(tmp_path / "new pc" / "office")
    done = restore(pc.folder, copy, by_code(pc.code), at(30))
    assert done.former is None
    with pytest.raises(KeyProblem, match="回復コードで開き"):
        pc.open(PASSPHRASE)  # the half of the key was in the old PC
    pc.by_code(NEW)
    office = pc.open(NEW)
    assert "なくしてはならないもの" in titles(office)
    office.close()


def test_a_desk_of_a_server_has_no_code_and_says_who_helps(tmp_path: Path) -> None:
    desk = OfficeFolder(tmp_path / "desk")
    desk.path.mkdir()
    desk.connection_file.write_text("{}", encoding="utf-8")
    with pytest.raises(KeyProblem, match="はじめの合言葉を出し直してもらってください"):
        open_with_recovery(desk, "0" * 35, at(0))
