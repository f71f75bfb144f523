"""One mutant tried in a process of its own, which may hang, break its data or die."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

KILLED, TIMED_OUT, SURVIVED, NOT_RUN = "killed", "timed out", "survived", "no test runs it"
ELSEWHERE = "not in place"
_MOST_MEMORY = 8 << 30
_BROKEN = 70
"""The exit status of a child in which this tool itself failed, not a test."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, by which test, and whether tests were left out for lack of time."""

    what: str
    by: str = ""
    seconds: float = 0.0
    cut: bool = False
    why: str = ""


def in_a_child(judge: Callable[[Path], Verdict], expected: float) -> Verdict:
    """Fork; `judge` gets an empty folder and gives what it found, unless it takes far too long."""
    folder = Path(tempfile.mkdtemp(prefix="mutant-"))
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        _judge(judge, folder, int(15 + 4 * expected))
    try:
        status = _ended(pid, begun + 90 + 15 * expected)  # of a busy machine
        seconds = round(time.monotonic() - begun, 2)
        said = folder / "verdict"
        if said.exists():
            found = json.loads(said.read_text(encoding="utf-8"))
            return Verdict(**{**found, "seconds": seconds})
        if status is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
            return Verdict(TIMED_OUT, seconds=seconds)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _BROKEN:
            raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace"))
        return Verdict(KILLED, f"the process ended with {status}", seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stop_after(seconds: float) -> None:
    """So much more computing is this process's end, and its mutant timed out."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = min(int(used.ru_utime + used.ru_stime + seconds) + 1, most)
    resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def _judge(judge: Callable[[Path], Verdict], folder: Path, seconds: int) -> None:
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        log = os.open(folder / "log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        verdict = judge(folder)
        sys.stdout.flush()
        unfinished = folder / "verdict.part"
        unfinished.write_text(json.dumps(asdict(verdict)), encoding="utf-8")
        unfinished.rename(folder / "verdict")
    except BaseException:  # noqa: BLE001 - told to the parent, which raises it again
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(_BROKEN)
    os._exit(0)


def _ended(pid: int, until: float) -> int | None:
    """Its status; None when it had to be stopped. Whatever it started ends with it."""
    status: int | None = None
    wait = 0.005
    while time.monotonic() < until:
        ended, found = os.waitpid(pid, os.WNOHANG)
        if ended:
            status = found
            break
        time.sleep(wait)
        wait = min(wait * 1.5, 0.1)
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return status  # nothing of it is left
    if status is None:
        os.waitpid(pid, 0)
    return status
