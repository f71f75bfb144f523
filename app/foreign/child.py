"""The reading process: one file in, what was read out, and the end.

It is a fresh interpreter without keys, without the office's folder and without a name for the file;
it bounds itself before it takes the first byte of it.
"""

from __future__ import annotations

import gc
import os
import sys
from itertools import islice
from types import TracebackType
from typing import BinaryIO

from app.errors import TeichakuError
from app.foreign import frames, limits
from app.foreign.frames import Kind
from app.foreign.readers import READERS, Read

ARGUMENT = "--reader"
"""Starts the program as a reading process; the reader's name follows."""


def main(name: str) -> int:
    """Read what arrives with the reader called `name`; gives back the exit status."""
    source, out = _channels()
    reader = READERS[name]
    read = reader.function()
    gc.disable()  # it lives for one file, and nothing it makes goes in circles
    limits.confine_self(reader.memory, reader.cpu_seconds)
    try:
        asked = list(islice(frames.received(source), 2))
        if len(asked) < 2:
            return 1  # the program went away before it asked for anything
        source.close()
        _answer(read, asked[0].value(), asked[1].body, out)
    except MemoryError:
        frames.send(out, Kind.FULL)
    out.flush()
    os._exit(0)  # what was read need not be taken apart before the process goes


def _answer(read: Read, facts: dict[str, object], data: bytes, out: BinaryIO) -> None:
    try:
        for part in read(facts, data):
            if isinstance(part, bytes):
                frames.send(out, Kind.BYTES, part)
            else:
                frames.send_value(out, Kind.VALUE, part)
            out.flush()
        frames.send(out, Kind.END)
    except TeichakuError as refusal:
        told = {"code": refusal.code, "where": refusal.where, "message": refusal.message}
        frames.send_value(out, Kind.REFUSED, told)
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - told to the program, which logs it
        told = {"kind": type(fault).__name__, "at": _line_of(fault.__traceback__)}
        frames.send_value(out, Kind.FAULT, told)


def _line_of(trace: TracebackType | None) -> str:
    """File and line where it was raised; nothing of what was read."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename.rpartition(os.sep)[2]}:{trace.tb_lineno}"


def _channels() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes; whatever else would write to them writes to nowhere."""
    inward, outward = (os.dup(one) for one in _given())
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    sys.stdin = sys.stdout = sys.stderr = os.fdopen(0, "r+", encoding="utf-8")
    return os.fdopen(inward, "rb"), os.fdopen(outward, "wb")


def _given() -> tuple[int, int]:
    """The ends of the pipes as this process got them."""
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        kernel = ctypes.WinDLL("kernel32")
        kernel.GetStdHandle.restype = ctypes.c_void_p
        # a program without a console has no standard files, but it has the handles it was given
        return (
            msvcrt.open_osfhandle(kernel.GetStdHandle(-10), os.O_RDONLY | os.O_BINARY),
            msvcrt.open_osfhandle(kernel.GetStdHandle(-11), os.O_WRONLY | os.O_BINARY),
        )
    else:  # noqa: RET505 - the type checker reads one half for each system
        return 0, 1
