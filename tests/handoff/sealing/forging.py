"""Made-up offices, their letters, and letters that no honest program would write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.handoff.sealing import strict_json
from app.handoff.sealing.envelope import BODY, HEADER, Standing, seal, sign
from app.handoff.sealing.keys import OwnKeys, PublicKeys
from app.handoff.sealing.manifest import Part, holds_of

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def office(number: int) -> OwnKeys:
    """The same keys for the same number; never for real."""
    return OwnKeys(bytes([number]) * 32, bytes([number]) * 32)


GUNMA, SHIMANE, THIRD, STRANGER, REVOKED = (office(number) for number in range(1, 6))
BODY_VALUES = {"text": "面接は 12/3 の予定です。\n髙﨑 𠮷 葛\U000e0100"}


def known(fingerprint: str) -> PublicKeys | Standing | None:
    """Whom 島根 knows: 群馬 and the third, and one whose key was revoked."""
    if fingerprint == REVOKED.public.fingerprint:
        return Standing.REVOKED
    offices = {one.public.fingerprint: one.public for one in (GUNMA, THIRD)}
    return offices.get(fingerprint)


def body_of(values: dict[str, Any] | None = None) -> bytes:
    """A body."""
    return strict_json.write(BODY_VALUES if values is None else values, BODY)


def header_of(body: bytes, parts: Sequence[Part] = (), **more: Any) -> bytes:
    """A header that fits; `more` replaces or adds values."""
    values = {"kind": "progress", "seq": 3, "holds": holds_of(body, parts), **more}
    return strict_json.write(values, HEADER)


def letter(parts: Sequence[Part] = (), *, sender: OwnKeys = GUNMA, to: OwnKeys = SHIMANE) -> bytes:
    """A letter as the program seals it."""
    body = body_of()
    return seal(sender, to.public, header_of(body, parts), body, parts)


def head(to: PublicKeys, version: int = 1) -> bytes:
    """What stands before the sealed bytes."""
    return b"TEICHAKU" + bytes([version]) + bytes.fromhex(to.fingerprint)


def sealed(plain: bytes, to: OwnKeys = SHIMANE) -> bytes:
    """Any bytes, sealed as everybody can who has the card."""
    return head(to.public) + SUITE.encrypt(plain, to.public.sealing_key, head(to.public))


def counted(content: bytes) -> bytes:
    """Content after its length."""
    return len(content).to_bytes(4) + content


def forged(
    header: bytes,
    body: bytes,
    rest: bytes = b"",
    *,
    sender: OwnKeys = GUNMA,
    signature: bytes | None = None,
) -> bytes:
    """A letter of a known office whose program does not check what it signs."""
    signature = signature or sign(sender, SHIMANE.public, header)
    plain = bytes.fromhex(sender.public.fingerprint) + signature
    return sealed(plain + counted(header) + counted(body) + rest)


def claiming(**holds: Any) -> bytes:
    """A signed header that claims something else about its contents."""
    body = body_of()
    return header_of(body, holds={**holds_of(body, ()), **holds})
