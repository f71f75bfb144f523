"""The engine's settings, transactions and translated errors."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.errors import (
    Busy,
    DatabaseDamaged,
    FileProblem,
    KeyProblem,
    StorageProblem,
    TeichakuError,
)
from app.storage import pool
from app.storage.embedded import driver, faults
from app.storage.embedded.engine import open_engine
from app.storage.transactions import for_writing

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", "3"),
        ("foreign_keys", "1"),
        ("temp_store", "2"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("cache_size", "-40960"),
        ("busy_timeout", "5000"),
        ("secure_delete", "1"),
    ],
)
def test_every_setting_holds_on_every_pooled_connection(made, name, value):
    engine = made.engine()
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) == value
    engine.dispose()


def test_the_connection_that_was_used_last_is_lent_first(made):
    engine = made.engine()
    with engine.connect() as first, engine.connect():
        last = first.connection.driver_connection  # the other one comes back before
    for _ in range(3):
        with engine.connect() as again:
            assert again.connection.driver_connection is last
    engine.dispose()


def test_a_setting_that_does_not_hold_stops_the_opening(made, monkeypatch):
    monkeypatch.setattr(driver, "_SETTINGS", (("synchronous", "OFF", "3"),))
    with pytest.raises(RuntimeError, match="synchronous"):
        driver.connect(made.folder.data_file, made.key)


def test_a_build_without_encryption_is_refused(made, monkeypatch, clear):
    monkeypatch.setattr(driver, "pragma", lambda connection, text: "")
    with pytest.raises(TeichakuError) as caught:
        driver.connect(made.folder.data_file, made.key)
    assert "暗号化の部品" in clear(caught.value)


def test_creating_never_replaces_a_file(made, unchanged, clear):
    unchanged()
    with pytest.raises(FileProblem) as caught:
        open_engine(made.folder.data_file, made.key, create=True)
    assert "上書きはしていません" in clear(caught.value)
    assert caught.value.where == str(made.folder.data_file)


def test_a_made_file_is_for_its_owner_only(made):
    if os.name == "posix":
        assert made.folder.data_file.stat().st_mode & 0o077 == 0
        assert made.folder.key_file.stat().st_mode & 0o077 == 0


def test_a_reader_cannot_write(made, unchanged):
    unchanged()
    engine = made.engine()
    with engine.begin() as reading, pytest.raises(OperationalError, match="readonly"):
        reading.execute(text("DELETE FROM note"))
    engine.dispose()


def test_a_connection_can_read_after_writing_and_write_after_reading(made):
    engine = made.engine()
    for _ in range(2):
        with for_writing(engine).begin() as writing:
            writing.execute(text("INSERT INTO note (words) VALUES ('x')"))
        with engine.begin() as reading:
            reading.execute(text("SELECT count(*) FROM note"))
    with engine.begin() as reading:
        assert reading.execute(text("SELECT count(*) FROM note")).scalar() == 52
    engine.dispose()


def test_schema_changes_roll_back_with_the_rest(made):
    engine = made.engine()
    with pytest.raises(ZeroDivisionError), for_writing(engine).begin() as writing:
        writing.execute(text("CREATE TABLE other (id INTEGER)"))
        writing.execute(text("DROP TABLE note"))
        raise ZeroDivisionError
    with engine.begin() as reading:
        assert reading.execute(text("SELECT count(*) FROM note")).scalar() == 50
        names = reading.execute(text("SELECT name FROM sqlite_master")).scalars().all()
    assert "other" not in names
    engine.dispose()


def test_a_second_writer_is_told_to_wait(made, monkeypatch, clear):
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0)
    settings = tuple(
        ("busy_timeout", "0", "0") if item[0] == "busy_timeout" else item
        for item in driver._SETTINGS
    )
    monkeypatch.setattr(driver, "_SETTINGS", settings)
    writer = for_writing(made.engine())
    with writer.begin(), pytest.raises(Busy) as caught, writer.begin():
        pytest.fail("two writers at once")
    clear(caught.value)
    writer.dispose()


def test_errors_hold_no_values(made, words):
    engine = for_writing(made.engine())
    with pytest.raises(IntegrityError) as caught, engine.begin() as writing:
        writing.execute(
            text("INSERT INTO note (id, words) VALUES (1, :words)"), {"words": words["canary"]}
        )
    assert words["canary"] not in str(caught.value)
    engine.dispose()


def test_damage_found_while_reading_is_told_as_damage(made, clear):
    engine = for_writing(made.engine())
    with engine.begin() as writing:
        writing.execute(text("INSERT INTO note (words) VALUES (:w)"), [{"w": "y" * 3000}] * 200)
    engine.dispose()
    content = bytearray(made.folder.data_file.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 + 100] ^= 1
    made.folder.data_file.write_bytes(content)
    with pytest.raises(DatabaseDamaged) as caught:
        engine = made.engine()
        with engine.begin() as reading:
            reading.execute(text("SELECT sum(length(words)) FROM note")).scalar()
    clear(caught.value)


def test_a_full_disk_is_told_and_nothing_is_lost(made, clear):
    engine = for_writing(made.engine())
    before = made.folder.data_file.read_bytes()
    with pytest.raises(StorageProblem) as caught, engine.begin() as writing:
        writing.exec_driver_sql("PRAGMA max_page_count = 1")  # the engine's own word for full
        writing.execute(text("INSERT INTO note (words) VALUES (:w)"), [{"w": "y" * 3000}] * 50)
    assert "空き" in clear(caught.value)
    engine.dispose()
    assert made.folder.data_file.read_bytes() == before


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("file is not a database", KeyProblem),
        ("database disk image is malformed", DatabaseDamaged),
        ("database is locked", Busy),
        ("database or disk is full", StorageProblem),
        ("attempt to write a readonly database", StorageProblem),
        ("disk I/O error", StorageProblem),
        ("unable to open database file", StorageProblem),
        ("locking protocol", StorageProblem),
        ("database corruption at line 1", DatabaseDamaged),
        ("file is encrypted or is not a database", KeyProblem),
        ("database table is locked", Busy),
    ],
)
def test_the_engines_words_become_clear_messages(message, kind, clear):
    problem = faults.translate(message)
    assert type(problem) is kind
    clear(problem)


def test_faults_of_the_program_stay_faults():
    for message in ("no such table: note", "UNIQUE constraint failed: note.id", "near: syntax"):
        assert faults.translate(message) is None


def test_folders_with_difficult_names_open(tmp_path: Path):
    asked = "" if sys.platform == "win32" else "?"  # no folder of Windows has one
    folder = tmp_path / f"事業所 #1 100%{asked}&x=1"
    folder.mkdir()
    open_engine(folder / "teichaku.db", KEY, create=True).dispose()
    assert [path.name for path in folder.iterdir()] == ["teichaku.db"]


def test_only_a_32_byte_key_is_taken(made):
    with pytest.raises(ValueError, match="32"):
        open_engine(made.folder.data_file, b"short")


def test_a_file_that_cannot_be_written_is_told_to_who_saves(made, unchanged, clear):
    unchanged()
    engine = for_writing(made.engine())
    with pytest.raises(StorageProblem) as caught, engine.begin() as writing:
        writing.exec_driver_sql("PRAGMA query_only = ON")  # the engine's own word for read-only
        writing.execute(text("DELETE FROM note"))
    engine.dispose()
    assert "書き込めません" in clear(caught.value)


def test_a_closed_engine_opens_nothing_more(made, clear):
    engine = made.engine()
    pool.end(engine)
    with pytest.raises(StorageProblem) as caught:
        engine.connect()
    assert "閉じたあとです" in clear(caught.value)
    assert caught.value.where == str(made.folder.data_file)


def test_where_no_file_can_be_made_it_is_told_in_words(tmp_path: Path, clear):
    with pytest.raises(StorageProblem) as caught:
        open_engine(tmp_path / "no folder" / "teichaku.db", KEY, create=True)
    assert "作れませんでした" in clear(caught.value)


def test_a_file_of_one_byte_is_damaged_and_no_other_key_is_asked_for(made, clear):
    for content in (b"", b"x", b"x" * 4095, b"x" * 4097):
        made.folder.data_file.write_bytes(content)
        with pytest.raises(DatabaseDamaged) as caught:
            made.engine()
        clear(caught.value)
        assert made.folder.data_file.read_bytes() == content


def test_a_file_that_is_not_encrypted_is_none_of_ours(made, clear):
    made.folder.data_file.write_bytes(b"SQLite format 3\0" + bytes(4080))
    with pytest.raises(DatabaseDamaged, match="暗号化されていません") as caught:
        made.engine()
    clear(caught.value)
