"""Putting back a 控え: verified beside the data, switched at once, the former data kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from app.backups.making import make
from app.errors import (
    DatabaseDamaged,
    FileProblem,
    KeyProblem,
    NeedsConfirmation,
    NotAllowed,
    StorageProblem,
    TeichakuError,
    WrongPassphrase,
)
from app.storage import switching
from app.storage.drafts import Draft, new_name
from app.storage.embedded import driver
from app.storage.embedded.backup import keys_of
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewStaff, PassphraseOnly, replace_passphrase
from app.storage.keys.opening import unlock_with_passphrase
from app.storage.restoring import restore, verify_backup
from app.storage.transactions import for_writing
from tests.backups.conftest import Site, add, at, titles
from tests.storage.conftest import snapshot


@pytest.fixture
def backed_up(site: Site) -> Path:
    """「前」 is in the 控え, 「後」 only in the data."""
    with site.opened() as (office, actor):
        add(office, actor, "前")
        made = make(office, actor).backup.path
        add(office, actor, "後")
    return made


def test_what_was_then_is_there_again_and_what_was_now_lies_beside(site: Site, backed_up: Path):
    before = site.folder.data_file.read_bytes()
    done = restore(site.folder, backed_up, site.unlock, at(30))
    assert done.former is not None
    assert (done.former / "teichaku.db").read_bytes() == before
    with site.opened(31) as (office, _):
        assert titles(office) == {"前"}
        with office.engine.connect() as connection:
            words = connection.execute(
                text("SELECT words FROM history_entry WHERE kind = 'history.restored'")
            ).scalar_one()
    assert backed_up.name in words
    assert "前に第" in words  # the anchor had seen more: said once, in the history
    with site.opened(40) as (office, _):  # and no alarm for ever
        assert titles(office) == {"前"}
    assert not switching.stage_of(site.folder).path.exists()


def test_who_opens_the_former_data_again_finds_all_of_it(site: Site, backed_up: Path, tmp_path):
    done = restore(site.folder, backed_up, site.unlock, at(30))
    assert done.former is not None
    elsewhere = OfficeFolder(tmp_path / "elsewhere")
    shutil.copytree(done.former, elsewhere.path)
    with Site(elsewhere, site.staff_id).opened(50, restored=True) as (office, _):
        assert titles(office) == {"前", "後"}


def test_a_journal_of_the_former_data_is_never_played_into_the_restored(
    site: Site, backed_up: Path
):
    """Cut off in a save, the former file and its journal belong together."""
    journal = site.folder.path / "teichaku.db-journal"
    key = site.unlock(site.folder).data_key
    cut = site.folder.path / "cut"
    cut.mkdir()
    connection = driver.connect(site.folder.data_file, key)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE history_entry SET words = hex(randomblob(3000))")
    for path in (site.folder.data_file, journal):
        shutil.copy(path, cut / path.name)
    connection.execute("ROLLBACK")
    connection.close()
    assert (cut / journal.name).stat().st_size > 0
    for path in (site.folder.data_file, journal):
        shutil.copy(cut / path.name, path)
    shutil.rmtree(cut)
    done = restore(site.folder, backed_up, site.unlock, at(30))
    assert done.former is not None
    assert (done.former / journal.name).exists()
    assert not journal.exists()
    with site.opened(31) as (office, _):
        assert titles(office) == {"前"}


@pytest.mark.parametrize("step", ["kept", "keys", "switched", "ready"])
def test_a_power_cut_in_the_switch_is_finished_at_the_next_opening(
    site: Site, backed_up: Path, monkeypatch, step: str
):
    class Cut(BaseException):
        pass

    real = switching.safe_files.replace

    def cut(source: Path, target: Path) -> None:
        if step == "switched" and target == site.folder.data_file:
            real(source, target)
        if target in (site.folder.data_file, site.folder.key_file):
            raise Cut
        real(source, target)

    def cut_early(*_: object) -> None:
        raise Cut

    if step == "keys":  # the keys of the 控え are needed: today's are gone
        site.folder.key_file.unlink()
    with monkeypatch.context() as patch, pytest.raises(Cut):
        if step == "ready":
            patch.setattr(switching, "finish", _only_when_ready(cut_early))
        elif step == "kept":
            patch.setattr(switching, "_keep_former", cut_early)
        else:
            patch.setattr(switching.safe_files, "replace", cut)
        restore(site.folder, backed_up, site.unlock, at(30))
    with site.opened(31, restored=True) as (office, _):
        assert titles(office) == {"前"}
    (former,) = site.folder.path.glob("before-*")
    assert (former / "teichaku.db").exists()
    assert not switching.stage_of(site.folder).path.exists()


def _only_when_ready(cut):
    def finish(folder: OfficeFolder) -> bool:
        if (switching.stage_of(folder).path / "ready").exists():
            cut()
        return False

    return finish


def test_a_cut_before_it_is_verified_leaves_the_data_as_it_is(
    site: Site, backed_up: Path, monkeypatch
):
    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("app.storage.restoring.checking.check", cut)
        restore(site.folder, backed_up, site.unlock, at(30))
    with site.opened(31) as (office, _):
        assert titles(office) == {"前", "後"}
    assert not list(site.folder.path.glob("before-*"))


def test_every_damaged_page_is_refused_before_anything_is_touched(site: Site, backed_up: Path):
    whole = backed_up.read_bytes()
    before = snapshot(site.folder.path)
    for place in range(100, len(whole), len(whole) // 12):
        content = bytearray(whole)
        content[place] ^= 1
        backed_up.write_bytes(content)
        with pytest.raises(TeichakuError) as caught:
            restore(site.folder, backed_up, site.unlock, at(30))
        assert isinstance(caught.value, DatabaseDamaged | KeyProblem)
    backed_up.write_bytes(whole)
    before.pop("teichaku.lock")
    assert snapshot(site.folder.path).items() >= before.items()


def test_an_altered_history_is_not_put_back(site: Site, backed_up: Path):
    key = site.unlock(site.folder).data_key
    connection = driver.connect(backed_up, key)
    connection.execute("UPDATE history_entry SET words = 'x' WHERE seq = 1")
    connection.close()
    with pytest.raises(TeichakuError, match="第1番が書き換えられています"):
        restore(site.folder, backed_up, site.unlock, at(30))
    with pytest.raises(TeichakuError, match="第1番が書き換えられています"):
        verify_backup(backed_up, site.folder, site.unlock)


def test_a_wrong_passphrase_puts_nothing_back_and_is_counted(site: Site, backed_up: Path):
    def wrong(folder: OfficeFolder):
        return unlock_with_passphrase(folder, site.staff_id, "ちがう あいことば", None)

    with pytest.raises(WrongPassphrase):
        restore(site.folder, backed_up, wrong, at(30))
    assert site.folder.tries_file.exists()
    with site.opened(31) as (office, _):
        assert titles(office) == {"前", "後"}


def test_todays_keys_stay_so_that_a_passphrase_of_then_opens_nothing(site: Site, backed_up: Path):
    new = "あたらしい 合言葉 さくら 77"
    unlocked = site.unlock(site.folder)
    replace_passphrase(
        site.folder, unlocked, NewStaff(site.staff_id, "試作 澪江", new), PassphraseOnly()
    )

    def unlock(folder: OfficeFolder):
        return unlock_with_passphrase(folder, site.staff_id, new, None)

    done = restore(site.folder, backed_up, unlock, at(30))
    assert not done.keys_replaced
    unlock(site.folder)
    with pytest.raises(WrongPassphrase):
        site.unlock(site.folder)


def test_lost_keys_come_back_with_the_control_copy(site: Site, backed_up: Path):
    site.folder.key_file.write_bytes(b"{}")
    done = restore(site.folder, backed_up, site.unlock, at(30))
    assert done.keys_replaced
    assert done.former is not None
    assert (done.former / "teichaku.keys").read_bytes() == b"{}"
    with site.opened(31) as (office, _):
        assert titles(office) == {"前"}


def test_without_any_keys_it_says_which_file_is_missing(site: Site, backed_up: Path, tmp_path):
    alone = tmp_path / "usb" / backed_up.name
    alone.parent.mkdir()
    shutil.copy(backed_up, alone)
    empty = OfficeFolder(tmp_path / "empty")
    with pytest.raises(KeyProblem, match=keys_of(alone).name):
        restore(empty, alone, site.unlock, at(30))
    done = restore(site.folder, alone, site.unlock, at(30))  # today's keys open it
    assert not done.keys_replaced


def test_a_copy_with_other_keys_asks_first(site: Site, backed_up: Path, tmp_path, stranger: Site):
    other = tmp_path / "other"
    other.mkdir()
    for path in (backed_up, keys_of(backed_up)):
        shutil.copy(path, other / path.name)
    target = stranger.folder
    before = snapshot(target.path)
    before.pop("teichaku.lock")
    with pytest.raises(NeedsConfirmation):
        restore(target, other / backed_up.name, site.unlock, at(30))
    assert snapshot(target.path).items() >= before.items()
    done = restore(target, other / backed_up.name, site.unlock, at(30), other=True)
    assert done.former is not None
    with Site(target, site.staff_id).opened(31) as (office, _):
        assert titles(office) == {"前"}


def test_who_does_not_set_the_office_up_cannot_put_it_back(site: Site, backed_up: Path):
    with site.opened() as (office, actor):
        with for_writing(office.engine).begin() as connection:
            connection.execute(text("UPDATE staff SET role = 'counsellor'"))
        made = make(office, actor).backup.path
    with pytest.raises(NotAllowed, match="いまのデータはそのまま"):
        restore(site.folder, made, site.unlock, at(30))
    assert not list(site.folder.path.glob("before-*"))


def test_drafts_stay_and_open(site: Site, backed_up: Path):
    with site.opened() as (office, actor):
        assert office.drafts is not None
        words = {"content": "書きかけ"}
        draft = Draft(
            new_name(), office.office_id, actor.staff_id, "activity", "", "", at(0).now(), (), words
        )
        office.drafts.write(draft, office.drafts.turn())
    restore(site.folder, backed_up, site.unlock, at(30))
    with site.opened(31) as (office, actor):
        assert office.drafts is not None
        (found,) = office.drafts.list(office.office_id, actor.staff_id).drafts
    assert found.typed == words


def test_what_is_no_file_is_refused(site: Site, tmp_path):
    with pytest.raises(FileProblem):
        restore(site.folder, tmp_path / "nothing.db", site.unlock, at(0))


def test_while_the_office_is_open_nothing_is_put_back(site: Site, backed_up: Path):
    with site.opened(), pytest.raises(TeichakuError, match="開いています"):
        restore(site.folder, backed_up, site.unlock, at(30))


def test_on_a_desk_of_a_server_nothing_is_put_back(site: Site, backed_up: Path):
    site.folder.connection_file.write_bytes(b"")
    before = site.folder.data_file.read_bytes()
    with pytest.raises(NotAllowed, match="サーバーの管理者が戻します"):
        restore(site.folder, backed_up, site.unlock, at(30))
    assert site.folder.data_file.read_bytes() == before


@pytest.mark.parametrize("step", ["copy_whole", "anchor_of"])
def test_a_disk_that_fails_on_the_way_leaves_the_data_as_it_is(
    site: Site, backed_up: Path, monkeypatch, step: str
):
    def broken(*_: object) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as patch, pytest.raises(StorageProblem) as caught:
        patch.setattr(f"app.storage.restoring.{step}", broken)
        restore(site.folder, backed_up, site.unlock, at(30))
    assert "いまのデータも控えもそのまま" in caught.value.message
    assert caught.value.where == str(backed_up)
    assert not switching.stage_of(site.folder).path.exists()
    with site.opened(31) as (office, _):
        assert titles(office) == {"前", "後"}


def test_a_copy_is_checked_by_its_own_keys_where_it_has_any(
    site: Site, backed_up: Path, stranger: Site
):
    assert verify_backup(backed_up, stranger.folder, site.unlock).total > 0
    keys_of(backed_up).unlink()
    assert verify_backup(backed_up, site.folder, site.unlock).total > 0
    with pytest.raises(KeyProblem):
        verify_backup(backed_up, stranger.folder, stranger.unlock)
    with pytest.raises(FileProblem):
        verify_backup(backed_up.parent, site.folder, site.unlock)


def test_where_a_disk_has_no_second_names_the_former_data_is_copied(
    site: Site, backed_up: Path, monkeypatch
):
    def unsupported(*_: object) -> None:
        raise OSError(95, "not supported")

    before = site.folder.data_file.read_bytes()
    monkeypatch.setattr("os.link", unsupported)
    done = restore(site.folder, backed_up, site.unlock, at(30))
    assert done.former is not None
    assert (done.former / "teichaku.db").read_bytes() == before
    assert sorted(path.name for path in done.former.iterdir()) == ["teichaku.db", "teichaku.keys"]
    for name in (done.former, site.folder.path) if os.name == "posix" else ():
        assert name.stat().st_mode & 0o777 == 0o700


def test_a_switch_that_cannot_be_finished_says_that_both_are_there(
    site: Site, backed_up: Path, monkeypatch
):
    def held(*_: object) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patch, pytest.raises(StorageProblem) as caught:
        patch.setattr(switching, "_keep_former", held)
        restore(site.folder, backed_up, site.unlock, at(30))
    assert "用意したデータも、前のデータも残っています" in caught.value.message
    with site.opened(31, restored=True) as (office, _):  # the next opening finishes it
        assert titles(office) == {"前"}


def test_what_a_killed_restore_left_is_no_obstacle(site: Site, backed_up: Path):
    left = switching.stage_of(site.folder)
    left.path.mkdir()
    left.data_file.write_bytes(b"half")
    restore(site.folder, backed_up, site.unlock, at(30))
    with site.opened(31) as (office, _):
        assert titles(office) == {"前"}


def test_a_cut_between_the_former_files_is_finished_at_the_next_opening(
    site: Site, backed_up: Path, monkeypatch
):
    class Cut(BaseException):
        pass

    before = site.folder.data_file.read_bytes()
    keep = switching._keep

    def cut(path: Path, target: Path) -> None:
        keep(path, target)
        raise Cut

    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(switching, "_keep", cut)
        restore(site.folder, backed_up, site.unlock, at(30))
    with site.opened(31, restored=True) as (office, _):
        assert titles(office) == {"前"}
    (former,) = site.folder.path.glob("before-*")
    assert (former / "teichaku.db").read_bytes() == before
    assert (former / "teichaku.keys").exists()


def test_data_of_a_copy_that_is_opened_as_such_says_so_in_its_history(
    site: Site, backed_up: Path, tmp_path
):
    old = OfficeFolder(tmp_path / "old")
    old.prepare()
    shutil.copy(backed_up, old.data_file)
    shutil.copy(site.folder.key_file, old.key_file)
    with Site(old, site.staff_id).opened(50, restored=True) as (office, _):
        with office.engine.connect() as connection:
            told = "SELECT words FROM history_entry WHERE kind = 'history.restored'"
            words = connection.execute(text(told)).scalar_one()
        assert titles(office) == {"前"}
    assert "控えから戻したデータとして開いた（履歴は第" in words
