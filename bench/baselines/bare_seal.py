"""The least that keeps the same attachments secret and whole: hash each, AES-256-GCM over all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY, NONCE = bytes(32), bytes(12)
Hashed = tuple[int, bytes]


def seal(parts: Sequence[bytes]) -> tuple[bytes, list[Hashed]]:
    """The sealed bytes, with length and hash of each attachment."""
    hashed = [(len(part), hashlib.sha256(part).digest()) for part in parts]
    return AESGCM(KEY).encrypt(NONCE, b"".join(parts), b""), hashed


def read(path: Path, hashed: Sequence[Hashed]) -> list[bytes]:
    """The attachments in a file, each checked."""
    plain = memoryview(AESGCM(KEY).decrypt(NONCE, path.read_bytes(), b""))
    found = []
    for length, digest in hashed:
        part, plain = bytes(plain[:length]), plain[length:]
        if hashlib.sha256(part).digest() != digest:
            raise ValueError("changed")
        found.append(part)
    return found
