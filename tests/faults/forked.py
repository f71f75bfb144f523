"""A person at work in a process of its own that may be killed, starved, or told that a call failed.

Forked from a process that has everything loaded. What the child says goes through shared memory:
a pipe would add calls of its own to those that are counted.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import TeichakuError
from tests.faults.operations import Desk, Operation, open_desk
from tests.faults.scene import Scene
from tests.faults.tracer import Tracer

MOST_SECONDS = 120.0
_ROOM = 1 << 20
_SAID = 16


@dataclass(frozen=True)
class Outcome:
    """How a process ended: how many steps it had acknowledged, and what it told of a failure."""

    killed: bool
    acknowledged: int
    error: str = ""
    """The class of what was raised; '' when everything was done."""
    words: str = ""
    """Everything that was raised, with its causes, as text."""
    clear: bool = True
    """Whether it was a refusal that the user is shown in Japanese."""
    hung: bool = False
    answer: Any = None


class Shared:
    """A few bytes that parent and child both see."""

    def __init__(self) -> None:
        self.memory = mmap.mmap(-1, _ROOM)

    def acknowledge(self) -> None:
        """One more step is done."""
        self.memory[0] += 1

    @property
    def acknowledged(self) -> int:
        """How many steps are done."""
        return self.memory[0]

    def say(self, document: Any) -> None:
        """Leave a document."""
        data = json.dumps(document, ensure_ascii=False).encode()[: _ROOM - _SAID - 8]
        self.memory[_SAID : _SAID + len(data)] = data
        self.memory[4:12] = len(data).to_bytes(8, "little")

    def said(self) -> Any:
        """The document that was left."""
        length = int.from_bytes(self.memory[4:12], "little")
        return json.loads(self.memory[_SAID : _SAID + length]) if length else None


def work(
    operation: Operation,
    scene: Scene,
    *,
    tracer: Tracer | None = None,
    kill_after: float | None = None,
    disturb_first: Callable[[], object] | None = None,
    memory: int | None = None,
) -> Outcome:
    """Let somebody do the operation; `tracer`, `kill_after` or `disturb_first` come once it is prepared."""

    def prepare() -> Desk:
        desk = Desk(scene)
        (operation.before or open_desk)(desk)
        return desk

    def act(desk: Desk, shared: Shared) -> None:
        desk.acknowledged = shared.acknowledge
        if memory is not None:
            _starve(memory)
        operation.act(desk)

    return apart(
        scene, prepare, act, tracer=tracer, kill_after=kill_after, disturb_first=disturb_first
    )


def apart(
    scene: Scene,
    prepare: Callable[[], Any],
    act: Callable[[Any, Shared], Any],
    *,
    tracer: Tracer | None = None,
    kill_after: float | None = None,
    disturb_first: Callable[[], object] | None = None,
) -> Outcome:
    """Do `act` in a process of its own, after `prepare`; what it gives is the answer."""
    shared = Shared()
    ready_out, ready_in = os.pipe()
    go_out, go_in = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ready_out)
        os.close(go_in)
        _live(scene, prepare, act, shared, ready_in, go_out)
    os.close(ready_in)
    os.close(go_out)
    try:
        if os.read(ready_out, 1):
            if tracer is not None:
                tracer.attach(child)
            if disturb_first is not None:
                disturb_first()
            os.write(go_in, b"g")
        status, hung = _end(child, kill_after)
    finally:
        os.close(ready_out)
        os.close(go_in)
        if tracer is not None:
            tracer.ended()
    said = shared.said() or {}
    killed = os.WIFSIGNALED(status)
    if not killed and "error" not in said:
        raise RuntimeError(f"a process ended without a word (status {status})")
    return Outcome(
        killed,
        shared.acknowledged,
        said.get("error", ""),
        said.get("words", ""),
        said.get("clear", True),
        hung,
        said.get("answer"),
    )


def _live(
    scene: Scene,
    prepare: Callable[[], Any],
    act: Callable[[Any, Shared], Any],
    shared: Shared,
    ready: int,
    go: int,
) -> None:
    try:
        scene.enter()
        prepared = prepare()
        os.write(ready, b"r")
        os.read(go, 1)
        answer = act(prepared, shared)
        shared.say({"error": "", "answer": answer})
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is judged
        said = {
            "error": type(error).__name__,
            "words": _everything_said(error),
            "clear": isinstance(error, TeichakuError),
        }
        shared.say(said)
    os._exit(0)


def _everything_said(error: BaseException) -> str:
    """The messages of an error and of whatever led to it; no source line, no value of a variable."""
    said, seen, todo = [], set(), [error]
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        said.append(f"{type(one).__name__}: {one} {one.args!r}")
        todo += [led for led in (one.__cause__, one.__context__) if led is not None]
        if isinstance(one, BaseExceptionGroup):
            todo += one.exceptions
    where = traceback.extract_tb(error.__traceback__)[-3:]
    said.append(" < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(where)))
    return "\n".join(said)


def _end(child: int, kill_after: float | None) -> tuple[int, bool]:
    """The status with which the child ended, and whether it had to be stopped."""
    watch = os.pidfd_open(child)
    try:
        if kill_after is not None:
            select.select([watch], [], [], kill_after)
            signal.pidfd_send_signal(watch, signal.SIGKILL)
        ended, _, _ = select.select([watch], [], [], MOST_SECONDS)
        if not ended:
            signal.pidfd_send_signal(watch, signal.SIGKILL)
        return os.waitpid(child, 0)[1], not ended
    finally:
        os.close(watch)


def _starve(more: int) -> None:
    """From now on only so many bytes more of memory than this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if sys.platform != "linux":
    raise ImportError("the fault suite forks and traces: it runs on Linux")
