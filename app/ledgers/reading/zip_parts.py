"""The zip around a workbook, read strictly: what passes means the same to every other reader.

One end record at the very end, no zip64, every local header equal to its directory entry, no two
parts on the same bytes, no part larger or smaller than it says.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from app.ledgers.reading import limits
from app.ledgers.reading.refusals import refused

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STEP = 256 * 1024
_STEP_IN = 32 * 1024
_ENCRYPTED_BITS = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR_BIT = 0x0008
_UTF8_BIT = 0x0800
_STORED, _DEFLATED = 0, 8
_FULL32, _FULL16 = 0xFFFFFFFF, 0xFFFF


class Entry(NamedTuple):
    """One part as the directory tells it, with the extent of its packed bytes."""

    name: str
    offset: int
    start: int
    packed: int
    size: int
    crc: int
    method: int

    @property
    def end(self) -> int:
        """Where the packed bytes end."""
        return self.start + self.packed


def read_directory(data: bytes) -> list[Entry]:
    """The parts in the order of the directory; raises `LedgerRefused` for any oddity."""
    entries = _directory(data)
    _check_layout(entries)
    return entries


def _directory(data: bytes) -> list[Entry]:
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _FULL16))
    if at < 0 or at + _END.size > len(data):
        raise refused("zip_damaged")
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(data, at)
    if (
        _FULL16 in (here, count)
        or _FULL32 in (size, offset)
        or data[at - 20 : at - 16] == b"PK\6\7"
    ):
        raise refused("zip64")
    if disk or first_disk or here != count or at + _END.size + comment != len(data):
        raise refused("zip_damaged")
    if count > limits.MAX_ENTRIES or size > limits.MAX_DIRECTORY_BYTES:
        raise refused("too_many_entries")
    if offset + size != at:
        raise refused("zip_damaged")
    entries = []
    position = offset
    for _ in range(count):
        entry, position = _entry(data, position, at)
        entries.append(entry)
    if position != at:
        raise refused("zip_damaged")
    if any(entry.end > offset for entry in entries):
        raise refused("overlap")
    return entries


def _entry(data: bytes, position: int, end: int) -> tuple[Entry, int]:
    if position + _CENTRAL.size > end:
        raise refused("zip_damaged")
    fields = _CENTRAL.unpack_from(data, position)
    flags, method = fields[3], fields[4]
    crc, packed, size, name_len, extra_len, note_len = fields[7:13]
    offset = fields[16]
    following = position + _CENTRAL.size + name_len + extra_len + note_len
    if fields[0] != b"PK\x01\x02" or following > end:
        raise refused("zip_damaged")
    if flags & _ENCRYPTED_BITS:
        raise refused("encrypted_entry")
    if _FULL32 in (packed, size, offset):
        raise refused("zip64")
    if method not in (_STORED, _DEFLATED):
        raise refused("method")
    raw = data[position + _CENTRAL.size : position + _CENTRAL.size + name_len]
    start = _local_start(data, offset, raw, flags, (method, crc, packed, size))
    return Entry(_name(raw, flags), offset, start, packed, size, crc, method), following


def _local_start(
    data: bytes, offset: int, raw: bytes, flags: int, told: tuple[int, int, int, int]
) -> int:
    if offset + _LOCAL.size > len(data):
        raise refused("zip_damaged")
    fields = _LOCAL.unpack_from(data, offset)
    local_flags, method, sizes, name_len = fields[2], fields[3], fields[6:9], fields[9]
    name_at = offset + _LOCAL.size
    if fields[0] != b"PK\x03\x04" or method != told[0]:
        raise refused("zip_damaged")
    if (local_flags ^ flags) & _ENCRYPTED_BITS or data[name_at : name_at + name_len] != raw:
        raise refused("zip_damaged")
    # Writers that stream put the sizes behind the part, or all ones and a zip64 field before it.
    told_here = not local_flags & _DESCRIPTOR_BIT and _FULL32 not in sizes[1:]
    if told_here and sizes != told[1:]:
        raise refused("lying_size")
    return int(name_at + name_len + fields[10])


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8_BIT else "cp437")
    except UnicodeDecodeError as error:
        raise refused("bad_name") from error
    parts = name.removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in parts) or any(c in name for c in "\\:\0"):
        raise refused("bad_name")
    return name


def _check_layout(entries: list[Entry]) -> None:
    if len({entry.name.casefold() for entry in entries}) != len(entries):
        raise refused("duplicate_name")
    reached = 0
    for entry in sorted(entries, key=lambda one: one.offset):
        if entry.offset < reached:
            raise refused("overlap")
        reached = entry.end
    if sum(entry.size for entry in entries) > limits.MAX_TOTAL_BYTES:
        raise refused("bomb")


def unpack(data: bytes, entry: Entry) -> Iterator[bytes]:
    """The unpacked bytes; never more than the directory promised, never fewer."""
    if entry.method == _STORED:
        if entry.packed != entry.size:
            raise refused("lying_size")
        for at in range(entry.start, entry.end, _STEP):
            yield data[at : min(at + _STEP, entry.end)]
        return
    yield from _inflate(data, entry)


def _inflate(data: bytes, entry: Entry) -> Iterator[bytes]:
    seen = 0
    at = entry.start
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflater.eof:
        fresh = data[at : min(at + _STEP_IN, entry.end)] if not inflater.unconsumed_tail else b""
        at += len(fresh)
        given = inflater.unconsumed_tail or fresh
        try:
            piece = inflater.decompress(given, _STEP)
        except zlib.error as error:
            raise refused("zip_damaged") from error
        seen += len(piece)
        if seen > entry.size:
            raise refused("lying_size")
        if piece:
            yield piece
        elif not given:
            raise refused("zip_damaged")
    if seen != entry.size or inflater.unused_data or at != entry.end:
        raise refused("lying_size")
