"""Wrong 合言葉, counted beside the data until somebody gets in; then they go into the history.

Before the data is open nothing can be chained, so the file holds when and for whose key somebody
tried, by id, and never a name or what was typed. Whoever can delete the data can delete it too.
A key that was tried in vain too often must be waited for, also after the program was begun anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.errors import KeyProblem
from app.storage import safe_files
from app.storage.folders import OfficeFolder

MOST = 200
"""Later tries are only counted."""
FREE = 4
"""So often somebody may be wrong without waiting."""
FIRST_WAIT, LONGEST_WAIT = 30, 900
"""Seconds after the fifth wrong try, doubled with each further one up to the longest."""


class TooSoon(KeyProblem):
    """Too many wrong tries; `seconds` are still to be waited."""

    code = "too_soon"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"合言葉が続けて違ったため、あと{wait_words(seconds)}待ってから入力してください。"
            "データはそのまま残っています。思い出せないときは、責任者に合言葉を出し直してもらってください。"
        )
        self.seconds = seconds


@dataclass(frozen=True)
class Failed:
    """One try: when (UTC, ISO), whose key ('' for the recovery code)."""

    at: str
    staff_id: str


@dataclass(frozen=True)
class Run:
    """How often in a row somebody's key was tried in vain, and when last."""

    wrong: int
    at: str


@dataclass(frozen=True)
class Tries:
    """What failed since the office was opened last, oldest first; and the runs of each key."""

    failed: tuple[Failed, ...] = ()
    more: int = 0
    runs: Mapping[str, Run] = field(default_factory=dict)


def delay_after(wrong: int) -> int:
    """Seconds to wait after so many wrong tries in a row."""
    if wrong <= FREE:
        return 0
    doubled = wrong - FREE - 1
    return LONGEST_WAIT if doubled > 10 else min(FIRST_WAIT * 2**doubled, LONGEST_WAIT)


def wait_left(tries: Tries, staff_id: str, now: datetime) -> int:
    """Seconds that are still to be waited before this key may be tried."""
    run = tries.runs.get(staff_id)
    if run is None:
        return 0
    delay = delay_after(run.wrong)
    try:
        passed = (now - datetime.fromisoformat(run.at)).total_seconds()
    except (ValueError, TypeError):
        passed = 0.0
    # A clock that was put back makes nobody wait longer than the delay, nor shorter.
    return min(delay, math.ceil(delay - max(passed, 0.0))) if passed < delay else 0


def wait_words(seconds: int) -> str:
    """45秒, 2分."""
    return f"{seconds}秒" if seconds < 60 else f"{math.ceil(seconds / 60)}分"


def refuse_too_soon(folder: OfficeFolder, staff_id: str, now: datetime) -> None:
    """Raise TooSoon while this key must be waited for."""
    left = wait_left(read(folder), staff_id, now)
    if left:
        raise TooSoon(left)


def read(folder: OfficeFolder) -> Tries:
    """What is noted; nothing where no file is or where it cannot be understood."""
    try:
        said = json.loads(folder.tries_file.read_text(encoding="utf-8"))
        failed = tuple(Failed(str(at), str(who)) for at, who in said["failed"])
        runs = {str(who): Run(int(n), str(at)) for who, (n, at) in said.get("runs", {}).items()}
        return Tries(failed, int(said["more"]), runs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Tries()


def note(folder: OfficeFolder, staff_id: str, now: datetime) -> bool:
    """Add one try; says whether it could be kept."""
    before, at = read(folder), now.isoformat(timespec="seconds")
    failed, more = before.failed, before.more
    if len(failed) < MOST:
        failed = (*failed, Failed(at, staff_id))
    else:
        more += 1
    wrong = before.runs[staff_id].wrong if staff_id in before.runs else 0
    return _write(folder, Tries(failed, more, {**before.runs, staff_id: Run(wrong + 1, at)}))


def forget(folder: OfficeFolder, staff_id: str) -> bool:
    """They are in the history now, and this person's run is over; says whether that was kept."""
    runs = {who: run for who, run in read(folder).runs.items() if who != staff_id}
    if runs:
        return _write(folder, Tries(runs=runs))
    try:
        folder.tries_file.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _write(folder: OfficeFolder, tries: Tries) -> bool:
    body = {
        "failed": [[one.at, one.staff_id] for one in tries.failed],
        "more": tries.more,
        "runs": {who: [run.wrong, run.at] for who, run in tries.runs.items()},
    }
    try:
        safe_files.write_atomically(folder.tries_file, json.dumps(body).encode())
    except OSError:
        return False  # a folder that takes no file takes no data either
    return True
