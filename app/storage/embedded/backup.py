"""Backups that were opened and checked before they count.

A copy is made with the engine's own backup interface (never by copying the file) into a temporary
file with the same key; only when it is whole and holds the same rows does it get its name. The key
file is kept beside it, since a backup without its slots could not be opened.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from app.clock import Clock
from app.errors import DatabaseDamaged, StorageProblem, TeichakuError
from app.storage import safe_files
from app.storage.embedded import driver, faults
from app.storage.embedded.header import refuse_missing_or_empty, refuse_unless_encrypted
from app.storage.folders import OfficeFolder

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

KEEP = 10
_NAME = re.compile(r"teichaku-(\d{8}-\d{6})(?:-(\d+))?\.db")
_SPARE = 16 * 1024 * 1024
_SYSTEM_CLOCK = Clock()


@dataclass(frozen=True)
class Backup:
    """One verified copy: its files, when it was taken (Japan time), and how many rows it holds."""

    path: Path
    key_file: Path | None
    taken_at: datetime
    rows: int
    size: int


def back_up(
    folder: OfficeFolder, key: bytes, *, clock: Clock = _SYSTEM_CLOCK, keep: int = KEEP
) -> Backup:
    """Copy the data file into `backups`, verify the copy, and let the oldest generations go."""
    refuse_missing_or_empty(folder.data_file)
    try:
        folder.backups.mkdir(mode=0o700, exist_ok=True)
        _refuse_lack_of_space(folder)
        taken_at = clock.local()
        target = _free_name(folder.backups, taken_at)
        with _temporary(folder.backups, target) as temporary:
            rows = _copy(folder.data_file, temporary, key)
            _verify(temporary, key, rows)
            safe_files.sync_file(temporary)
            size = temporary.stat().st_size
            key_copy = _keep_keys(folder, target)
            safe_files.place_new(temporary, target)
        _let_old_go(folder.backups, target, keep)
    except (OSError, dbapi2.Error) as error:
        raise _failed(folder, error) from error
    return Backup(target, key_copy, taken_at, sum(rows.values()), size)


def list_backups(folder: OfficeFolder) -> tuple[Path, ...]:
    """The backups in the folder, newest first."""
    return tuple(sorted(_generations(folder.backups), key=_age, reverse=True))


def verify(path: Path, key: bytes) -> int:
    """Check a closed data file or backup page by page and give its number of rows."""
    refuse_unless_encrypted(path)
    try:
        with contextlib.closing(driver.connect(path, key)) as connection:
            refuse_unsound(connection, path)
            return sum(_count_rows(connection).values())
    except dbapi2.Error as error:
        raise faults.translate(str(error), where=str(path)) or error from error


def refuse_unsound(connection: Connection, path: Path) -> None:
    """Raise DatabaseDamaged unless every page is authentic and the structure is whole."""
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise faults.damaged(str(path))
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise faults.damaged(str(path))


def _copy(source: Path, target: Path, key: bytes) -> dict[str, int]:
    with (
        contextlib.closing(driver.connect(source, key)) as reading,
        contextlib.closing(driver.connect(target, key, mode="rwc")) as writing,
    ):
        reading.execute("BEGIN")  # counts and copy see the same state
        rows = _count_rows(reading)
        reading.backup(writing)
        reading.execute("COMMIT")
    return rows


def _verify(path: Path, key: bytes, rows: dict[str, int]) -> None:
    with contextlib.closing(driver.connect(path, key)) as connection:
        refuse_unsound(connection, path)
        if _count_rows(connection) != rows:
            raise faults.damaged(str(path))


def _count_rows(connection: Connection) -> dict[str, int]:
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


@contextlib.contextmanager
def _temporary(backups: Path, target: Path) -> Iterator[Path]:
    safe_files.clear_leftovers(backups)
    path = backups / f".{target.name}.tmp"
    try:
        yield path
    finally:
        safe_files.clear_leftovers(backups)


def _keep_keys(folder: OfficeFolder, target: Path) -> Path | None:
    try:
        content = folder.key_file.read_bytes()
    except FileNotFoundError:
        return None
    copy = target.with_suffix(".keys")
    safe_files.write_atomically(copy, content)
    return copy


def _free_name(backups: Path, taken_at: datetime) -> Path:
    stem = f"teichaku-{taken_at:%Y%m%d-%H%M%S}"
    path, number = backups / f"{stem}.db", 1
    while path.exists():
        number += 1
        path = backups / f"{stem}-{number}.db"
    return path


def _generations(backups: Path) -> list[Path]:
    if not backups.is_dir():
        return []
    return [path for path in backups.iterdir() if _NAME.fullmatch(path.name)]


def _age(path: Path) -> tuple[str, int]:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(path.name)
    return match[1], int(match[2] or 1)


def _let_old_go(backups: Path, newest: Path, keep: int) -> None:
    # The one just made stays even when the clock was once wrong and others look newer.
    others = [path for path in _generations(backups) if path != newest]
    for path in sorted(others, key=_age, reverse=True)[max(keep, 1) - 1 :]:
        path.unlink(missing_ok=True)
        path.with_suffix(".keys").unlink(missing_ok=True)


def _refuse_lack_of_space(folder: OfficeFolder) -> None:
    needed = folder.data_file.stat().st_size * 2 + _SPARE  # the copy and its journal
    free = shutil.disk_usage(folder.backups).free
    if free < needed:
        raise StorageProblem(
            f"控えに約{needed // 1_000_000 + 1}MBの空きが必要ですが、"
            f"{free // 1_000_000}MBしかありません。データはそのまま残っています。"
            "不要なファイルを消して空きを増やしてから、もう一度行ってください。",
            where=str(folder.backups),
        )


def _failed(folder: OfficeFolder, error: Exception) -> TeichakuError:
    known = faults.translate(str(error), where=str(folder.backups))
    if isinstance(known, DatabaseDamaged):
        return known
    return StorageProblem(
        "控えを作れませんでした。データと、これまでの控えはそのまま残っています。"
        "「backups」フォルダーに書き込めるか、ディスクに空きがあるかを確かめてください。",
        where=str(folder.backups),
    )
