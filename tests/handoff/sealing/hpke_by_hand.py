"""HPKE base mode after RFC 9180 from its parts, to hold the library and our files against."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEM_ID, KDF_ID, BASE = 0x0010, 0x0001, b"\x00"
POINT = 65


@dataclass(frozen=True)
class Context:
    """What both sides agree on."""

    shared_secret: bytes
    key: bytes
    base_nonce: bytes


def context(private: ec.EllipticCurvePrivateKey, enc: bytes, info: bytes, aead_id: int) -> Context:
    """SetupBaseR of the RFC, sections 4.1 and 5.1."""
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), enc)
    kem = b"KEM" + KEM_ID.to_bytes(2)
    agreed = _extract(kem, b"", b"eae_prk", private.exchange(ec.ECDH(), ephemeral))
    shared = _expand(kem, agreed, b"shared_secret", enc + public, 32)
    suite = b"HPKE" + KEM_ID.to_bytes(2) + KDF_ID.to_bytes(2) + aead_id.to_bytes(2)
    ids = _extract(suite, b"", b"psk_id_hash", b"") + _extract(suite, b"", b"info_hash", info)
    secret = _extract(suite, shared, b"secret", b"")
    key = _expand(suite, secret, b"key", BASE + ids, 32 if aead_id == 2 else 16)
    return Context(shared, key, _expand(suite, secret, b"base_nonce", BASE + ids, 12))


def opened(private: ec.EllipticCurvePrivateKey, sealed: bytes, info: bytes) -> bytes:
    """The plaintext of `enc` and ciphertext, AES-256-GCM."""
    agreed = context(private, sealed[:POINT], info, 2)
    return AESGCM(agreed.key).decrypt(agreed.base_nonce, sealed[POINT:], b"")


def _extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, hashlib.sha256)


def _expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labeled + b"\x01", hashlib.sha256)[:length]
