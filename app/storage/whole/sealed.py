"""The sealed stream around データ一式: one header line, then chunks of AES-256-GCM.

Laid out in docs/whole-office-format.md. A chunk that is missing, moved, repeated, cut off or from
another file does not open: its place and whether it is the last are in its nonce, the header is
bound to every chunk.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import FileProblem
from app.storage.keys import recovery, wrapping

FORMAT, VERSION = "teichaku office", 1
CHUNK = 1024 * 1024
_TAG, _PREFIX, _HEADER_LIMIT = 16, 7, 1024
_PURPOSE = "whole office"
_NAMES = {"format", "version", "cipher", "chunk", "key", "salt", "nonce"}


class SealedWriter:
    """Takes plain bytes; `finish` seals the last chunk."""

    def __init__(self, out: BinaryIO, code: str) -> None:
        salt, prefix = secrets.token_bytes(wrapping.SALT_BYTES), secrets.token_bytes(_PREFIX)
        header = {
            "format": FORMAT,
            "version": VERSION,
            "cipher": "AES-256-GCM",
            "chunk": CHUNK,
            "key": "HKDF-SHA256",
            "salt": salt.hex(),
            "nonce": prefix.hex(),
        }
        self._line = json.dumps(header).encode() + b"\n"
        self._aes, self._prefix = AESGCM(_key(code, salt)), prefix
        self._out, self._held, self._count = out, bytearray(), 0
        out.write(self._line)

    def write(self, data: bytes) -> int:
        """Seal whatever is more than one chunk."""
        self._held += data
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Seal the rest as the last chunk."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._count, last=last)
        self._out.write(self._aes.encrypt(nonce, plain, self._line))
        self._count += 1


class SealedReader:
    """Gives plain bytes; FileProblem where the file is not whole or the code is another."""

    def __init__(self, source: BinaryIO, code: str) -> None:
        line = source.readline(_HEADER_LIMIT)
        self._line, (salt, self._prefix) = line, _header(line)
        self._aes = AESGCM(_key(code, salt))
        self._source = source
        self._chunks = self._opened()
        self._held = memoryview(b"")

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        parts, wanted = [], size
        while wanted:
            if not self._held:
                self._held = memoryview(next(self._chunks, b""))
                if not self._held:
                    break
            taken = self._held[:wanted]
            self._held = self._held[len(taken) :]
            wanted -= len(taken)
            parts.append(bytes(taken))
        return b"".join(parts)

    def _opened(self) -> Iterator[bytes]:
        sealed, count = self._source.read(CHUNK + _TAG), 0
        while True:
            after = self._source.read(CHUNK + _TAG)
            nonce = _nonce(self._prefix, count, last=not after)
            try:
                plain = self._aes.decrypt(nonce, sealed, self._line)
            except InvalidTag:
                raise _wrong_code() if not count else _damaged() from None
            if plain:
                yield plain
            if not after:
                return
            sealed, count = after, count + 1


def _key(code: str, salt: bytes) -> bytes:
    return wrapping.derive(recovery.decode(code), salt=salt, purpose=_PURPOSE)


def _nonce(prefix: bytes, count: int, *, last: bool) -> bytes:
    return prefix + count.to_bytes(4) + bytes([last])


def _header(line: bytes) -> tuple[bytes, bytes]:
    try:
        said = json.loads(line.decode("ascii"))
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise ValueError("format")
        if said.get("version") != VERSION:
            raise FileProblem(
                "このデータ一式のファイルは、より新しい版のプログラムで作られています。何も変えていません。"
                "新しい版のプログラムで読み込んでください。"
            )
        if set(said) != _NAMES or said["chunk"] != CHUNK or not line.endswith(b"\n"):
            raise ValueError("names")
        salt, prefix = bytes.fromhex(said["salt"]), bytes.fromhex(said["nonce"])
        if (len(salt), len(prefix)) != (wrapping.SALT_BYTES, _PREFIX):
            raise ValueError("lengths")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FileProblem(
            "このファイルは、定着のデータ一式のファイルではありません。何も変えていません。"
            "「.teichaku-whole」で終わるファイルを選んでください。"
        ) from None
    return salt, prefix


def _wrong_code() -> FileProblem:
    return FileProblem(
        "引継ぎコードがこのファイルのものではないか、ファイルが壊れています。何も変えていません。"
        "ファイルと一緒に渡されたコードかを確かめてください。"
    )


def _damaged() -> FileProblem:
    return FileProblem(
        "データ一式のファイルが途中で切れているか、書き換えられています。何も変えていません。"
        "もう一度受け取るか、別の媒体の写しを使ってください。"
    )
