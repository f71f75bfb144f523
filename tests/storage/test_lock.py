"""The lock file: names the holder, nothing else, and only the lock on it counts."""

from __future__ import annotations

import errno
import json
import os
from datetime import datetime

import pytest

from app.clock import fixed
from app.errors import Busy, StorageProblem
from app.storage.embedded import lock
from app.storage.folders import OfficeFolder

CLOCK = fixed(datetime(2026, 11, 24, 9, 5))


def test_the_holder_is_named_with_host_user_number_and_time(folder):
    with lock.hold(folder, CLOCK) as held:
        content = json.loads(folder.lock_file.read_text(encoding="utf-8"))
        assert set(content) == {"host", "user", "pid", "since"}
        assert content["since"] == "2026-11-24T09:05:00+09:00"
        with pytest.raises(Busy) as caught:
            lock.hold(folder, CLOCK)
        assert held.holder.host in caught.value.message
        assert "2026年11月24日 9:05から" in caught.value.message
        assert caught.value.exit_status == 5


def test_it_can_be_taken_again_after_release(folder):
    held = lock.hold(folder, CLOCK)
    held.release()
    held.release()
    lock.hold(folder, CLOCK).release()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[]", b'{"pid": 1}', b"x" * 100_000])
def test_old_content_without_a_lock_is_overwritten(folder, content):
    folder.lock_file.write_bytes(content)
    with lock.hold(folder, CLOCK) as held:
        assert lock.read_holder(folder) == held.holder


def test_a_lock_held_over_unreadable_content_is_busy_all_the_same(folder, clear):
    with lock.hold(folder, CLOCK):
        folder.lock_file.write_bytes(b"nonsense")
        with pytest.raises(Busy) as caught:
            lock.hold(folder, CLOCK)
        assert "別のプログラム" in clear(caught.value)


def test_a_missing_folder_is_told_and_not_made(tmp_path, clear):
    with pytest.raises(StorageProblem) as caught:
        lock.hold(OfficeFolder(tmp_path / "gone"), CLOCK)
    clear(caught.value)
    assert not (tmp_path / "gone").exists()


def test_two_offices_are_held_apart(folder, tmp_path):
    other = OfficeFolder(tmp_path / "other")
    other.prepare()
    with lock.hold(folder, CLOCK), lock.hold(other, CLOCK):
        pass


def test_what_a_killed_write_left_is_gone_after_the_next_start(made):
    made.folder.backups.mkdir()
    kept = {path.name for path in made.folder.path.iterdir()} | {"teichaku.lock", "own.tmp"}
    (made.folder.path / "own.tmp").write_bytes(b"the user's")
    (made.folder.path / ".teichaku.keys.0a1b2c3d.tmp").write_bytes(b"half")
    (made.folder.backups / ".teichaku-20261124-090000.db.tmp").write_bytes(b"half")
    (made.folder.backups / ".teichaku-20261124-090000.db.tmp-journal").write_bytes(b"half")
    lock.hold(made.folder, CLOCK).release()
    assert {path.name for path in made.folder.path.iterdir()} == kept
    assert list(made.folder.backups.iterdir()) == []


def test_the_lock_file_is_for_its_owner_only(folder):
    lock.hold(folder, CLOCK).release()
    if os.name == "posix":
        assert folder.lock_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("trouble", [errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.ENOLCK])
def test_a_disk_that_has_no_locks_is_not_taken_for_a_busy_one(folder, monkeypatch, clear, trouble):
    def refused(handle: int) -> None:
        raise OSError(trouble, "no")

    monkeypatch.setattr(lock, "seize", refused)
    with pytest.raises((Busy, StorageProblem)) as caught:
        lock.hold(folder, CLOCK)
    clear(caught.value)
    assert isinstance(caught.value, Busy) == (trouble != errno.ENOLCK)


def test_a_time_that_cannot_be_read_is_said_so(folder):
    with lock.hold(folder, CLOCK) as held:
        content = json.dumps({**vars(held.holder), "since": "きのう"})
        folder.lock_file.write_text(content, encoding="utf-8")
        with pytest.raises(Busy, match="時刻不明"):
            lock.hold(folder, CLOCK)
