"""A file as it is taken from a disk: read whole, with its size known before, then checked."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from app.attachments.rules import LARGEST, PART, CheckedFile, check_file, check_name, too_large
from app.errors import FileProblem

Step = Callable[[int, int], None]
"""Told how many bytes of how many are done; raises to stop."""


def read_file(path: Path, step: Step) -> CheckedFile:
    """The file, read and checked; FileProblem when it cannot be read or may not be kept."""
    check_name(path.name)
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise _unreadable(path, "ファイルではありません。フォルダーは添付できません")
        if facts.st_size > LARGEST:
            raise too_large(path.name, facts.st_size)
        content = _read(path, facts.st_size, step)
    except OSError as error:
        raise _unreadable(
            path, "読めませんでした。ほかのソフトで開いていれば閉じてください"
        ) from error
    return check_file(path.name, content)


def _read(path: Path, size: int, step: Step) -> bytes:
    parts: list[bytes] = []
    read = 0
    with path.open("rb") as file:
        while part := file.read(PART):
            parts.append(part)
            read += len(part)
            if read > LARGEST:
                raise too_large(path.name, read)
            step(read, size)
    return b"".join(parts)


def _unreadable(path: Path, why: str) -> FileProblem:
    return FileProblem(
        f"「{path.name}」は{why}。加えていません。元のファイルはそのままです。"
        "場所を確かめて、もう一度加えてください。",
        where=path.name,
    )
