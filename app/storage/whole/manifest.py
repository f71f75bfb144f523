"""What stands in データ一式, as its last entry says it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from app.errors import FileProblem
from app.storage.whole.rows import KINDS, Shape

NAME = "manifest.json"
LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True)
class Listed:
    """A table: its shape, how many rows, and SHA-256 over all its lines in their order."""

    name: str
    columns: dict[str, str]
    order: list[str]
    rows: int
    sha256: str

    @property
    def shape(self) -> Shape:
        """As SQL needs it."""
        return Shape(self.name, self.columns, tuple(self.order))


@dataclass(frozen=True)
class Entry:
    """An entry of the archive: name, size and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Whose data this is, of which form, and everything that is in the archive before it."""

    office_id: str
    office: str
    kind: str
    revision: str
    made_at: str
    made_by: str
    head_seq: int
    head_mac: str
    chain_key: str = field(repr=False)
    tables: tuple[Listed, ...]
    entries: tuple[Entry, ...]
    version: int = 1

    def write(self) -> bytes:
        """The bytes of the last entry."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read(content: bytes) -> Manifest:
    """The manifest in these bytes; FileProblem when it is none."""
    try:
        said: dict[str, Any] = json.loads(content)
        tables = tuple(Listed(**one) for one in said.pop("tables"))
        entries = tuple(Entry(**one) for one in said.pop("entries"))
        found = Manifest(**said, tables=tables, entries=entries)
        kinds = {kind for one in tables for kind in one.columns.values()}
        if found.version != 1 or not kinds <= set(KINDS):
            raise ValueError("version")
        bytes.fromhex(found.chain_key)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise not_whole() from None
    return found


def not_whole(where: str = "") -> FileProblem:
    """What is in the file is not what its own list says."""
    return FileProblem(
        "データ一式の中身が、その一覧と合いません。何も変えていません。"
        "もう一度書き出してもらうか、別の媒体の写しを使ってください。",
        where=where,
    )
