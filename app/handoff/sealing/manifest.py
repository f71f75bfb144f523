"""What a letter holds, as its signed header says it: length and hash of the body and of each part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

LONGEST_NAME = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Part:
    """An attachment; its name is a text to show, never a path."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Piece:
    """What the header says of the body or of one part."""

    length: int
    sha256: str
    name: str = ""

    def fits(self, content: bytes) -> bool:
        """Whether this is the content that was meant."""
        return len(content) == self.length and hashlib.sha256(content).hexdigest() == self.sha256


@dataclass(frozen=True)
class Holds:
    """The body and the parts, in their order in the file."""

    body: Piece
    parts: tuple[Piece, ...]


class NotHolding(ValueError):
    """The value is not what `holds_of` writes."""


def holds_of(body: bytes, parts: Sequence[Part]) -> dict[str, Any]:
    """The value of `holds` in the header."""
    return {
        "body": _piece(body),
        "parts": [{"name": part.name, **_piece(part.content)} for part in parts],
    }


def numbered(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts called by their numbers: a name may tell of a person, and the header stays."""
    return tuple(
        Part(f"添付{number}{PurePath(part.name).suffix.lower()}", part.content)
        for number, part in enumerate(parts, 1)
    )


def named(parts: Sequence[Part], names: Sequence[str]) -> tuple[Part, ...]:
    """The parts by the names that the body has for them; as they are where it has others."""
    if len(names) != len(parts):
        return tuple(parts)
    return tuple(Part(name, part.content) for name, part in zip(names, parts, strict=True))


def held(value: object) -> Holds:
    """The value of `holds`, each field of its kind; NotHolding if it is something else."""
    if not isinstance(value, dict) or set(value) != {"body", "parts"}:
        raise NotHolding
    if not isinstance(value["parts"], list):
        raise NotHolding
    return Holds(
        _read(value["body"], {"length", "sha256"}),
        tuple(_read(one, {"length", "name", "sha256"}) for one in value["parts"]),
    )


def _piece(content: bytes) -> dict[str, Any]:
    return {"length": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _read(value: object, names: set[str]) -> Piece:
    if not isinstance(value, dict) or set(value) != names:
        raise NotHolding
    length, digest, name = value["length"], value["sha256"], value.get("name", "")
    if type(length) is not int or length < 0:
        raise NotHolding
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise NotHolding
    if not isinstance(name, str) or len(name) > LONGEST_NAME or ("name" in names and not name):
        raise NotHolding
    return Piece(length, digest, name)
