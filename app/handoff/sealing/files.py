"""Reading one file from outside: its size is looked at first, and no more than that is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from app.handoff.sealing.refusals import refused

ENDING = ".teichaku"
"""Of the name of a letter's file."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a letter."""


def read_whole(path: Path, largest: int, too_large: str) -> bytes:
    """A plain file's content; LetterRefused when it is none, too large, or changes meanwhile."""
    try:
        size = _size(path.stat(), largest, too_large)
        with path.open("rb") as file:
            _size(os.fstat(file.fileno()), largest, too_large)
            content = file.read(size + 1)
    except (FileNotFoundError, NotADirectoryError):
        code = "missing"
    except (OSError, ValueError):
        code = "unreadable"
    else:
        if len(content) == size:
            return content
        code = "changing"
    raise refused(code)


def _size(status: os.stat_result, largest: int, too_large: str) -> int:
    if not stat.S_ISREG(status.st_mode):
        raise refused("not_file")
    if status.st_size > largest:
        raise refused(too_large)
    if not status.st_size:
        raise refused("empty")
    return status.st_size
