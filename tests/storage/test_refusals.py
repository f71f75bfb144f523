"""What a user may meet: each gives one clear Japanese message and leaves every byte as it was."""

from __future__ import annotations

import secrets
import subprocess
import sys

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from sqlalchemy import text

from app.errors import (
    Busy,
    DatabaseDamaged,
    DatabaseTooNew,
    KeyProblem,
    StorageProblem,
)
from app.storage import migrate
from app.storage.embedded import lock
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.keys import (
    NewStaff,
    PassphraseOnly,
    add_staff_slot,
    create_key_file,
    open_keyring,
    unlock_with_passphrase,
)
from app.storage.transactions import for_writing


def test_wrong_passphrase(made, policy, words, unchanged, clear):
    unchanged()
    with pytest.raises(KeyProblem) as caught:
        unlock_with_passphrase(made.folder, words["staff"], "ちがう言葉です", None, policy=policy)
    message = clear(caught.value)
    assert "合言葉が違います" in message
    assert "回復コード" in message


def test_unknown_staff(made, policy, words, unchanged, clear):
    unchanged()
    with pytest.raises(KeyProblem) as caught:
        unlock_with_passphrase(made.folder, "nobody", words["passphrase"], None, policy=policy)
    assert "登録されていません" in clear(caught.value)


def test_missing_keyring(made, policy, keyring_store, unchanged, clear):
    staff = NewStaff("staff-2", "田中", "another passphrase")
    add_staff_slot(made.folder, made.unlocked, staff, keyring_store, policy=policy)
    unchanged()
    with pytest.raises(KeyProblem) as caught:
        unlock_with_passphrase(made.folder, "staff-2", "another passphrase", None, policy=policy)
    assert "回復コード" in clear(caught.value)


def test_keyring_that_lost_the_secret(made, policy, keyring_store, backend, unchanged, clear):
    staff = NewStaff("staff-2", "田中", "another passphrase")
    add_staff_slot(made.folder, made.unlocked, staff, keyring_store, policy=policy)
    backend.kept.clear()
    unchanged()
    with pytest.raises(KeyProblem) as caught:
        unlock_with_passphrase(
            made.folder, "staff-2", "another passphrase", keyring_store, policy=policy
        )
    message = clear(caught.value)
    assert "新しいデータは作っていません" in message
    assert "回復コード" in message


@pytest.mark.parametrize(
    "backend_class", [keyring.backends.null.Keyring, keyring.backends.fail.Keyring]
)
def test_keyring_that_keeps_nothing(backend_class, folder, unchanged, clear):
    unchanged()
    with pytest.raises(KeyProblem) as caught:
        open_keyring(backend_class())
    clear(caught.value)


def test_newer_schema(made, unchanged, clear):
    engine = made.engine()
    with for_writing(engine).begin() as writing:
        writing.execute(text("UPDATE alembic_version SET version_num = '9876'"))
    engine.dispose()
    unchanged()
    engine = made.engine()
    with pytest.raises(DatabaseTooNew) as caught:
        migrate.upgrade(engine, made.folder, made.key)
    message = clear(caught.value)
    assert "9876" in message
    assert migrate.LATEST in message
    engine.dispose()


def test_file_without_a_version(made, unchanged, clear):
    engine = made.engine()
    with for_writing(engine).begin() as writing:
        writing.execute(text("DROP TABLE alembic_version"))
    engine.dispose()
    unchanged()
    engine = made.engine()
    with pytest.raises(DatabaseDamaged) as caught:
        migrate.upgrade(engine, made.folder, made.key)
    clear(caught.value)
    engine.dispose()


@pytest.mark.parametrize("cut", [1, 100, 4096, 4097, 5 * 4096])
def test_truncated_file(made, cut, unchanged, clear):
    content = made.folder.data_file.read_bytes()
    made.folder.data_file.write_bytes(content[:-cut])
    unchanged()
    with pytest.raises(DatabaseDamaged) as caught:
        made.engine()
    clear(caught.value)


@pytest.mark.parametrize("length", [1, 15, 16, 100, 4095])
def test_file_cut_within_its_first_page(made, length, unchanged, clear):
    made.folder.data_file.write_bytes(made.folder.data_file.read_bytes()[:length])
    unchanged()
    with pytest.raises(DatabaseDamaged) as caught:
        made.engine()
    clear(caught.value)


@pytest.mark.parametrize("extra", [1, 4096, 8192])
def test_file_with_something_appended(made, extra, unchanged, clear):
    with made.folder.data_file.open("ab") as file:
        file.write(bytes(extra))
    unchanged()
    with pytest.raises(DatabaseDamaged) as caught:
        made.engine()
    clear(caught.value)


def test_empty_file(made, unchanged, clear):
    made.folder.data_file.write_bytes(b"")
    unchanged()
    with pytest.raises(DatabaseDamaged) as caught:
        made.engine()
    assert "0バイト" in clear(caught.value)


def test_plain_database(made, unchanged, clear):
    made.folder.data_file.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    unchanged()
    with pytest.raises(DatabaseDamaged) as caught:
        made.engine()
    assert "暗号化されていません" in clear(caught.value)


def test_missing_file(made, unchanged, clear):
    made.folder.data_file.unlink()
    unchanged()
    with pytest.raises(StorageProblem) as caught:
        made.engine()
    assert "新しいファイルは作っていません" in clear(caught.value)


def test_random_bytes_and_wrong_key(made, unchanged, clear):
    unchanged()
    with pytest.raises(KeyProblem) as caught:
        open_engine(made.folder.data_file, secrets.token_bytes(32))
    clear(caught.value)
    other = made.folder.path.parent / "random.db"
    other.write_bytes(secrets.token_bytes(8192))
    with pytest.raises(KeyProblem):
        open_engine(other, made.key)


def test_missing_key_file(made, policy, words, unchanged, clear):
    made.folder.key_file.unlink()
    unchanged()
    with pytest.raises(KeyProblem) as caught:
        unlock_with_passphrase(
            made.folder, words["staff"], words["passphrase"], None, policy=policy
        )
    assert "新しい鍵は作っていません" in clear(caught.value)
    with pytest.raises(KeyProblem) as refused:
        create_key_file(
            made.folder, NewStaff("x", "x", "long enough by far"), PassphraseOnly(), policy=policy
        )
    assert "回復コード" in clear(refused.value)


HOLD = """
import sys
from pathlib import Path
from app.storage.embedded import lock
from app.storage.folders import OfficeFolder
held = lock.hold(OfficeFolder(Path(sys.argv[1])))
print(held.holder.pid, flush=True)
sys.stdin.read()
"""


def _holding(folder: OfficeFolder, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_second_process(made, child_environment, unchanged, clear):
    with _holding(made.folder, child_environment) as first:
        assert first.stdout is not None
        pid = first.stdout.readline().strip()
        unchanged()
        with pytest.raises(Busy) as caught:
            lock.hold(made.folder)
        message = clear(caught.value)
        assert f"番号{pid}" in message
        first.communicate("")
    assert first.returncode == 0


def test_lock_of_a_killed_process_is_free(made, child_environment):
    with _holding(made.folder, child_environment) as first:
        assert first.stdout is not None
        dead = int(first.stdout.readline())
        first.kill()
        first.wait()
    named = lock.read_holder(made.folder)
    assert named is not None
    assert named.pid == dead
    with lock.hold(made.folder) as held:
        assert lock.read_holder(made.folder) == held.holder
        assert held.holder.pid != dead
