"""Cold start: from a fresh process to the first page of the case list on screen.

Ours includes everything on the way: key stretching, lock, checks of the file, the window and its
first screen 今日. The baseline has the raw key and shows nothing but the list.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench import Result
from bench.made_up import NOW, PASSPHRASE, MadeUp, made_up
from bench.measuring import rounds_at

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60
_USER_FOLDERS = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
_WINDOWS_FOLDERS = ("LOCALAPPDATA", "APPDATA", "USERPROFILE")


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """One start of each before, unmeasured, fills the file cache of the machine."""
    with tempfile.TemporaryDirectory() as folder:
        starts = _Starts(office, Path(folder))
        same = starts.ours()[1] == starts.baseline()[1]
        ours_s, baseline_s = [], []
        for _ in range(rounds_at(office.size)):
            ours_s.append(starts.ours()[0])
            baseline_s.append(starts.baseline()[0])
    yield Result("start to list", office.size, median(ours_s), median(baseline_s), same)


class _Starts:
    """Both programs, with user folders of their own that hold no settings."""

    def __init__(self, office: MadeUp, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.secret = folder / "passphrase.txt"
        self.secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.secret.chmod(0o600)

    def ours(self) -> tuple[float, Any]:
        where = ("--data", str(self.office.folder.path), "--passphrase-file", str(self.secret))
        return self._start("bench.starting", where, "")

    def baseline(self) -> tuple[float, Any]:
        where = (str(self.office.folder.data_file), self.office.office_id)
        return self._start("bench.baselines.bare_list", where, self.office.key.hex())

    def _start(self, module: str, arguments: tuple[str, ...], words: str) -> tuple[float, Any]:
        with tempfile.TemporaryDirectory(dir=self.folder) as home:
            away = dict.fromkeys((*_USER_FOLDERS, *_WINDOWS_FOLDERS), home)
            environment = {
                **os.environ,
                **away,
                "QT_QPA_PLATFORM": "offscreen",
                "TEICHAKU_CLOCK": NOW.isoformat(timespec="minutes"),
            }
            began = perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            return _until_painted(process, words, began)


def _until_painted(
    process: subprocess.Popen[str], words: str, began: float
) -> tuple[float, list[tuple[Any, ...]]]:
    """The time until the rows came, and the rows; the process has ended well afterwards."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(words + "\n")
    process.stdin.close()
    line = process.stdout.readline()
    seconds = perf_counter() - began
    process.stdout.close()
    status = process.wait(PATIENCE_S)
    if status or not line:
        raise RuntimeError(f"{process.args!r} ended with {status}")
    return seconds, [tuple(row) for row in json.loads(line)]
