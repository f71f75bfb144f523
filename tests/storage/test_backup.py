"""Backups: opened and checked before they count, generations by plan, keys beside them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from app.backups.rules import Plan
from app.clock import Clock, fixed
from app.errors import DatabaseDamaged, KeyProblem, StorageProblem, TeichakuError
from app.storage import migrate, second_place
from app.storage.embedded import backup, checking, driver
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.keys import unlock_with_recovery
from app.storage.transactions import for_writing

START = datetime(2026, 11, 24, 9, 0)


def _at(minutes: int) -> Clock:
    return fixed(START + timedelta(minutes=minutes))


def test_a_backup_is_a_whole_copy_that_the_recovery_code_opens(made, tmp_path, words):
    taken = backup.back_up(made.folder, made.key, clock=_at(0))
    assert taken.path.name == "teichaku-20261124-090000.db"
    assert taken.rows >= 50
    assert taken.size == taken.path.stat().st_size
    elsewhere = OfficeFolder(tmp_path / "restored")
    elsewhere.prepare()
    shutil.copy(taken.path, elsewhere.data_file)
    shutil.copy(taken.key_file, elsewhere.key_file)
    opened = unlock_with_recovery(elsewhere, made.recovery.code)
    engine = open_engine(elsewhere.data_file, opened.data_key)
    with engine.connect() as connection:
        first = connection.execute(text("SELECT words FROM note WHERE id = 1")).scalar()
    engine.dispose()
    assert first == f"{words['canary']}0"


def test_the_data_file_stays_as_it_is(made, unchanged):
    before = made.folder.data_file.read_bytes()
    backup.back_up(made.folder, made.key)
    unchanged()
    assert made.folder.data_file.read_bytes() == before
    assert not list(made.folder.backups.glob(".*"))


def test_a_backup_while_the_program_writes_holds_the_committed_state(made):
    engine = for_writing(made.engine())
    with engine.begin() as writing:
        writing.execute(text("INSERT INTO note (words) VALUES ('not yet')"))
        taken = backup.back_up(made.folder, made.key)
    after = backup.back_up(made.folder, made.key)
    engine.dispose()
    assert after.rows == taken.rows + 1
    assert after.path != taken.path


def test_an_empty_or_missing_file_makes_no_backup(made, clear):
    made.folder.data_file.write_bytes(b"")
    with pytest.raises(DatabaseDamaged) as caught:
        backup.back_up(made.folder, made.key)
    clear(caught.value)
    made.folder.data_file.unlink()
    with pytest.raises(StorageProblem):
        backup.back_up(made.folder, made.key)
    assert not made.folder.data_file.exists()
    assert not made.folder.backups.exists()


def test_a_backup_lets_go_of_no_lock_of_the_writer(made, child_environment):
    code = (
        "import sys; from pathlib import Path; from app.storage.embedded import driver\n"
        "connection = driver.connect(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline()))\n"
        "connection.execute('PRAGMA busy_timeout = 0')\n"
        "try: connection.execute('BEGIN IMMEDIATE')\n"
        "except Exception as error: print(error)\n"
    )
    engine = for_writing(made.engine())
    with engine.begin() as writing:
        writing.execute(text("INSERT INTO note (words) VALUES ('x')"))
        backup.back_up(made.folder, made.key)
        run = subprocess.run(
            [sys.executable, "-c", code, str(made.folder.data_file)],
            input=made.key.hex(),
            capture_output=True,
            text=True,
            env=child_environment,
            check=False,
        )
    engine.dispose()
    assert "database is locked" in run.stdout, run.stderr


def test_what_the_plan_keeps_stays_and_the_newest_always(made):
    plan = Plan(daily=2, weekly=0, monthly=0)
    for minute in range(0, 24 * 60 * 3, 12 * 60):
        last = backup.back_up(made.folder, made.key, clock=_at(minute), plan=plan)
    names = [path.name for path in backup.list_backups(made.folder)]
    assert names[0] == last.path.name
    assert names == [f"teichaku-202611{when}0000.db" for when in ("26-21", "26-09", "25-21")]
    assert len(list(made.folder.backups.glob("*.keys"))) == 3
    past = backup.back_up(made.folder, made.key, clock=_at(-10_000), plan=plan)
    kept = [path.name for path in backup.list_backups(made.folder)]
    assert past.path.name in kept


def test_two_backups_in_one_second_are_two_files(made):
    first, second = (backup.back_up(made.folder, made.key, clock=_at(0)) for _ in range(2))
    assert first.path != second.path
    assert backup.list_backups(made.folder) == (second.path, first.path)


def test_other_files_in_the_folder_stay(made):
    made.folder.backups.mkdir()
    own = made.folder.backups / "わたしの控え.db"
    own.write_bytes(b"mine")
    for minute in range(5):
        backup.back_up(made.folder, made.key, clock=_at(minute), plan=Plan(0, 0, 0, 0))
    assert own.read_bytes() == b"mine"
    assert len(backup.list_backups(made.folder)) == 3


def test_a_damaged_file_makes_no_backup_and_loses_none(made, unchanged, clear):
    backup.back_up(made.folder, made.key, clock=_at(0))
    content = bytearray(made.folder.data_file.read_bytes())
    content[len(content) - 2000] ^= 1
    made.folder.data_file.write_bytes(content)
    unchanged()
    with pytest.raises(DatabaseDamaged) as caught:
        backup.back_up(made.folder, made.key, clock=_at(1), plan=Plan(0, 0, 0, 0))
    clear(caught.value)


def test_a_copy_with_other_rows_does_not_count(made, monkeypatch, unchanged, clear):
    backup.back_up(made.folder, made.key, clock=_at(0))
    unchanged()
    real = backup._copy

    def lossy(*given):
        return {**real(*given), "note": 51}

    monkeypatch.setattr(backup, "_copy", lossy)
    with pytest.raises(DatabaseDamaged) as caught:
        backup.back_up(made.folder, made.key, clock=_at(1))
    clear(caught.value)


def test_lack_of_space_is_told_before_anything_is_written(made, monkeypatch, clear):
    made.folder.backups.mkdir()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 1000))
    with pytest.raises(StorageProblem) as caught:
        backup.back_up(made.folder, made.key)
    assert "MB" in clear(caught.value)
    assert list(made.folder.backups.iterdir()) == []


def test_what_a_killed_backup_left_is_cleared_away(made):
    made.folder.backups.mkdir()
    (made.folder.backups / ".teichaku-20261123-090000.db.tmp").write_bytes(b"half")
    (made.folder.backups / ".teichaku-20261123-090000.db.tmp-journal").write_bytes(b"half")
    backup.back_up(made.folder, made.key)
    assert not list(made.folder.backups.glob(".*"))


def test_every_flipped_page_of_a_backup_is_noticed(made):
    path = backup.back_up(made.folder, made.key).path
    whole = path.read_bytes()
    for place in range(17, len(whole), 4096):
        content = bytearray(whole)
        content[place] ^= 1
        path.write_bytes(content)
        with pytest.raises(TeichakuError) as caught:
            backup.verify(path, made.key)
        assert isinstance(caught.value, DatabaseDamaged | KeyProblem)
        assert path.read_bytes() == content


def test_room_for_the_copy_and_its_journal_is_enough_and_a_byte_less_is_not(
    made, tmp_path, monkeypatch
):
    usage = namedtuple("usage", "total used free")
    free = 2 * made.folder.data_file.stat().st_size + 16 * 1024 * 1024
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 0, free))
    backup.refuse_lack_of_space(made.folder.data_file, tmp_path)
    free -= 1
    with pytest.raises(StorageProblem, match="空きが必要") as caught:
        backup.refuse_lack_of_space(made.folder.data_file, tmp_path)
    assert caught.value.where == str(tmp_path)


def test_copies_are_for_their_owner_only(made):
    taken = backup.back_up(made.folder, made.key)
    if os.name == "posix":
        assert made.folder.backups.stat().st_mode & 0o777 == 0o700
        assert taken.path.stat().st_mode & 0o777 == 0o600
        assert taken.key_file.stat().st_mode & 0o777 == 0o600


def test_a_file_of_another_name_has_no_moment(made):
    for name in ("わたしの控え.db", "teichaku-20261124-090000.db.tmp", "teichaku-1.db"):
        with pytest.raises(ValueError, match=name):
            backup.moment_of(made.folder.path / name)


def test_without_a_key_file_the_copy_is_made_and_has_none_beside_it(made):
    made.folder.key_file.unlink()
    taken = backup.back_up(made.folder, made.key)
    assert taken.key_file is None
    assert [path.name for path in made.folder.backups.iterdir()] == [taken.path.name]


def test_a_folder_that_takes_no_copy_is_told_in_words(made, clear):
    made.folder.backups.write_bytes(b"a file of that name")
    with pytest.raises(StorageProblem) as caught:
        backup.back_up(made.folder, made.key)
    assert "これまでの控えはそのまま" in clear(caught.value)
    assert caught.value.where == str(made.folder.backups)


def test_a_second_place_without_room_takes_nothing_and_says_so(made, tmp_path, monkeypatch):
    taken = backup.back_up(made.folder, made.key)
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 1000))
        with pytest.raises(StorageProblem, match="空きが必要") as caught:
            second_place.carry(taken.path, tmp_path, "0" * 32, Plan(), START)
    there = second_place.folder_in(tmp_path, "0" * 32)
    assert caught.value.where == str(there)
    assert list(there.iterdir()) == []


def test_a_copy_that_is_read_back_otherwise_is_none(made, tmp_path, monkeypatch):
    taken = backup.back_up(made.folder, made.key)
    with monkeypatch.context() as patch:
        patch.setattr(second_place, "digest", lambda path: "0" * 64)
        with pytest.raises(
            StorageProblem, match="第二の置き場所に控えを写せませんでした"
        ) as caught:
            second_place.carry(taken.path, tmp_path, "0" * 32, Plan(), START)
    there = second_place.folder_in(tmp_path, "0" * 32)
    assert caught.value.where == str(tmp_path)
    assert list(there.iterdir()) == []


def test_a_file_without_an_office_has_no_history_to_follow(made, clear):
    with pytest.raises(StorageProblem) as caught:
        checking.check(made.folder.data_file, made.key, bytes(32))
    assert "事業所の記録がありません" in clear(caught.value)
    assert caught.value.where == str(made.folder.data_file)


def test_a_file_that_does_not_say_its_form_is_not_taken_for_an_old_one(made, clear):
    engine = made.engine()
    for change in ("DELETE FROM alembic_version", "DROP TABLE alembic_version"):
        with for_writing(engine).begin() as writing:
            writing.execute(text(change))
        with pytest.raises(DatabaseDamaged) as caught:
            migrate.upgrade(engine, made.folder, made.key)
        assert "形の版の記録がありません" in clear(caught.value)
        assert caught.value.where == str(made.folder.data_file)
    engine.dispose()
    assert not made.folder.backups.exists()


def test_a_file_that_is_not_there_is_not_made_by_looking_at_it(made, tmp_path):
    with pytest.raises(StorageProblem) as caught:
        driver.connect(tmp_path / "none.db", made.key)
    assert caught.value.where == str(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_after_a_migration_that_failed_the_connection_is_as_any_other(made, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(migrate, "REVISIONS", (*migrate.REVISIONS, "next"))
    monkeypatch.setattr(migrate, "LATEST", "next")
    monkeypatch.setattr(migrate, "run_revisions", broken)
    engine = made.engine()
    with pytest.raises(StorageProblem, match="直す前のまま"):
        migrate.upgrade(engine, made.folder, made.key)
    with engine.connect() as connection:
        for name in ("foreign_keys", "cache_spill"):
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() != 0, name
    engine.dispose()
