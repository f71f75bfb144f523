"""The keys of an office: one pair to sign, one pair to receive, and what is compared by phone."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGN_LENGTH, SEAL_LENGTH, SIGNATURE_LENGTH = 32, 65, 64
_PRIVATE_LENGTH = 32
_FINGERPRINT_PREFIX = b"TEICHAKU keys 1\n"
_UNCOMPRESSED = 4
_CURVE = ec.SECP256R1()
_KANA = "かさならわきみりつむるゆこそのよ"
_WORDS = 12


@dataclass(frozen=True, repr=False)
class PublicKeys:
    """What the others know of an office: Ed25519 key and P-256 point; ValueError if they are none."""

    sign: bytes
    seal: bytes

    def __post_init__(self) -> None:
        if len(self.sign) != SIGN_LENGTH:
            raise ValueError("not an Ed25519 key")
        if len(self.seal) != SEAL_LENGTH or self.seal[0] != _UNCOMPRESSED:
            raise ValueError("not an uncompressed P-256 point")
        _ = self.sealing_key

    @cached_property
    def fingerprint(self) -> str:
        """64 hex digits that stand for both keys."""
        return hashlib.sha256(_FINGERPRINT_PREFIX + self.sign + self.seal).hexdigest()

    @cached_property
    def signing_key(self) -> Ed25519PublicKey:
        """The key that checks this office's signatures."""
        return Ed25519PublicKey.from_public_bytes(self.sign)

    @cached_property
    def sealing_key(self) -> ec.EllipticCurvePublicKey:
        """The key that seals for this office."""
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, self.seal)

    def __repr__(self) -> str:
        return f"PublicKeys({short(self.fingerprint)})"


@dataclass(frozen=True, repr=False)
class OwnKeys:
    """Both private parts, as they are kept in the encrypted data; ValueError if they are none."""

    sign_private: bytes
    seal_private: bytes

    def __post_init__(self) -> None:
        if len(self.sign_private) != _PRIVATE_LENGTH or len(self.seal_private) != _PRIVATE_LENGTH:
            raise ValueError("not private keys of an office")
        _ = self.public

    @cached_property
    def public(self) -> PublicKeys:
        """The halves for the others."""
        point = self.opening_key.public_key()
        return PublicKeys(
            self.signing_key.public_key().public_bytes_raw(),
            point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        )

    @cached_property
    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs."""
        return Ed25519PrivateKey.from_private_bytes(self.sign_private)

    @cached_property
    def opening_key(self) -> ec.EllipticCurvePrivateKey:
        """The key that opens what was sealed for us."""
        return ec.derive_private_key(int.from_bytes(self.seal_private), _CURVE)

    def __repr__(self) -> str:
        return f"OwnKeys(of {self.public!r})"


def make_keys() -> OwnKeys:
    """New keys of an office, from the system's randomness."""
    point = ec.generate_private_key(_CURVE).private_numbers().private_value
    return OwnKeys(secrets.token_bytes(_PRIVATE_LENGTH), point.to_bytes(_PRIVATE_LENGTH))


def short(fingerprint: str) -> str:
    """「7C1A 44E0 9B52」: to tell keys apart on the screen, not to trust them by."""
    digits = fingerprint[:12].upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def check_words(fingerprint: str) -> tuple[str, ...]:
    """確かめの言葉: twelve pairs of kana, 96 bits, read out and compared by phone.

    Sixteen syllables, so that a pair is one byte. No voiced ones, and of those that telephones or
    dialects blur only one: し・ひ・ち・す・つ, い・え, な・ま, に・み, ぬ・む, の・も, か・た・は, そ・ほ …
    """
    digest = bytes.fromhex(fingerprint)[:_WORDS]
    return tuple(_KANA[byte >> 4] + _KANA[byte & 15] for byte in digest)
