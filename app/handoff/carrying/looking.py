"""Looking into a folder for files that are new: without the database, on a thread of its own.

A file is handed on when two looks in a row saw it the same: until then it may still be arriving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import LetterRefused
from app.handoff.sealing.files import ENDING, LARGEST, read_whole

MOST_AT_ONCE = 100_000_000
"""Bytes that one look reads at most beside its first file; the rest is for the next."""
Stamp = tuple[int, int]


@dataclass(frozen=True)
class Look:
    """What one look found."""

    gone: bool = False
    """The folder cannot be reached."""
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    """The letter files that lie there, with time and size."""
    handed: Mapping[str, Stamp] = field(default_factory=dict)
    """Those that were handed on, now or by an earlier look, as they were then."""
    files: tuple[tuple[str, Callable[[], bytes]], ...] = ()
    """Name and content of those handed on now; asking for the content raises where it was refused."""
    more: bool = False
    """There are others to read."""


def look(folder: Path, before: Look) -> Look:
    """Look once more. It may take long where a network is gone: never on the window's thread."""
    try:
        stamps = {
            path.name: (status.st_mtime_ns, status.st_size)
            for path in sorted(folder.iterdir())
            if path.name.endswith(ENDING) and not path.name.startswith(".")
            for status in (path.stat(),)
        }
    except OSError:
        return Look(gone=True, handed=before.handed)
    settled = [
        name
        for name, stamp in stamps.items()
        if before.stamps.get(name) == stamp and before.handed.get(name) != stamp
    ]
    files: list[tuple[str, Callable[[], bytes]]] = []
    room = MOST_AT_ONCE
    for name in settled:
        if files and stamps[name][1] > room:
            break
        room -= stamps[name][1]
        files.append((name, _content(folder / name)))
    handed = {name: stamp for name, stamp in before.handed.items() if name in stamps}
    handed |= {name: stamps[name] for name, _ in files}
    return Look(False, stamps, handed, tuple(files), more=len(files) < len(settled))


def _content(path: Path) -> Callable[[], bytes]:
    """The content, read now; what stood in the way is raised where it is asked for."""
    try:
        content = read_whole(path, LARGEST, "too_large")
    except LetterRefused as refusal:
        return _raises(refusal)
    return lambda: content


def _raises(refusal: LetterRefused) -> Callable[[], bytes]:
    def ask() -> bytes:
        raise refusal

    return ask
