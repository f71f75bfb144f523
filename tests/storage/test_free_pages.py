"""A page that was free and is torn by a lost power costs nobody a 控え."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import DatabaseDamaged
from app.storage.embedded import backup, checking, driver, rollback
from app.storage.embedded.header import PAGE, journal_of
from app.storage.transactions import for_writing


@pytest.fixture
def torn(made) -> Path:
    """A data file with free pages, one of which is half of what it was."""
    path = made.folder.data_file
    engine = made.engine()
    with for_writing(engine).begin() as writing:
        rows = [{"w": "z" * 3000}] * 40
        writing.execute(text("INSERT INTO note (words) VALUES (:w)"), rows)
    with for_writing(engine).begin() as writing:
        writing.execute(text("DELETE FROM note WHERE words LIKE 'zzz%'"))
    engine.dispose()
    whole = path.read_bytes()
    for page in range(len(whole) // PAGE - 1, 0, -1):
        middle = page * PAGE + PAGE // 2
        path.write_bytes(whole[:middle] + bytes(PAGE // 2) + whole[middle + PAGE // 2 :])
        if _structure_is_whole(path, made.key):
            return path
    raise AssertionError("no page is free")


def _structure_is_whole(path: Path, key: bytes) -> bool:
    with contextlib.closing(driver.connect(path, key)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check").fetchall()
        except driver.dbapi2.DatabaseError:
            return False
    return bool(found == [("ok",)])


def test_a_torn_free_page_is_filled_when_a_save_was_taken_back(made, torn, words):
    with pytest.raises(DatabaseDamaged):
        backup.verify(torn, made.key)
    rollback.mark_of(torn).touch()
    engine = made.engine()
    with engine.begin() as reading:
        kept = reading.execute(text("SELECT words FROM note ORDER BY id")).scalars().all()
    engine.dispose()
    assert kept == [f"{words['canary']}{number}" for number in range(50)]
    assert not rollback.mark_of(torn).exists()
    backup.verify(torn, made.key)
    assert backup.back_up(made.folder, made.key).rows == checking.check(torn, made.key).total


def test_without_a_save_cut_off_opening_writes_nothing(made, torn):
    before = torn.read_bytes()
    made.engine().dispose()
    assert torn.read_bytes() == before


@pytest.mark.expects_log("free pages were not filled")
def test_where_nothing_can_be_written_the_mark_stays_for_the_next_time(made, torn, monkeypatch):
    rollback.mark_of(torn).touch()
    patient = driver._SETTINGS[1:]
    monkeypatch.setattr(driver, "_SETTINGS", (("busy_timeout", "1", "1"), *patient))
    with contextlib.closing(driver.connect(torn, made.key)) as other:
        other.execute("BEGIN IMMEDIATE")
        made.engine().dispose()
        assert rollback.mark_of(torn).exists()
    made.engine().dispose()
    assert not rollback.mark_of(torn).exists()
    backup.verify(torn, made.key)


def test_a_damaged_page_that_is_in_use_is_not_mended_away(made, torn):
    data = bytearray(torn.read_bytes())
    data[PAGE + 100] ^= 1
    torn.write_bytes(data)
    rollback.mark_of(torn).touch()
    with pytest.raises(DatabaseDamaged):
        backup.verify(torn, made.key)


@pytest.mark.expects_log("free pages were not filled")
def test_the_mark_of_a_save_that_is_taken_back_can_be_taken_away_by_its_owner(made, monkeypatch):
    """On Windows a file that its owner may not write could not be deleted any more."""

    def full(*_: object) -> None:
        raise driver.dbapi2.OperationalError("database or disk is full")

    path = made.folder.data_file
    journal_of(path).write_bytes(bytes(512))
    with monkeypatch.context() as patch:
        patch.setattr(rollback, "_fill_free_pages", full)
        made.engine().dispose()
    if os.name == "posix":
        assert rollback.mark_of(path).stat().st_mode & 0o777 == 0o600
    made.engine().dispose()
    assert not rollback.mark_of(path).exists()
