"""Wrong 合言葉, counted beside the data until somebody gets in; then they go into the history.

Before the data is open nothing can be chained, so the file holds when and for whose key somebody
tried, by id, and never a name or what was typed. Whoever can delete the data can delete it too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from app.storage import safe_files
from app.storage.folders import OfficeFolder

MOST = 200
"""Later tries are only counted."""


@dataclass(frozen=True)
class Failed:
    """One try: when (UTC, ISO), whose key ('' for the recovery code)."""

    at: str
    staff_id: str


@dataclass(frozen=True)
class Tries:
    """What failed since the office was opened last, oldest first."""

    failed: tuple[Failed, ...] = ()
    more: int = 0


def read(folder: OfficeFolder) -> Tries:
    """What is noted; nothing where no file is or where it cannot be understood."""
    try:
        said = json.loads(folder.tries_file.read_text(encoding="utf-8"))
        failed = tuple(Failed(str(at), str(who)) for at, who in said["failed"])
        return Tries(failed, int(said["more"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Tries()


def note(folder: OfficeFolder, staff_id: str, now: datetime) -> bool:
    """Add one try; says whether it could be kept."""
    before = read(folder)
    failed = [[one.at, one.staff_id] for one in before.failed]
    more = before.more
    if len(failed) < MOST:
        failed.append([now.isoformat(timespec="seconds"), staff_id])
    else:
        more += 1
    body = json.dumps({"failed": failed, "more": more}).encode()
    try:
        safe_files.write_atomically(folder.tries_file, body)
    except OSError:
        return False  # a folder that takes no file takes no data either
    return True


def forget(folder: OfficeFolder) -> bool:
    """They are in the history now; says whether the file is gone."""
    try:
        folder.tries_file.unlink(missing_ok=True)
    except OSError:
        return False
    return True
