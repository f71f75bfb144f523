"""Backups that were opened and checked before they count.

A copy is made with the engine's own backup interface (never by copying the file) into a temporary
file with the same key; only when it is whole and holds the same rows does it get its name. The key
file is kept beside it, since a backup without its slots could not be opened.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.backups.rules import Plan, staying
from app.clock import JST, Clock
from app.errors import DatabaseDamaged, HistoryBroken, StorageProblem, TeichakuError
from app.history.chain import Head
from app.storage import safe_files
from app.storage.embedded import checking, driver, faults
from app.storage.embedded.checking import Checked, count_rows
from app.storage.embedded.header import refuse_missing_or_empty
from app.storage.folders import OfficeFolder

_NAME = re.compile(r"teichaku-(\d{8}-\d{6})(?:-(\d+))?\.db")
_SPARE = 16 * 1024 * 1024
_STEP = 500
"""Pages at a time (2 MB): between two steps others may read and save."""
_MOST_RESTARTS = 3
"""A save through another connection begins the copy anew; after so many the savers wait."""
_HELD_UP = (5, 6)
"""What the engine answers while the source or the copy is locked: SQLITE_BUSY, SQLITE_LOCKED."""
_SYSTEM_CLOCK = Clock()
_NO_PLAN = Plan()
Step = Callable[[int, int], None]
"""Told how many pages of how many are copied; may raise to stop."""


@dataclass(frozen=True)
class Backup:
    """One copy: its files, when it was taken (Japan time), and how many rows it holds.

    `broken` says where its history is not whole; the copy then is as good as the data, no better.
    """

    path: Path
    key_file: Path | None
    taken_at: datetime
    rows: int
    size: int
    head: Head = field(default_factory=Head)
    broken: str = ""


def back_up(
    folder: OfficeFolder,
    key: bytes,
    *,
    clock: Clock = _SYSTEM_CLOCK,
    plan: Plan = _NO_PLAN,
    chain_key: bytes | None = None,
    still: AbstractContextManager[object] | None = None,
    source: Any = None,
    step: Step = lambda done, total: None,
) -> Backup:
    """Copy the data file into `backups`, verify the copy, and let go of what the plan does not keep.

    `source` is the connection through which this process saves meanwhile: the copy follows it.
    `still` keeps every save waiting while it is held, as it is at the very end. Without them the
    whole copy is one read, so that saves wait for all of it.
    """
    refuse_missing_or_empty(folder.data_file)
    try:
        folder.backups.mkdir(mode=0o700, exist_ok=True)
        refuse_lack_of_space(folder.data_file, folder.backups)
        taken_at = clock.local()
        target = _free_name(folder.backups, taken_at)
        with _temporary(folder.backups, target) as temporary:
            course = _Course(still, step)
            rows = _copy(folder.data_file, source, temporary, key, course)
            checked, broken = _verified(temporary, key, rows, chain_key)
            safe_files.sync_file(temporary)
            size = temporary.stat().st_size
            key_copy = _keep_keys(folder, target)
            safe_files.place_new(temporary, target)
        if not broken:
            let_old_go(folder.backups, target, plan, taken_at)
    except (OSError, dbapi2.Error) as error:
        raise _failed(folder, error) from error
    return Backup(target, key_copy, taken_at, sum(rows.values()), size, checked.head, broken)


def list_backups(folder: OfficeFolder) -> tuple[Path, ...]:
    """The backups in the folder, newest first."""
    return generations(folder.backups)


def generations(backups: Path) -> tuple[Path, ...]:
    """The backups that lie in this very folder, newest first."""
    if not backups.is_dir():
        return ()
    found = [path for path in backups.iterdir() if _NAME.fullmatch(path.name)]
    return tuple(sorted(found, key=moment_of, reverse=True))


def moment_of(path: Path) -> datetime:
    """When a backup was taken, by its name (Japan time); those of one second in their order."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(path.name)
    taken = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=JST)
    return taken + timedelta(microseconds=int(match[2] or 1))


def keys_of(backup: Path) -> Path:
    """The key file that was kept beside a backup."""
    return backup.with_suffix(".keys")


def verify(path: Path, key: bytes) -> int:
    """Check a closed data file or backup page by page and give its number of rows."""
    return checking.check(path, key).total


@dataclass(frozen=True)
class KeysBeside(OfficeFolder):
    """The key file of one 控え as a folder of keys; `path` is that file."""

    @property
    def key_file(self) -> Path:
        """The file itself."""
        return self.path


class _Course:
    """What is asked between two steps of a copy."""

    def __init__(self, still: AbstractContextManager[object] | None, step: Step) -> None:
        self.still, self._step = still, step
        self.held = contextlib.ExitStack()
        self._holds, self._restarts = False, 0
        self._left = 0

    def __call__(self, status: int, remaining: int, total: int) -> None:
        if status not in _HELD_UP:  # else a save is on its way, and the numbers say nothing
            if remaining > self._left > 0:
                self._restarts += 1
            self._left = remaining
            self.look(remaining)
        self._step(total - remaining, total)

    def look(self, remaining: int) -> None:
        """Keep the savers waiting once the last steps begin: what is counted then is what was copied."""
        nearly = remaining <= 2 * _STEP or self._restarts >= _MOST_RESTARTS
        if self.still is not None and nearly and not self._holds:
            self.held.enter_context(self.still)
            self._holds = True


def _copy(path: Path, source: Any, target: Path, key: bytes, course: _Course) -> dict[str, int]:
    with contextlib.ExitStack() as opened:
        writing = opened.enter_context(contextlib.closing(driver.connect(target, key)))
        opened.enter_context(course.held)
        # A connection of our own counts: what lies over the tables of others is not the data.
        reading = opened.enter_context(contextlib.closing(driver.connect(path, key)))
        if source is None:
            reading.execute("BEGIN")  # counts and copy see the same state
        else:
            course.look(int(driver.pragma(reading, "page_count")))
        (source or reading).backup(writing, pages=_STEP, progress=course, sleep=0.001)
        return count_rows(reading)


def _verified(
    path: Path, key: bytes, rows: dict[str, int], chain_key: bytes | None
) -> tuple[Checked, str]:
    broken = ""
    try:
        checked = checking.check(path, key, chain_key)
    except HistoryBroken as error:
        # The data itself has the gap: a copy of it is worth more than none.
        checked, broken = checking.check(path, key), error.message
    if checked.rows != rows:
        raise faults.damaged(str(path))
    return checked, broken


@contextlib.contextmanager
def _temporary(backups: Path, target: Path) -> Iterator[Path]:
    safe_files.clear_leftovers(backups)
    path = backups / f".{target.name}.tmp"
    try:
        # made before the engine opens it, which would let others read it
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield path
    finally:
        safe_files.clear_leftovers(backups)


def _keep_keys(folder: OfficeFolder, target: Path) -> Path | None:
    try:
        content = folder.key_file.read_bytes()
    except FileNotFoundError:
        return None
    copy = keys_of(target)
    safe_files.write_atomically(copy, content)
    return copy


def _free_name(backups: Path, taken_at: datetime) -> Path:
    stem = f"teichaku-{taken_at:%Y%m%d-%H%M%S}"
    path, number = backups / f"{stem}.db", 1
    while path.exists():
        number += 1
        path = backups / f"{stem}-{number}.db"
    return path


def let_old_go(backups: Path, newest: Path, plan: Plan, now: datetime) -> None:
    """Take away what the plan does not keep; the one just made stays in any case."""
    taken = {moment_of(path): path for path in generations(backups)}
    kept = staying(taken, plan, now.date())
    for moment, path in taken.items():
        if moment not in kept and path != newest:
            path.unlink(missing_ok=True)
            keys_of(path).unlink(missing_ok=True)


def refuse_lack_of_space(source: Path, target: Path) -> None:
    """StorageProblem unless the target's disk has room for a copy and its journal."""
    needed = source.stat().st_size * 2 + _SPARE
    free = shutil.disk_usage(target).free
    if free < needed:
        raise StorageProblem(
            f"控えに約{needed // 1_000_000 + 1}MBの空きが必要ですが、"
            f"{free // 1_000_000}MBしかありません。データはそのまま残っています。"
            "不要なファイルを消して空きを増やしてから、もう一度行ってください。",
            where=str(target),
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
