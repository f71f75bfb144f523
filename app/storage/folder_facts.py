"""Asks the system where a folder lies; what follows from it is decided in `folders`."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from app.storage.folders import MARKERS, FolderFacts

_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def gather(path: Path) -> FolderFacts:
    """The facts about `path`, which need not exist yet; links and mapped drives are followed."""
    resolved = path.resolve()
    return FolderFacts(
        path=str(resolved),
        windows=sys.platform == "win32",
        drive_type=_drive_type(resolved),
        file_system=_file_system(resolved),
        sync_roots=sync_roots(os.environ, Path.home()),
        markers=frozenset(
            name
            for folder in (resolved, *resolved.parents)
            for name in MARKERS
            # The home folder itself holds .dropbox, the program's settings.
            if folder != Path.home() and _exists(folder / name)
        ),
    )


def sync_roots(environment: Mapping[str, str], home: Path) -> tuple[str, ...]:
    """The folders that OneDrive and Dropbox say they keep."""
    roots = [environment[name] for name in _ONEDRIVE if environment.get(name)]
    settings = [home / ".dropbox"]
    settings += [
        Path(environment[name]) / "Dropbox"
        for name in ("APPDATA", "LOCALAPPDATA")
        if environment.get(name)
    ]
    for folder in settings:
        roots += _dropbox_paths(folder / "info.json")
    return tuple(roots)


def mounted_type(path: str, mounts: str) -> str:
    """The file system type of `path` from the text of /proc/mounts; empty when unknown."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), fields[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def _dropbox_paths(info: Path) -> list[str]:
    try:
        accounts = json.loads(info.read_text(encoding="utf-8"))
        return [str(account["path"]) for account in accounts.values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []  # no Dropbox here, or a form of its settings we do not know


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


if sys.platform == "win32":
    import ctypes

    def _drive_type(path: Path) -> int:
        return int(ctypes.windll.kernel32.GetDriveTypeW(path.anchor))

    def _file_system(path: Path) -> str:
        return ""

else:

    def _drive_type(path: Path) -> int:
        return 0

    def _file_system(path: Path) -> str:
        try:
            mounts = Path("/proc/self/mounts").read_text("utf-8", errors="surrogateescape")
        except OSError:  # not Linux
            return ""
        return mounted_type(str(path), mounts)
