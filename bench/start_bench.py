"""Cold start: from a fresh process to the first page of the case list on screen.

Ours includes everything on the way but the stretching of the passphrase, which is meant to be slow
and told apart: lock, checks of the file, the window and its first screen 今日. The baseline has the
raw key and shows nothing but the list.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench import Result
from bench.made_up import MadeUp, made_up
from bench.measuring import clock, digest, rounds_at
from bench.processes import arguments_for, started

PATIENCE_S = 60


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """One start of each before, unmeasured, fills the file cache of the machine."""
    with tempfile.TemporaryDirectory() as folder:
        starts = _Starts(office, Path(folder))
        rows, other_rows = starts.ours()[2], starts.baseline()[2]
        ours_s, stretched_s, baseline_s = [], [], []
        for _ in range(rounds_at(office.size)):
            seconds, stretched, _ = starts.ours()
            ours_s.append(seconds - stretched)
            stretched_s.append(stretched)
            baseline_s.append(starts.baseline()[0])
    same = digest(rows) == digest(other_rows)
    for name, times in (("start to list", ours_s), ("key derivation at start", stretched_s)):
        yield Result(name, office.size, median(times), median(baseline_s), same, rows=digest(rows))


class _Starts:
    """Both programs, told where the office is."""

    def __init__(self, office: MadeUp, folder: Path) -> None:
        self._office = office
        self._ours = arguments_for(office, folder)

    def ours(self) -> tuple[float, float, Any]:
        """Seconds until the rows were painted, those for the passphrase among them, and the rows."""
        seconds, told = _start("bench.starting", self._ours, "")
        return seconds, told["stretched"][clock.processor], told["rows"]

    def baseline(self) -> tuple[float, float, Any]:
        """The same of the bare list, which has the key."""
        where = (str(self._office.folder.data_file), self._office.office_id)
        seconds, rows = _start("bench.baselines.bare_list", where, self._office.key.hex())
        return seconds, 0.0, rows


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
