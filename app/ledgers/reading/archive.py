"""Opening an .xlsx as a counted, checked set of parts before anything parses it.

The zip is read strictly by our own few lines: one end record at the very end, no zip64, every local
header equal to its directory entry, no overlap, every part's real size counted while it is unpacked.
A file that passes means the same thing to every other reader, calamine included.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.ledgers.reading import limits
from app.ledgers.reading.kinds import is_zip, kind_of_other
from app.ledgers.reading.refusals import refused

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STEP = 256 * 1024
_STEP_IN = 32 * 1024
_HEAD = 1024
_ENCRYPTED_BITS = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR_BIT = 0x0008
_UTF8_BIT = 0x0800
_STORED, _DEFLATED = 0, 8
_FULL32, _FULL16 = 0xFFFFFFFF, 0xFFFF
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_OVERLAP = len(_FORBIDDEN[0]) - 1


@dataclass(frozen=True, slots=True)
class Entry:
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


@dataclass(frozen=True)
class Archive:
    """A checked file: its bytes, read once, and its parts by name."""

    file_name: str
    data: bytes
    sha256: str
    entries: dict[str, Entry]

    def has(self, name: str) -> bool:
        """Whether the part exists."""
        return name in self.entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece."""
        return unpack(self.data, self.entries[name])

    def read(self, name: str) -> bytes:
        """A whole small part."""
        entry = self.entries[name]
        if entry.size > limits.MAX_OTHER_XML_BYTES:
            raise refused("too_large")
        return b"".join(unpack(self.data, entry))


def open_archive(path: Path) -> Archive:
    """Read the file once and check its structure; raises `LedgerRefused`."""
    data = _bytes_of(path)
    if not is_zip(data):
        raise refused(kind_of_other(data))
    entries = _directory(data)
    _check_layout(entries, data)
    by_name = {entry.name: entry for entry in entries}
    _check_kind(by_name)
    _count(data, entries)
    return Archive(path.name, data, sha256(data).hexdigest(), by_name)


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise refused("missing" if not path.exists() else "unreadable")
        with path.open("rb") as file:
            data = file.read(limits.MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise refused("unreadable") from error
    if len(data) > limits.MAX_FILE_BYTES:
        raise refused("file_too_large")
    return data


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


def _check_layout(entries: list[Entry], data: bytes) -> None:
    if len({entry.name.casefold() for entry in entries}) != len(entries):
        raise refused("duplicate_name")
    reached = 0
    for entry in sorted(entries, key=lambda one: one.offset):
        if entry.offset < reached:
            raise refused("overlap")
        reached = entry.end
    if reached > len(data):
        raise refused("zip_damaged")
    if sum(entry.size for entry in entries) > limits.MAX_TOTAL_BYTES:
        raise refused("bomb")


def _check_kind(entries: dict[str, Entry]) -> None:
    names = {name.casefold() for name in entries}
    if any(name.rsplit("/", 1)[-1] == "vbaproject.bin" for name in names) or any(
        name.startswith(("xl/macrosheets/", "xl/dialogsheets/")) for name in names
    ):
        raise refused("macro")
    if "xl/workbook.bin" in names:
        raise refused("xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise refused("ods")
    needed = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    if any(name not in entries for name in needed):
        raise refused("not_workbook")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise refused("external_link")
    if any(name.startswith(("xl/embeddings/", "xl/activex/")) for name in names):
        raise refused("embedded")


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


def _count(data: bytes, entries: list[Entry]) -> None:
    sheet_bytes = sheet_tags = 0
    for entry in sorted(entries, key=lambda one: one.size):
        size, tags = _count_one(data, entry)
        is_sheet = entry.name.casefold().startswith("xl/worksheets/")
        sheet_bytes += size if is_sheet else 0
        sheet_tags += tags if is_sheet else 0
        if sheet_bytes > limits.MAX_SHEET_BYTES or sheet_tags > limits.MAX_SHEET_TAGS:
            raise refused("too_large")


def _bounds(name: str) -> tuple[int, int]:
    folded = name.casefold()
    if folded.startswith("xl/worksheets/") and not folded.endswith(".rels"):
        return limits.MAX_SHEET_BYTES, limits.MAX_SHEET_TAGS
    if folded == "xl/sharedstrings.xml":
        return limits.MAX_STRINGS_BYTES, limits.MAX_STRING_TAGS
    if folded.endswith((".xml", ".rels", ".vml")):
        return limits.MAX_OTHER_XML_BYTES, limits.MAX_OTHER_TAGS
    return limits.MAX_FILE_BYTES, limits.MAX_TOTAL_BYTES


def _count_one(data: bytes, entry: Entry) -> tuple[int, int]:
    max_bytes, max_tags = _bounds(entry.name)
    if entry.size > max_bytes:
        raise refused("bomb" if entry.size > limits.MAX_RATIO * entry.packed else "too_large")
    seen = tags = crc = 0
    head = tail = b""
    for piece in unpack(data, entry):
        # A hostile writer can make the first pieces a byte long, so the head is gathered.
        head += piece[: _HEAD - len(head)]
        seen += len(piece)
        crc = zlib.crc32(piece, crc)
        tags += piece.count(b"<") + piece.count(b"/>")
        if seen > limits.RATIO_FREE_BYTES and seen > limits.MAX_RATIO * max(entry.packed, 1):
            raise refused("bomb")
        if tags > max_tags:
            raise refused("too_large")
        if any(word in tail + piece[:_OVERLAP] or word in piece for word in _FORBIDDEN):
            raise refused("doctype")
        tail = (tail + piece)[-_OVERLAP:]
    if crc != entry.crc:
        raise refused("zip_damaged")
    _check_encoding(entry.name, head)
    return seen, tags


def _check_encoding(name: str, head: bytes) -> None:
    if not name.casefold().endswith((".xml", ".rels")) and not head.lstrip().startswith(b"<"):
        return
    # calamine takes UTF-16 for an empty sheet without a word, so it is refused as well.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:8]:
        raise refused("encoding")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<?xml") and b"?>" not in head:
        raise refused("encoding")
    declared = _DECLARED.match(head)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise refused("encoding")
