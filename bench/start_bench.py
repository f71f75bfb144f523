"""Cold start: from a fresh process to the first page of the case list on screen.

Ours includes everything on the way but the stretching of the passphrase, which is meant to be slow:
lock, checks of the file, the window and its first screen 今日. It is given the stretched passphrase, so
that nothing of the start hides behind the stretching; what that takes alone, and the start with it, are
told apart. The baseline has the raw key and shows nothing but the list.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from app.storage.keys.opening import read_slots
from app.storage.keys.passphrase import normal_form
from app.storage.keys.wrapping import stretch
from bench import Result
from bench.made_up import PASSPHRASE, MadeUp, made_up
from bench.measuring import clock, digest, rounds_at
from bench.processes import arguments_for, started

PATIENCE_S = 60
READY, ALONE, WHOLE = "start to list", "key derivation at start", "start with its key derivation"


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """One start of each before, unmeasured, fills the file cache of the machine."""
    with tempfile.TemporaryDirectory() as folder:
        starts = _Starts(office, Path(folder))
        rows, other_rows = starts.ready()[1], starts.baseline()[1]
        times: dict[str, list[float]] = {name: [] for name in (READY, ALONE, WHOLE)}
        baseline_s = []
        for _ in range(rounds_at(office.size)):
            times[READY].append(starts.ready()[0])
            times[WHOLE].append(starts.whole()[0])
            times[ALONE].append(starts.stretching())
            baseline_s.append(starts.baseline()[0])
    same = digest(rows) == digest(other_rows)
    for name, seconds in times.items():
        yield Result(
            name, office.size, median(seconds), median(baseline_s), same, rows=digest(rows)
        )


class _Starts:
    """Both programs, told where the office is."""

    def __init__(self, office: MadeUp, folder: Path) -> None:
        self._office = office
        self._ours = arguments_for(office, folder)
        slot = next(slot for slot in read_slots(office.folder) if slot.staff_id)
        if slot.costs is None:
            raise RuntimeError("no costs")
        self._asked = normal_form(PASSPHRASE), slot.salt, slot.costs
        self._key = stretch(*self._asked)

    def ready(self) -> tuple[float, Any]:
        """Seconds until the rows were painted by a program that has the stretched passphrase; the rows."""
        return _start("bench.starting", self._ours, self._key.hex())

    def whole(self) -> tuple[float, Any]:
        """The same by one that stretches it."""
        return _start("bench.starting", self._ours, "")

    def stretching(self) -> float:
        """Seconds of the stretching alone."""
        began = clock()
        stretch(*self._asked)
        return clock() - began

    def baseline(self) -> tuple[float, Any]:
        """The same of the bare list, which has the key."""
        where = (str(self._office.folder.data_file), self._office.office_id)
        return _start("bench.baselines.bare_list", where, self._office.key.hex())


def _start(module: str, arguments: tuple[str, ...], words: str) -> tuple[float, Any]:
    """The time until the rows came, and the rows; the process has ended well afterwards."""
    began = clock()
    with started(module, arguments) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdin.write(words + "\n")
        process.stdin.close()
        line = process.stdout.readline()
        seconds = clock() - began
        process.stdout.close()
        status = process.wait(PATIENCE_S)
    if status or not line:
        raise RuntimeError(f"{process.args!r} ended with {status}")
    return (clock() - began if clock.processor else seconds), json.loads(line)
