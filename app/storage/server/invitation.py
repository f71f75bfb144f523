"""招待ファイル: where an office's server is, signed by the office; it holds no password.

The key that signs lies on the server, for managers only. What tells a stranger's file from the
office's own are the words made from the public key: the manager reads them out, the desk shows them.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import FileProblem
from app.storage.server.engine import ServerPlace

ENDING = ".teichaku-office"
FORMAT = "teichaku.office"
VERSION = 1
_LIMIT = 256 * 1024
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:\-]{0,252}")
_DATABASE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-]{0,62}")
_ID = re.compile(r"[0-9a-f]{32}")
_KANA = "あいうえおかきくけこさしすせそたちつてとなにのはひふへほまみもや"
_WORDS, _KANA_IN_A_WORD = 4, 4


@dataclass(frozen=True)
class Invitation:
    """Where the office is, its certificate, and whom it knows (digest of the name → id)."""

    host: str
    port: int
    database: str
    certificate: str
    office_id: str
    office: str
    people: Mapping[str, str]
    public_key: bytes
    signature: bytes = b""

    @property
    def words(self) -> str:
        """確かめの言葉: the same for every invitation of this office, and for no other."""
        number = int.from_bytes(hashlib.sha256(self.office_id.encode() + self.public_key).digest())
        kana = [_KANA[number >> 5 * at & 31] for at in range(_WORDS * _KANA_IN_A_WORD)]
        step = _KANA_IN_A_WORD
        return "　".join("".join(kana[at : at + step]) for at in range(0, len(kana), step))

    def place(self, certificate: Path) -> ServerPlace:
        """The server, whose certificate has been written to a file."""
        return ServerPlace(self.host, self.port, self.database, certificate)

    def staff_id(self, name: str) -> str | None:
        """The id of the person with this name."""
        return self.people.get(name_digest(self.office_id, name))


def name_digest(office_id: str, name: str) -> str:
    """Tells a typed name from others without listing the staff in a file that goes from hand to hand."""
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    return hashlib.sha256(f"{office_id} {plain}".encode()).hexdigest()[:32]


def is_host(text: str) -> bool:
    """Whether it can be the name or address of one server."""
    return _HOST.fullmatch(text) is not None


def is_database(text: str) -> bool:
    """Whether it can be the name of a database."""
    return _DATABASE.fullmatch(text) is not None


def public_key_of(seed: bytes) -> bytes:
    """The public half of an office's signing key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(invitation: Invitation, seed: bytes) -> Invitation:
    """The same invitation with the office's signature."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return replace(invitation, signature=key.sign(_signed(invitation)))


def write(invitation: Invitation) -> bytes:
    """The file's bytes."""
    document = {**_document(invitation), "signature": invitation.signature.hex()}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def read_file(path: Path) -> Invitation:
    """The invitation in a file, its signature verified."""
    try:
        with path.open("rb") as file:
            content = file.read(_LIMIT + 1)
    except OSError as error:
        raise FileProblem(
            f"招待ファイル「{path.name}」を読めません。何も変えていません。"
            "場所と、読み取りの権限を確かめてください。",
            where=str(path),
        ) from error
    return read(content)


def read(content: bytes) -> Invitation:
    """The invitation, its signature verified; FileProblem when it is not whole or not one."""
    try:
        document = _parsed(content)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _foreign() from None
    if document.get("version") != VERSION:
        raise FileProblem(
            "この招待ファイルは、より新しい版のプログラムで作られています。何も変えていません。"
            "新しい版のプログラムを入れてから、もう一度選んでください。"
        )
    try:
        invitation = _invitation(document)
    except (ValueError, KeyError, TypeError):
        raise _foreign() from None
    try:
        key = Ed25519PublicKey.from_public_bytes(invitation.public_key)
        key.verify(invitation.signature, _signed(invitation))
    except (InvalidSignature, ValueError):
        raise FileProblem(
            "この招待ファイルは、作られたあとに書き換えられています。つないでいません。何も変えていません。"
            "責任者から、招待ファイルをもう一度受け取ってください。"
        ) from None
    return invitation


def _parsed(content: bytes) -> dict[str, object]:
    if len(content) > _LIMIT:
        raise ValueError("size")
    document = json.loads(content.decode("utf-8"))
    if not isinstance(document, dict) or document["format"] != FORMAT:
        raise ValueError("format")
    return document


def _invitation(document: dict[str, object]) -> Invitation:
    names = set(_document(_EMPTY)) | {"signature"}
    port, people = document["port"], document["people"]
    if set(document) != names or type(port) is not int or not 0 < port < 65536:
        raise ValueError("names")
    if not isinstance(people, dict):
        raise ValueError("people")
    texts = {name: document[name] for name in names - {"port", "people", "version", "format"}}
    for text in (*texts.values(), *people.values(), *people):
        if not isinstance(text, str):
            raise TypeError("text")
        text.encode()  # a lone surrogate could not be kept
    if not str(texts["certificate"]).isascii():
        raise ValueError("certificate")
    known = {str(name): _matching(_ID, str(staff)) for name, staff in people.items()}
    return Invitation(
        host=_matching(_HOST, str(texts["host"])),
        port=port,
        database=_matching(_DATABASE, str(texts["database"])),
        certificate=str(texts["certificate"]),
        office_id=_matching(_ID, str(texts["office_id"])),
        office=str(texts["office"]),
        people=known,
        public_key=bytes.fromhex(str(texts["public_key"])),
        signature=bytes.fromhex(str(texts["signature"])),
    )


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError("form")
    return text


def _document(invitation: Invitation) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "office": invitation.office,
        "office_id": invitation.office_id,
        "host": invitation.host,
        "port": invitation.port,
        "database": invitation.database,
        "certificate": invitation.certificate,
        "people": dict(invitation.people),
        "public_key": invitation.public_key.hex(),
    }


def _signed(invitation: Invitation) -> bytes:
    body = json.dumps(_document(invitation), sort_keys=True, separators=(",", ":"))
    return b"teichaku invitation v1\n" + body.encode()


def _foreign() -> FileProblem:
    return FileProblem(
        "選ばれたファイルは、定着の招待ファイルではないか、途中で切れています。何も変えていません。"
        f"責任者から受け取った「{ENDING}」のファイルを選んでください。"
    )


_EMPTY = Invitation("", 0, "", "", "", "", {}, b"")
