"""Whether a closed data file is whole: its pages, its structure, its rows, its history."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from app.errors import StorageProblem
from app.history.chain import Head, refuse_broken
from app.storage.appending import follow
from app.storage.embedded import driver, faults, rollback
from app.storage.embedded.engine import open_engine
from app.storage.embedded.header import refuse_unless_encrypted
from app.storage.records import OfficeRecord

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


@dataclass(frozen=True)
class Checked:
    """What a whole file holds: how many rows in each table, and the last entry of its history."""

    rows: dict[str, int]
    head: Head = field(default_factory=Head)

    @property
    def total(self) -> int:
        """All rows together."""
        return sum(self.rows.values())


def check(path: Path, key: bytes, chain_key: bytes | None = None) -> Checked:
    """Read the whole file; DatabaseDamaged, KeyProblem or HistoryBroken unless all of it holds.

    Without `chain_key` the history is not followed.
    """
    refuse_unless_encrypted(path)
    rollback.finish(path, key)
    try:
        with contextlib.closing(driver.connect(path, key)) as connection:
            refuse_unsound(connection, path)
            rows = count_rows(connection)
    except dbapi2.Error as error:
        raise faults.translate(str(error), where=str(path)) or error from error
    return Checked(rows, Head() if chain_key is None else _follow(path, key, chain_key))


def refuse_unsound(connection: Connection, path: Path) -> None:
    """Raise DatabaseDamaged unless every page is authentic and the structure is whole."""
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise faults.damaged(str(path))
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise faults.damaged(str(path))


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    names = [
        str(name)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
    ]
    counts = {}
    for name in names:
        quoted = name.replace('"', '""')
        (count,) = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
        counts[name] = int(count)
    return counts


def _follow(path: Path, key: bytes, chain_key: bytes) -> Head:
    engine = open_engine(path, key)
    try:
        with Session(engine) as session:
            # The id alone: other columns may not be there yet in a file of an older form.
            office_id = session.scalar(select(OfficeRecord.id))
            if office_id is None:
                raise StorageProblem(
                    "このファイルには事業所の記録がありません。データには手を加えていません。"
                    "別の控えを選んでください。",
                    where=str(path),
                )
            checked = follow(session, office_id, chain_key)
    finally:
        engine.dispose()
    refuse_broken(checked)
    return checked.head
