"""strace, attached to a process that is ready: what it calls, and calls that fail or kill it."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WRITES = (
    *("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "openat", "mkdir", "mkdirat"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "rmdir"),
)
"""Calls that change something, or make something durable."""
_CALL = re.compile(rb"^(\d+) +(\w+)\((.*)$")


class NoTracer(Exception):
    """strace is missing or may not attach: the suite cannot run, which is not a pass."""


@dataclass(frozen=True)
class Point:
    """The n-th call of one name, from when the process was ready."""

    call: str
    number: int

    def __str__(self) -> str:
        return f"{self.call} {self.number}"


@dataclass
class Tracer:
    """One strace: `kill` or `fail` a point, or only write down what is called."""

    words: tuple[str, ...]
    to: Path | None = None
    _running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @classmethod
    def kill(cls, point: Point) -> Tracer:
        """The process dies as it enters the call."""
        return cls((f"--inject={point.call}:signal=KILL:when={point.number}",))

    @classmethod
    def fail(cls, point: Point, error: str, *, for_ever: bool) -> Tracer:
        """The call fails; `for_ever`: and all later ones of its name too."""
        when = f"{point.number}+" if for_ever else str(point.number)
        return cls((f"--inject={point.call}:error={error}:when={when}",))

    @classmethod
    def write_down(cls, to: Path, *, contents: bool = False) -> Tracer:
        """Every call that changes something, with the paths of its descriptors."""
        more = ("-xx", "-s", "10000000") if contents else ("-s", "0")
        return cls((f"--trace={','.join(WRITES)}", "-y", *more), to)

    def attach(self, process: int) -> None:
        """Begin; the process waits meanwhile."""
        to = self.to or Path("/dev/null")
        command = ["strace", "-f", "-o", str(to), *self.words, "-p", str(process)]
        if not any(word.startswith("--trace") for word in self.words):
            called = self.words[0].split("=")[1].split(":")[0]
            command.insert(2, f"--trace={called}")
        try:
            running = subprocess.Popen(command, stderr=subprocess.PIPE)
        except FileNotFoundError as error:
            raise NoTracer("strace is not installed") from error
        self._running = running
        assert running.stderr is not None
        said = running.stderr.readline()
        if b"attached" not in said:
            running.kill()
            raise NoTracer(f"strace cannot attach here: {said.decode(errors='replace').strip()}")

    def ended(self) -> None:
        """The process is gone; so is the tracer."""
        if self._running is not None:
            self._running.communicate(timeout=60)


def refuse_without() -> None:
    """Raise NoTracer unless a process of ours can be traced."""
    sleeper = subprocess.Popen(["sleep", "60"])
    with tempfile.NamedTemporaryFile() as to:
        tracer = Tracer(("--trace=write",), Path(to.name))
        try:
            tracer.attach(sleeper.pid)
        finally:
            sleeper.kill()
            sleeper.wait()
            tracer.ended()


def points(trace: Path, root: Path) -> list[Point]:
    """The calls of the main thread that touch something below `root`, in their order."""
    count: Counter[str] = Counter()
    found = []
    main = b""
    for process, call, rest in calls(trace):
        main = main or process
        if process != main:
            continue
        count[call] += 1
        if str(root).encode() in rest:
            found.append(Point(call, count[call]))
    return found


def calls(trace: Path) -> Iterator[tuple[bytes, str, bytes]]:
    """Process, name and the rest of the line of each call."""
    for line in trace.read_bytes().split(b"\n"):
        if found := _CALL.match(line):
            yield found[1], found[2].decode(), found[3]
