"""Killed while writing: the next start finds the old state whole."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from app.storage.embedded import backup
from app.storage.embedded.header import journal_of

WRITE = """
import sys
from pathlib import Path
from sqlalchemy import text
from app.storage.embedded.engine import open_engine
from app.storage.transactions import for_writing
engine = for_writing(open_engine(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline().strip())))
with engine.begin() as writing:
    writing.exec_driver_sql("PRAGMA cache_size = 5")
    writing.execute(text("UPDATE note SET words = 'half'"))
    rows = [{"w": "z" * 3000}] * int(sys.argv[2])
    writing.execute(text("INSERT INTO note (words) VALUES (:w)"), rows)
    writing.execute(text("DROP TABLE episode"))
    print("ready", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("rows", [1, 400])
def test_kill_in_the_middle_of_a_write(made, child_environment, words, rows):
    before, schema = made.folder.data_file.read_bytes(), _schema(made)
    with subprocess.Popen(
        [sys.executable, "-c", WRITE, str(made.folder.data_file), str(rows)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=child_environment,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(made.key.hex() + "\n")
        child.stdin.flush()
        assert child.stdout.readline() == "ready\n"
        child.kill()
    if rows > 1:  # pages were already in the file, so there is something to take back
        assert made.folder.data_file.read_bytes() != before
        assert journal_of(made.folder.data_file).stat().st_size > 0
    engine = made.engine()
    with engine.begin() as reading:
        kept = reading.execute(text("SELECT words FROM note ORDER BY id")).scalars().all()
        assert kept == [f"{words['canary']}{number}" for number in range(50)]
        assert reading.execute(text("SELECT count(*) FROM episode")).scalar() == 0
    engine.dispose()
    assert _schema(made) == schema
    assert made.folder.data_file.stat().st_size == len(before)
    assert not journal_of(made.folder.data_file).exists()
    backup.verify(made.folder.data_file, made.key)


def _schema(made) -> list[str]:
    engine = made.engine()
    with engine.begin() as reading:
        names = reading.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).scalars().all()
    engine.dispose()
    return [str(name) for name in names]
