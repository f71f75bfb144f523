"""Writing データ一式: tables as JSON Lines, files as files, the list of all of it at the end."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection

from app.history.chain import Head
from app.storage import migrate
from app.storage.copying import tables
from app.storage.whole.manifest import NAME, Entry, Listed, Manifest
from app.storage.whole.rows import Shape, line_of, rows, shape_of
from app.storage.whole.sealed import SealedWriter

_PART = 4 * 1024 * 1024
PARTS, FILES = "attachment_part", "attachments"
README = "README.txt"
_READ_ME = """定着のデータ一式（teichaku office 1）

manifest.json          事業所、表と列、件数、すべてのファイルの SHA-256
tables/表/番号.jsonl    一行が一件の JSON（UTF-8）。番号の順につなぐと表の全部です
attachments/番号        添付ファイルの中身。名前・種類・どの記録のものかは tables/attachment にあります

attachment_part の content は、attachments の中の場所（file, offset, length）です。
bytes の列は base64、date は YYYY-MM-DD、日時は UTC の ISO 8601、日の分からない日付は 00 です。
"""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class About:
    """What the writer is told of the office."""

    office_id: str
    name: str
    kind: str
    made_at: datetime
    made_by: str
    head: Head
    chain_key: bytes = field(repr=False)


def write_whole_office(
    connection: Connection, about: About, out: BinaryIO, code: str, told: Told
) -> Manifest:
    """Write everything the connection sees of the office; one transaction sees one state."""
    sealed = SealedWriter(out, code)
    with tarfile.open(fileobj=cast(Any, sealed), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        entries = _Entries(archive, about.made_at)
        entries.add(README, _READ_ME.encode())
        listed = []
        everything = tables()
        for number, record in enumerate(everything):
            told(number, len(everything))
            shape = shape_of(record)
            lines = rows(connection, shape, about.office_id)
            write = _parts if shape.name == PARTS else _table
            listed.append(write(entries, shape, lines))
        manifest = Manifest(
            about.office_id,
            about.name,
            about.kind,
            migrate.LATEST,
            about.made_at.isoformat(),
            about.made_by,
            about.head.seq,
            about.head.mac,
            about.chain_key.hex(),
            tuple(listed),
            tuple(entries.written),
        )
        entries.add(NAME, manifest.write())
    sealed.finish()
    return manifest


def digest_of(connection: Connection, shape: Shape, office_id: str) -> tuple[int, str]:
    """How many rows a table has, and SHA-256 over their lines."""
    whole, count = hashlib.sha256(), 0
    found = rows(connection, shape, office_id)
    if shape.name == PARTS:
        found = (row for _, parts, _ in _by_file(found) for row in parts)
    for row in found:
        whole.update(line_of(row))
        count += 1
    return count, whole.hexdigest()


class _Entries:
    """The archive, and what was put into it."""

    def __init__(self, archive: tarfile.TarFile, at: datetime) -> None:
        self._archive, self._at = archive, int(at.timestamp())
        self.written: list[Entry] = []

    def add(self, name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = len(content), self._at, 0o600
        self._archive.addfile(info, io.BytesIO(content))
        self.written.append(Entry(name, len(content), hashlib.sha256(content).hexdigest()))


def _table(entries: _Entries, shape: Shape, found: Iterator[dict[str, Any]]) -> Listed:
    whole, count, number, held = hashlib.sha256(), 0, 0, bytearray()
    for row in found:
        line = line_of(row)
        whole.update(line)
        held += line
        count += 1
        if len(held) >= _PART:
            number += 1
            entries.add(_name(shape, number), bytes(held))
            held.clear()
    if held:
        entries.add(_name(shape, number + 1), bytes(held))
    return _listed(shape, count, whole.hexdigest())


def _parts(entries: _Entries, shape: Shape, found: Iterator[dict[str, Any]]) -> Listed:
    """Each file whole, then the lines that say which piece of it is which part."""
    whole, count = hashlib.sha256(), 0
    for number, (file, parts, content) in enumerate(_by_file(found), 1):
        entries.add(file, content)
        lines = b"".join(line_of(row) for row in parts)
        whole.update(lines)
        count += len(parts)
        entries.add(_name(shape, number), lines)
    return _listed(shape, count, whole.hexdigest())


def _by_file(
    found: Iterator[dict[str, Any]],
) -> Iterator[tuple[str, list[dict[str, Any]], bytes]]:
    for attachment_id, group in groupby(found, key=lambda row: row["attachment_id"]):
        file, pointed, content = f"{FILES}/{attachment_id}", [], bytearray()
        for row in group:
            place = {"file": file, "offset": len(content), "length": len(row["content"])}
            content += row["content"]
            pointed.append({**row, "content": place})
        yield file, pointed, bytes(content)


def _name(shape: Shape, number: int) -> str:
    return f"tables/{shape.name}/{number:06}.jsonl"


def _listed(shape: Shape, count: int, digest: str) -> Listed:
    return Listed(shape.name, dict(shape.columns), list(shape.order), count, digest)
