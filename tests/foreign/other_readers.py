"""Readers that misbehave, started as the program starts its own. Not a test: `test_apart.py` uses it."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.errors import LedgerRefused
from app.foreign import child
from app.foreign.readers import MIB, READERS, Facts, Part, Reader

SECRET = "架空　太郎"


def echo(facts: Facts, data: bytes) -> Iterator[Part]:
    yield dict(facts)
    yield data[::-1]


def hog(facts: Facts, data: bytes) -> Iterator[Part]:
    held = [bytes(MIB) for _ in range(10_000)]
    yield [len(held)]


def hog_at_once(facts: Facts, data: bytes) -> Iterator[Part]:
    yield bytearray(10_000 * MIB)[:1]


def spin(facts: Facts, data: bytes) -> Iterator[Part]:
    while True:
        pass
    yield []


def sleep(facts: Facts, data: bytes) -> Iterator[Part]:
    yield ["begun"]
    time.sleep(60)


def die(facts: Facts, data: bytes) -> Iterator[Part]:
    yield ["begun"]
    os._exit(3)


def crash(facts: Facts, data: bytes) -> Iterator[Part]:
    yield ["begun"]
    if sys.platform == "win32":  # a signal is an ordinary end there, with its number as status
        faulthandler._raise_exception(0xC0000005)
    os.kill(os.getpid(), signal.SIGSEGV)


def fault(facts: Facts, data: bytes) -> Iterator[Part]:
    yield ["begun"]
    raise KeyError(SECRET)


def refuse(facts: Facts, data: bytes) -> Iterator[Part]:
    yield ["begun"]
    raise LedgerRefused("読めません。", where="damaged")


def shout(facts: Facts, data: bytes) -> Iterator[Part]:
    sys.stdout.write("V\0\0\0\5[1,2]")
    sys.stdout.flush()
    os.write(1, b"noise")
    sys.stderr.write(SECRET)
    yield ["quiet"]


def flood(facts: Facts, data: bytes) -> Iterator[Part]:
    while True:
        yield bytes(MIB)


def bad_sentence(facts: Facts, data: bytes) -> Iterator[Part]:
    yield ["begun"]
    raise LedgerRefused("長い" * 1000, where="damaged")


def surroundings(facts: Facts, data: bytes) -> Iterator[Part]:
    """What such a process can see, and what it may do."""
    try:
        (Path(str(facts["folder"])) / "written").write_bytes(b"x")
        written = "yes"
    except OSError as error:
        written = type(error).__name__
    opened = []
    for link in list(Path("/proc/self/fd").iterdir()) if os.name == "posix" else []:
        with suppress(FileNotFoundError):  # the one that listed them
            opened.append(str(link.readlink()))
    yield {
        "written": written,
        "environment": sorted(os.environ),
        "opened": opened,
        "arguments": sys.argv[1:],
        "storage": sorted(name for name in sys.modules if name.startswith("app.storage")),
    }


NAMES = (
    *("echo", "hog", "hog_at_once", "spin", "sleep", "die", "crash", "fault", "refuse"),
    *("shout", "flood", "bad_sentence", "surroundings"),
)


def readers() -> dict[str, Reader]:
    return {name: Reader(f"{__name__}:{name}", 64 * MIB, 1, 20.0, 4 * MIB) for name in NAMES}


if __name__ == "__main__":
    READERS.update(readers())  # type: ignore[attr-defined]
    sys.exit(child.main(sys.argv[-1]))
