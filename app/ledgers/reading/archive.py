"""Opening an .xlsx as a counted, checked set of parts before anything parses it.

Every part's real size is counted while it is unpacked; what a file says of itself is never believed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from app.ledgers.reading import limits
from app.ledgers.reading.kinds import is_zip, kind_of_other
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.zip_parts import Entry, read_directory, unpack

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 1024
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_OVERLAP = len(_FORBIDDEN[0]) - 1


class Archive(NamedTuple):
    """A checked file: its bytes, read once, and its parts by name."""

    data: bytes
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


def open_archive(data: bytes) -> Archive:
    """Check the structure of a file that was read once; raises `LedgerRefused`."""
    if not is_zip(data):
        raise refused(kind_of_other(data))
    entries = read_directory(data)
    by_name = {entry.name: entry for entry in entries}
    _check_kind(by_name)
    _count(data, entries)
    return Archive(data, by_name)


def bytes_of(path: Path) -> bytes:
    """The file, read once; raises `LedgerRefused` when it is not there or larger than any ledger."""
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
