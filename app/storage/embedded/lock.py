"""One process per data file: an operating system lock held for the life of the office.

The file stays behind; only the lock on it counts, so a crash never leaves an office closed.
"""

from __future__ import annotations

import contextlib
import errno
import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.clock import JST, Clock
from app.errors import Busy, StorageProblem
from app.storage import safe_files
from app.storage.folders import OfficeFolder

_SIZE_LIMIT = 4096
_SYSTEM_CLOCK = Clock()
_TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})


@dataclass(frozen=True)
class Holder:
    """Which process has the office open; nothing about cases."""

    host: str
    user: str
    pid: int
    since: str

    def describe(self) -> str:
        """The holder in one Japanese phrase."""
        return (
            f"PC「{self.host}」の利用者「{self.user}」（{_moment(self.since)}から、番号{self.pid}）"
        )


class OfficeLock:
    """The held lock; `release` it or use it in a with statement."""

    def __init__(self, handle: int, holder: Holder) -> None:
        self._handle: int | None = handle
        self.holder = holder

    def release(self) -> None:
        """Let the next process in; safe to call twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def hold(folder: OfficeFolder, clock: Clock = _SYSTEM_CLOCK) -> OfficeLock:
    """Take the office's lock, or raise Busy naming the process that has it."""
    handle = _open(folder.lock_file)
    try:
        seize(handle)
        holder = _myself(clock)
        _write(handle, holder)
        safe_files.clear_leftovers(folder.path)
        safe_files.clear_leftovers(folder.backups)
    except OSError as error:
        os.close(handle)
        if error.errno in _TAKEN:
            raise _busy(folder) from error
        raise _unlockable(folder.lock_file) from error
    return OfficeLock(handle, holder)


def read_holder(folder: OfficeFolder) -> Holder | None:
    """Who is named in the lock file; None when it is missing or not readable as such."""
    try:
        with folder.lock_file.open("rb") as file:
            content = json.loads(file.read(_SIZE_LIMIT))
        return Holder(
            str(content["host"]), str(content["user"]), int(content["pid"]), str(content["since"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        raise _unlockable(path) from error


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    # Locks on Windows forbid reading too, so a byte far behind the content is locked.
    _PLACE = 0x7FFF0000
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.LockFile.argtypes = (wintypes.HANDLE, *(wintypes.DWORD,) * 4)

    def seize(handle: int) -> None:
        """Lock the file for as long as the handle is open; OSError where another has it."""
        # msvcrt.locking would move where the file is read next.
        if not _kernel.LockFile(msvcrt.get_osfhandle(handle), _PLACE, 0, 1, 0):
            raise ctypes.WinError(ctypes.get_last_error())

else:
    import fcntl

    def seize(handle: int) -> None:
        """Lock the file for as long as the handle is open; OSError where another has it."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _write(handle: int, holder: Holder) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(asdict(holder), ensure_ascii=False).encode())
    os.fsync(handle)


def _myself(clock: Clock) -> Holder:
    user = "不明"
    with contextlib.suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
    since = clock.local().isoformat(timespec="seconds")
    return Holder(socket.gethostname(), user, os.getpid(), since)


def _moment(since: str) -> str:
    try:
        moment = datetime.fromisoformat(since).astimezone(JST)
    except ValueError:
        return "時刻不明"
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}:{moment.minute:02}"


def _busy(folder: OfficeFolder) -> Busy:
    holder = read_holder(folder)
    who = "別のプログラム" if holder is None else holder.describe()
    return Busy(
        f"このデータは、{who}が開いています。一度に開けるのは一か所だけです。"
        "データには手を加えていません。開いている画面を閉じてから、もう一度開いてください。",
        where=str(folder.path),
    )


def _unlockable(path: Path) -> StorageProblem:
    return StorageProblem(
        "データのフォルダーを、ほかから守って開くことができませんでした。データには手を加えていません。"
        "フォルダーがあるか、書き込む権限があるか、PC の中のディスクかを確かめてください。",
        where=str(path),
    )
