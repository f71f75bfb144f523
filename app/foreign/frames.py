"""What goes over the pipes between the program and a reading process: counted pieces of JSON or bytes.

Nothing that can be carried this way runs anything; what arrives is a value, text or bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from enum import Enum
from typing import Any, BinaryIO

_HEAD = struct.Struct(">cI")
_PIECE = 16 * 1024 * 1024
LARGEST = 64 * 1024 * 1024
"""Bytes of one piece: a ledger of the largest size (50 MB) fits."""


class Kind(Enum):
    """What a piece is."""

    VALUE = b"V"
    BYTES = b"B"
    END = b"."
    REFUSED = b"R"
    """The reader's own refusal: a cause and a sentence."""
    FAULT = b"X"
    """Something else went wrong: its class and the line, never its words."""
    FULL = b"M"
    """The room was not enough."""


class Garbled(Exception):
    """What arrived is not what a reading process sends."""


class Piece:
    """One counted piece; what it holds is shown nowhere."""

    __slots__ = ("body", "kind")

    def __init__(self, kind: Kind, body: bytes) -> None:
        self.kind, self.body = kind, body

    def value(self) -> Any:
        """The JSON value; `Garbled` when it is none."""
        try:
            return json.loads(self.body.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as cause:
            raise Garbled("no value") from cause


def send(out: BinaryIO, kind: Kind, body: bytes = b"") -> None:
    """Write one piece; the writer flushes when somebody waits for it."""
    if len(body) > LARGEST:
        raise ValueError(f"{len(body)} bytes in one piece")
    out.write(_HEAD.pack(kind.value, len(body)))
    out.write(body)


def send_value(out: BinaryIO, kind: Kind, value: object) -> None:
    """Write a JSON value."""
    send(out, kind, as_value(value))


def as_value(value: object) -> bytes:
    """A JSON value as the bytes of a piece."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def in_pieces(data: bytes) -> Iterator[bytes]:
    """Bytes in pieces that can be sent."""
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]


def received(source: BinaryIO) -> Iterator[Piece]:
    """Pieces until the other side closes; `Garbled` for anything else."""
    while head := _exactly(source, _HEAD.size):
        if len(head) < _HEAD.size:
            raise Garbled("cut short")
        mark, size = _HEAD.unpack(head)
        try:
            kind = Kind(mark)
        except ValueError as cause:
            raise Garbled("unknown kind") from cause
        if size > LARGEST:
            raise Garbled("too long")
        body = _exactly(source, size)
        if len(body) < size:
            raise Garbled("cut short")
        yield Piece(kind, body)


def _exactly(source: BinaryIO, size: int) -> bytes:
    """So many bytes, or fewer where the other side closed."""
    return source.read(size) if size else b""


def _no_constant(name: str) -> float:
    raise ValueError(name)
