"""Putting a finished file in its place: never half written, never lost by a locked target."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from app.errors import FileProblem
from app.storage import unfinished

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.0)


def write_whole(
    out: Path,
    data: bytes,
    check: Callable[[Path], None],
    *,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Write `data` beside `out`, let `check` read it back, then put it in place at once."""
    prefix, mark = f".teichaku-{out.stem}-", secrets.token_hex(8)
    with unfinished.noted(out.parent, mark):
        try:
            _clear(out.parent, prefix, out.suffix)
            draft = out.parent / f"{prefix}{mark}{out.suffix}"
            handle = os.open(draft, _NEW, 0o600)
        except OSError as cause:
            raise _not_written(out, "フォルダーがないか、書き込めません") from cause
        _write(handle, draft, out, data, check, pause)


def read_back_as(data: bytes) -> Callable[[Path], None]:
    """A check: what lies on the disk is what was meant."""

    def check(draft: Path) -> None:
        if draft.read_bytes() != data:
            raise OSError("read back differently")

    return check


def _write(
    handle: int,
    draft: Path,
    out: Path,
    data: bytes,
    check: Callable[[Path], None],
    pause: Callable[[float], None],
) -> None:
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        check(draft)
        _replace(draft, out, pause)
        _sync_folder(out.parent)
    except OSError as cause:
        raise _not_written(out, "保存先に書き込めません。空き容量を確かめてください") from cause
    finally:
        with contextlib.suppress(OSError):  # what cannot be taken away now stays noted
            draft.unlink(missing_ok=True)


def _clear(folder: Path, prefix: str, suffix: str) -> None:
    """Take away drafts of the same file that a killed program left: they may hold names."""
    for left in folder.iterdir():
        if left.name.startswith(prefix) and left.suffix == suffix:
            left.unlink(missing_ok=True)


def _replace(draft: Path, out: Path, pause: Callable[[float], None]) -> None:
    for wait in (*_PAUSES, None):
        try:
            draft.replace(out)
        except PermissionError as cause:
            if wait is None:
                raise _not_written(
                    out, "別のプログラム（Excelなど）で開かれているか、書き込みが禁じられています"
                ) from cause
            pause(wait)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_written(out: Path, reason: str) -> FileProblem:
    return FileProblem(
        f"「{out.name}」を書き出せませんでした。前からあるファイルと記録はそのままです。"
        f"Excelで開いていれば閉じてから、もう一度書き出してください（理由: {reason}）。",
        where=out.name,
    )
