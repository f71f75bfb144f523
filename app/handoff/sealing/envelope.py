"""The sealed letter: who signed it, for whom, and nothing parsed before the signature holds.

    "TEICHAKU" 1 · fingerprint of the recipient · HPKE of:
        fingerprint of the signer · signature · header · body · attachments

The layout, the limits and the order of refusals are those of docs/decisions/0021.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.handoff.sealing import strict_json
from app.handoff.sealing.files import LARGEST, read_whole
from app.handoff.sealing.keys import SIGNATURE_LENGTH, OwnKeys, PublicKeys
from app.handoff.sealing.manifest import Holds, NotHolding, Part, held, holds_of
from app.handoff.sealing.refusals import not_sealed, refused
from app.handoff.sealing.strict_json import Limits, NotStrict

MAGIC, VERSION = b"TEICHAKU", 1
MOST_PARTS = 50
HEADER = Limits(size=256 * 1024, text=2_000)
BODY = Limits(size=4 * 1024 * 1024, text=100_000)
"""Five times the longest text of a case in one of the body."""
_SIGNED_PREFIX = b"TEICHAKU letter 1\n"
_FINGERPRINT, _LENGTH = 32, 4
_HEAD = len(MAGIC) + 1 + _FINGERPRINT
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_OVERHEAD = _HEAD + KEM.P256.enc_length() + 16
"""What stands in the file around the sealed bytes: head, HPKE key and tag."""


class Standing(Enum):
    """What is known of a signer whose letters are not opened."""

    REVOKED = "revoked"


Signer = Callable[[str], PublicKeys | Standing | None]
"""The keys behind a fingerprint; Standing.REVOKED, or None for nobody we know."""


@dataclass(frozen=True)
class Opened:
    """A letter whose signature and every hash hold; `body` is None where its sender left it out."""

    signer: str
    recipient: str
    signature: bytes
    header: bytes = field(repr=False)
    body: bytes | None = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    header_values: Mapping[str, Any] = field(repr=False)
    body_values: Mapping[str, Any] | None = field(repr=False)

    @property
    def id(self) -> str:
        """What this letter is called on both sides."""
        return letter_id(self.header)


def letter_id(header: bytes) -> str:
    """What a letter is called everywhere: the hash of its signed header."""
    return hashlib.sha256(header).hexdigest()


def sign(keys: OwnKeys, to: PublicKeys, header: bytes) -> bytes:
    """Our signature on a header for one recipient; it is kept with the letter, to seal it again."""
    return keys.signing_key.sign(_signed(keys.public.fingerprint, to.fingerprint, header))


def verify(signer: PublicKeys, recipient: str, header: bytes, signature: bytes) -> bool:
    """Whether `signer` signed this header for the office with the fingerprint `recipient`."""
    try:
        signer.signing_key.verify(signature, _signed(signer.fingerprint, recipient, header))
    except InvalidSignature:
        return False
    return True


def seal(keys: OwnKeys, to: PublicKeys, header: bytes, body: bytes, parts: Sequence[Part]) -> bytes:
    """The file of a new letter; LetterRefused when it is too large, ValueError when it is none."""
    return seal_again(keys.public, sign(keys, to, header), to, header, body, parts)


def seal_again(
    signer: PublicKeys,
    signature: bytes,
    to: PublicKeys,
    header: bytes,
    body: bytes | None,
    parts: Sequence[Part],
) -> bytes:
    """The file of a letter that was signed before; without its body and parts when body is None."""
    if not verify(signer, to.fingerprint, header, signature):
        raise ValueError("the signature is not for this header and recipient")
    if len(parts) > MOST_PARTS:
        raise not_sealed("sealing_too_many_parts")
    _check_holds(header, body, parts)
    contents = [body or b"", *(part.content for part in parts)]
    size = _OVERHEAD + _FINGERPRINT + SIGNATURE_LENGTH + 2 * _LENGTH + len(header)
    if size + sum(map(len, contents)) > LARGEST:
        raise not_sealed("sealing_too_large")
    plain = b"".join(
        (
            bytes.fromhex(signer.fingerprint),
            signature,
            len(header).to_bytes(_LENGTH),
            header,
            len(contents[0]).to_bytes(_LENGTH),
            *contents,
        )
    )
    head = MAGIC + bytes([VERSION]) + bytes.fromhex(to.fingerprint)
    return head + _SUITE.encrypt(plain, to.sealing_key, head)


def _check_holds(header: bytes, body: bytes | None, parts: Sequence[Part]) -> None:
    signed = strict_json.read(header, HEADER).get("holds")
    held(signed)
    if body is None and not parts:
        return
    strict_json.read(body or b"", BODY)
    if signed != holds_of(body or b"", parts):
        raise ValueError("the header's holds does not agree with body and attachments")


def read_letter(path: Path, keys: Sequence[OwnKeys], signer: Signer) -> Opened:
    """The letter in a file; LetterRefused with one code when it is not to be trusted."""
    data = read_whole(path, LARGEST, "too_large")
    recipient, plain = _unsealed(keys, data)
    # Both at once would be twice the letter.
    del data
    return _taken_apart(recipient, plain, signer)


def open_letter(
    keys: Sequence[OwnKeys], data: bytes | bytearray | memoryview, signer: Signer
) -> Opened:
    """The letter in these bytes; LetterRefused with one code when it is not to be trusted."""
    return _taken_apart(*_unsealed(keys, data), signer)


def _unsealed(keys: Sequence[OwnKeys], data: bytes | bytearray | memoryview) -> tuple[str, bytes]:
    if len(data) > LARGEST:
        raise refused("too_large")
    view = memoryview(data)
    head, version = bytes(view[:_HEAD]), len(MAGIC)
    if not head.startswith(MAGIC) or len(head) == version:
        raise refused("not_letter")
    if head[version] != VERSION:
        raise refused("version")
    if len(head) < _HEAD:
        raise refused("tampered")
    recipient = head[version + 1 :].hex()
    own = next((one for one in keys if one.public.fingerprint == recipient), None)
    if own is None:
        raise refused("not_for_us")
    try:
        return recipient, _SUITE.decrypt(view[_HEAD:], own.opening_key, head)
    except (InvalidTag, ValueError):
        raise refused("tampered") from None


class _Rest:
    """Opened bytes, cut off from the front by lengths that must be there."""

    def __init__(self, plain: bytes) -> None:
        self._rest = memoryview(plain)

    def __len__(self) -> int:
        return len(self._rest)

    def take(self, length: int) -> bytes:
        if length > len(self._rest):
            raise refused("lengths")
        taken, self._rest = self._rest[:length], self._rest[length:]
        return bytes(taken)

    def counted(self) -> bytes:
        return self.take(int.from_bytes(self.take(_LENGTH)))


def _taken_apart(recipient: str, plain: bytes, signer: Signer) -> Opened:
    rest = _Rest(plain)
    fingerprint = rest.take(_FINGERPRINT).hex()
    keys = signer(fingerprint)
    if keys is Standing.REVOKED:
        raise refused("signer_revoked")
    if not isinstance(keys, PublicKeys) or keys.fingerprint != fingerprint:
        raise refused("signer_unknown")
    signature, header = rest.take(SIGNATURE_LENGTH), rest.counted()
    if not verify(keys, recipient, header, signature):
        raise refused("signature")
    body = rest.counted()
    header_values = _strictly(header, HEADER)
    body_values = _strictly(body, BODY) if body else None
    parts = _parts(_held(header_values), body, rest)
    return Opened(
        signer=fingerprint,
        recipient=recipient,
        signature=signature,
        header=header,
        body=body or None,
        parts=parts,
        header_values=header_values,
        body_values=body_values,
    )


def _parts(holds: Holds, body: bytes, rest: _Rest) -> tuple[Part, ...]:
    if len(holds.parts) > MOST_PARTS:
        raise refused("too_many_parts")
    expected = sum(named.length for named in holds.parts) if body else 0
    if len(rest) != expected or (body and len(body) != holds.body.length):
        raise refused("lengths")
    if not body:
        return ()
    if not holds.body.fits(body):
        raise refused("hash")
    parts = tuple(Part(named.name, rest.take(named.length)) for named in holds.parts)
    if not all(n.fits(part.content) for n, part in zip(holds.parts, parts, strict=True)):
        raise refused("hash")
    return parts


def _held(header_values: Mapping[str, Any]) -> Holds:
    try:
        return held(header_values.get("holds"))
    except NotHolding:
        raise refused("content") from None


def _strictly(data: bytes, limits: Limits) -> Mapping[str, Any]:
    try:
        return strict_json.read(data, limits)
    except NotStrict:
        raise refused("content") from None


def _signed(signer: str, recipient: str, header: bytes) -> bytes:
    return _SIGNED_PREFIX + bytes.fromhex(signer) + bytes.fromhex(recipient) + header
