"""Set-up that is cut off leaves nothing, or the whole office; never a folder that nobody can use."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KeyProblem, StorageProblem
from app.staff.permissions import Role
from app.storage import migrate, opening, switching
from app.storage.folders import OfficeFolder
from app.storage.keys import PassphraseOnly
from app.storage.keys.opening import read_slots
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office
from tests.conftest import NOW, PASSPHRASE

NEW = NewOffice("centre", "見本県地域生活定着支援センター", "10")
WHO = FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE)


def set_up(folder: OfficeFolder) -> None:
    create_office(folder, NEW, WHO, PassphraseOnly(), NOW)[0].close()


def opens(folder: OfficeFolder) -> bool:
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    open_office(folder, staff, PASSPHRASE, None, NOW)[0].close()
    return True


@pytest.mark.parametrize(
    ("room", "name"),
    [
        (migrate, "create_data_file"),
        (opening, "first_records"),
        (switching, "mark_ready"),
    ],
)
def test_before_it_is_whole_nothing_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: object, name: str
) -> None:
    folder = OfficeFolder(tmp_path / "office")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(room, name, full)
        with pytest.raises(StorageProblem, match="何も残していません"):
            set_up(folder)
    assert [path.name for path in folder.path.iterdir()] == ["teichaku.lock"]
    assert not folder.taken
    set_up(folder)
    assert opens(folder)


def test_what_a_killed_set_up_left_is_no_obstacle(tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path / "office")
    folder.prepare()
    stage = switching.empty_stage(folder)
    stage.key_file.write_bytes(b"half")
    assert not folder.taken
    set_up(folder)
    assert opens(folder)


def test_once_it_is_whole_the_next_start_puts_it_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = OfficeFolder(tmp_path / "office")
    finish, calls = switching.finish, []

    def cut_off(of: OfficeFolder) -> bool:
        calls.append(of)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return finish(of)

    with monkeypatch.context() as patch:
        patch.setattr(switching, "finish", cut_off)
        with pytest.raises(KeyboardInterrupt):
            set_up(folder)
    with pytest.raises(KeyProblem, match="すでに"):
        set_up(folder)
    assert opens(folder)
    assert not switching.stage_of(folder).path.exists()
