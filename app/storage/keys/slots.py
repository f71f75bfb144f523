"""The key file `teichaku.keys`: a list of slots, each holding the data key in its own wrapping.

JSON with a version, read strictly. A MAC with a key made from the data key covers the whole list,
so a slot that was added, changed or taken away outside the program shows as soon as one opens.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.errors import KeyProblem
from app.storage.keys import wrapping
from app.storage.keys.wrapping import Costs

FORMAT = "teichaku.keys"
VERSION = 1
SIZE_LIMIT = 256 * 1024
MOST_SLOTS = 100
MOST_PER_OWNER = 4  # each may cost one derivation at sign-in


class SlotKind(StrEnum):
    """What opens a slot."""

    STAFF = "staff"  # keyring secret and passphrase together
    PASSPHRASE_ONLY = "staff_passphrase_only"  # noqa: S105 - the name of a kind
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Slot:
    """One wrapping of the data key; `costs` is None for a recovery code."""

    id: str
    kind: SlotKind
    staff_id: str
    name: str
    created: str
    confirmed: bool
    costs: Costs | None
    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)

    def context(self, db_id: str) -> str:
        """What the wrapping is bound to."""
        return f"{FORMAT}|{VERSION}|{db_id}|{self.id}|{self.kind}|{self.staff_id}"


@dataclass(frozen=True)
class KeyFile:
    """The whole list; `generation` grows with every change."""

    db_id: str
    generation: int
    slots: tuple[Slot, ...]

    def mac(self, data_key: bytes) -> bytes:
        """The authentication of everything in the file."""
        key = wrapping.derive(data_key, salt=self.db_id.encode(), purpose="key file")
        content = json.dumps(_document(self), sort_keys=True, separators=(",", ":"))
        return hmac.new(key, content.encode(), hashlib.sha256).digest()


def write(file: KeyFile, data_key: bytes) -> bytes:
    """The file's bytes."""
    document = {**_document(file), "mac": file.mac(data_key).hex()}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def read(content: bytes) -> tuple[KeyFile, bytes]:
    """The list and its MAC, not yet authenticated; KeyProblem when it is not a key file."""
    if not 0 < len(content) <= SIZE_LIMIT:
        raise damaged()
    try:
        document = json.loads(content.decode("utf-8"), object_pairs_hook=_no_repeats)
        if _text(document, "format") != FORMAT:
            raise ValueError("format")
        if _number(document, "version") > VERSION:
            raise _too_new()
        _expect(document, {"format", "version", "db_id", "generation", "slots", "mac"})
        if _number(document, "version") != VERSION:
            raise ValueError("version")
        slots = tuple(_slot(item) for item in _list(document, "slots"))
        _refuse_crowd(slots)
        file = KeyFile(_hex_text(document, "db_id", 16), _number(document, "generation"), slots)
        return file, _bytes(document, "mac", 32)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged() from None


def damaged() -> KeyProblem:
    """The key file is not whole or was changed outside the program."""
    return KeyProblem(
        "鍵ファイル「teichaku.keys」が壊れているか、プログラムの外で書き換えられています。"
        "鍵ファイルにもデータにも手を加えていません。"
        "「backups」フォルダーにある鍵ファイル（.keys）に戻してから、開き直してください。"
    )


def _too_new() -> KeyProblem:
    return KeyProblem(
        "鍵ファイル「teichaku.keys」は、このプログラムより新しい版で作られています。"
        "何も変更していません。新しい版のプログラムで開いてください。"
    )


def _document(file: KeyFile) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "db_id": file.db_id,
        "generation": file.generation,
        "slots": [_slot_document(slot) for slot in file.slots],
    }


def _slot_document(slot: Slot) -> dict[str, object]:
    document: dict[str, object] = {
        "id": slot.id,
        "kind": slot.kind.value,
        "staff_id": slot.staff_id,
        "name": slot.name,
        "created": slot.created,
        "confirmed": slot.confirmed,
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        "wrapped": slot.wrapped.hex(),
    }
    if slot.costs is not None:
        document["argon2id"] = {
            "memory_kib": slot.costs.memory_kib,
            "iterations": slot.costs.iterations,
            "lanes": slot.costs.lanes,
        }
    return document


def _slot(item: object) -> Slot:
    document = _mapping(item)
    kind = SlotKind(_text(document, "kind"))
    fields = {"id", "kind", "staff_id", "name", "created", "confirmed", "salt", "nonce", "wrapped"}
    costs = None
    if kind is not SlotKind.RECOVERY:
        fields.add("argon2id")
        given = _mapping(document["argon2id"])
        _expect(given, {"memory_kib", "iterations", "lanes"})
        costs = Costs(*(_number(given, name) for name in ("memory_kib", "iterations", "lanes")))
    _expect(document, fields)
    if not isinstance(document["confirmed"], bool):
        raise ValueError("confirmed")
    return Slot(
        id=_hex_text(document, "id", 8),
        kind=kind,
        staff_id=_text(document, "staff_id"),
        name=_text(document, "name"),
        created=_text(document, "created"),
        confirmed=document["confirmed"],
        costs=costs,
        salt=_bytes(document, "salt", wrapping.SALT_BYTES),
        nonce=_bytes(document, "nonce", wrapping.NONCE_BYTES),
        wrapped=_bytes(document, "wrapped", wrapping.WRAPPED_BYTES),
    )


def _refuse_crowd(slots: tuple[Slot, ...]) -> None:
    owners = [slot.staff_id for slot in slots]
    if len(slots) > MOST_SLOTS or len({slot.id for slot in slots}) != len(slots):
        raise ValueError("slots")
    if any(owners.count(owner) > MOST_PER_OWNER for owner in set(owners)):
        raise ValueError("slots")


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("repeated name")
    return document


def _expect(document: Mapping[str, object], names: set[str]) -> None:
    if set(document) != names:
        raise ValueError("names")


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("object")
    return value


def _list(document: Mapping[str, object], name: str) -> list[object]:
    value = document[name]
    if not isinstance(value, list):
        raise ValueError(name)
    return value


def _text(document: Mapping[str, object], name: str) -> str:
    value = document[name]
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _number(document: Mapping[str, object], name: str) -> int:
    value = document[name]
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError(name)
    return value


def _bytes(document: Mapping[str, object], name: str, length: int) -> bytes:
    return bytes.fromhex(_hex_text(document, name, length))


def _hex_text(document: Mapping[str, object], name: str, length: int) -> str:
    value = _text(document, name)
    if len(value) != 2 * length or any(char not in "0123456789abcdef" for char in value):
        raise ValueError(name)
    return value
