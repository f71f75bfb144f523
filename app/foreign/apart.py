"""Having a file read in a process of its own: started, fed, listened to, and ended whatever comes."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import BinaryIO, cast

from app.foreign import frames, limits
from app.foreign.child import ARGUMENT
from app.foreign.frames import Garbled, Kind, Piece
from app.foreign.readers import READERS, Part, Reader
from app.foreign.shapes import a_text

Tick = Callable[[], None]
"""Called ten times a second while the file is read; raises to stop."""
_EVERY = 0.1
_ROOT = Path(__file__).resolve().parents[2]
_KEPT = ("SYSTEMROOT", "WINDIR", "LANG", "LC_ALL")
"""Of the environment what an interpreter needs to start; nothing that says where the office lies."""
_LONGEST_SENTENCE = 1_000
_log = logging.getLogger(__name__)


class Refused(Exception):
    """The reader's refusal: the code of the error, its place and its sentence."""

    def __init__(self, code: str, where: str, message: str) -> None:
        super().__init__(code)
        self.code, self.where, self.message = code, where, message


class Stopped(Exception):
    """Nothing was read: `cause` is "costly" (memory or time), "failed" or "not_started"."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


def no_tick() -> None:
    """Nobody may stop it."""


def read(
    name: str,
    facts: Mapping[str, object],
    data: bytes,
    take: Callable[[Part], None],
    tick: Tick = no_tick,
) -> None:
    """Hand every part of what reader `name` makes of the file to `take`.

    Raises `Refused`, `Stopped`, or what `take` and `tick` raise; the process is gone in every case.
    `Garbled` raised by `take` is a reader that failed.
    """
    reader = READERS[name]
    asked = frames.as_value(dict(facts))
    process = _start(name)
    tied, beside = 0, list[Thread]()
    try:
        tied = _tied(process, reader)
        arrived: SimpleQueue[Piece | BaseException | None] = SimpleQueue()
        for work in (
            Thread(target=_listen, args=(process, reader, arrived), daemon=True),
            Thread(target=_ask, args=(process, asked, data), daemon=True),
        ):
            work.start()
            beside.append(work)
        _follow(process, arrived, take, tick, monotonic() + reader.wall_seconds)
    except Garbled as cause:
        _log.warning("reader %s: garbled answer (%s)", name, cause)
        raise Stopped("failed") from cause
    finally:
        _end(process, tied)
        for work in beside:
            work.join()


def command(name: str) -> list[str]:
    """The command line of a reading process, from a checkout or from the installed program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT, name]
    return [sys.executable, "-S", "-P", "-B", "-m", "app", ARGUMENT, name]


def environment() -> dict[str, str]:
    """What a reading process is told of its surroundings."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    if sys.platform == "win32":
        # PySide6 puts its own folder before what stands there, and fails where nothing does.
        kept["PATH"] = str(Path(os.environ["SYSTEMROOT"]) / "System32")
    return {**kept, "PYTHONPATH": os.pathsep.join(_places()), "PYTHONUTF8": "1"}


def _places() -> list[str]:
    """Where the program and the libraries lie: what installed packages start with is not run (-S)."""
    libraries = (sysconfig.get_path(name) for name in ("purelib", "platlib"))
    return list(dict.fromkeys((str(_ROOT), *libraries)))


def _start(name: str) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - this program itself, with the name of a reader
            command(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd=_ROOT,
            close_fds=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as cause:
        raise Stopped("not_started") from cause


def _tied(process: subprocess.Popen[bytes], reader: Reader) -> int:
    try:
        return limits.tie(process.pid, reader.memory, reader.cpu_seconds)
    except OSError as cause:
        raise Stopped("not_started") from cause


def _ask(process: subprocess.Popen[bytes], asked: bytes, content: bytes) -> None:
    """Send the file; a process that is gone is noticed by who listens."""
    with suppress(OSError, ValueError), cast(BinaryIO, process.stdin) as out:
        frames.send(out, Kind.VALUE, asked)
        frames.send(out, Kind.BYTES, content)


def _listen(
    process: subprocess.Popen[bytes],
    reader: Reader,
    arrived: SimpleQueue[Piece | BaseException | None],
) -> None:
    room = reader.answer
    try:
        for piece in frames.received(cast(BinaryIO, process.stdout)):
            room -= len(piece.body)
            if room < 0:
                raise Garbled("more than may be")
            arrived.put(piece)
        arrived.put(None)
    except (Garbled, OSError, ValueError, MemoryError) as error:
        arrived.put(error)


def _follow(
    process: subprocess.Popen[bytes],
    arrived: SimpleQueue[Piece | BaseException | None],
    take: Callable[[Part], None],
    tick: Tick,
    deadline: float,
) -> None:
    while True:
        piece = _next(arrived, tick, deadline)
        if piece is None:
            raise Stopped(_why_ended(process))
        if isinstance(piece, BaseException):
            # what the process was writing when it was ended is cut short as well
            raise Stopped(_why_ended(process)) if _is_cut(piece) else Garbled(str(piece))
        if piece.kind is Kind.END:
            return
        _take(piece, take)


def _next(
    arrived: SimpleQueue[Piece | BaseException | None], tick: Tick, deadline: float
) -> Piece | BaseException | None:
    while True:
        tick()
        if monotonic() > deadline:
            raise Stopped("costly")
        with suppress(Empty):
            return arrived.get(timeout=_EVERY)


def _take(piece: Piece, take: Callable[[Part], None]) -> None:
    if piece.kind is Kind.BYTES:
        take(piece.body)
    elif piece.kind is Kind.FULL:
        raise Stopped("costly")
    elif piece.kind is Kind.VALUE:
        take(piece.value())
    else:
        told = piece.value()
        names = ("kind", "at") if piece.kind is Kind.FAULT else ("code", "where", "message")
        words = [_plain(told, key) for key in names]
        if piece.kind is Kind.REFUSED:
            raise Refused(*words)
        _log.warning("reader failed: %s in %s", *words)
        raise Stopped("failed")


def _plain(told: object, key: str) -> str:
    """A short word or sentence that can be shown."""
    return a_text(told.get(key) if isinstance(told, dict) else None, _LONGEST_SENTENCE)


def _is_cut(error: BaseException) -> bool:
    return isinstance(error, Garbled) and str(error) == "cut short"


def _why_ended(process: subprocess.Popen[bytes]) -> str:
    """Ended by a limit (a signal; Windows ends a process with a status of its own), or by itself."""
    try:
        status = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return "failed"
    ended_by_limit = status < 0 or status > 0xFF
    if not ended_by_limit:
        _log.warning("reader ended with %d", status)
    return "costly" if ended_by_limit else "failed"


def _end(process: subprocess.Popen[bytes], tied: int) -> None:
    """Whatever it is doing, it does no more; its pipes are closed."""
    process.kill()
    if tied:
        limits.untie(tied)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError, ValueError):
                pipe.close()
