"""Deriving a slot's wrapping key and wrapping the data key with it (AES-256-GCM)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import KeyProblem

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
WRAPPED_BYTES = KEY_BYTES + 16


@dataclass(frozen=True)
class Costs:
    """What one Argon2id derivation costs."""

    memory_kib: int
    iterations: int
    lanes: int


@dataclass(frozen=True)
class KdfPolicy:
    """The costs of new slots, and the bounds for costs read from a file."""

    costs: Costs
    floor: Costs
    ceiling: Costs


Stretch = Callable[[bytes, bytes, Costs], bytes]
"""What gives the stretched 合言葉 for a salt and costs."""
PRODUCT_POLICY = KdfPolicy(
    costs=Costs(memory_kib=64 * 1024, iterations=3, lanes=4),
    floor=Costs(memory_kib=19 * 1024, iterations=2, lanes=1),
    ceiling=Costs(memory_kib=256 * 1024, iterations=10, lanes=8),
)


def refuse_costs_outside(costs: Costs, policy: KdfPolicy) -> None:
    """Raise KeyProblem before a file's parameters can cost gigabytes or protect nothing."""
    low, high = policy.floor, policy.ceiling
    if (
        low.memory_kib <= costs.memory_kib <= high.memory_kib
        and low.iterations <= costs.iterations <= high.iterations
        and low.lanes <= costs.lanes <= high.lanes
        and costs.memory_kib >= 8 * costs.lanes  # Argon2's own rule
    ):
        return
    raise KeyProblem(
        "鍵ファイルの計算条件が許される範囲の外です。書き換えられたおそれがあるため、"
        "鍵を開けていません。データはそのまま残っています。"
        "「backups」フォルダーの鍵ファイルに戻してください。"
    )


def stretch(passphrase: bytes, salt: bytes, costs: Costs) -> bytes:
    """Argon2id over the passphrase; about 0.15 s at the product's costs."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=costs.iterations,
        lanes=costs.lanes,
        memory_cost=costs.memory_kib,
    )
    return kdf.derive(passphrase)


def derive(secret: bytes, *, salt: bytes, purpose: str) -> bytes:
    """HKDF-SHA256: a 32-byte key for one purpose."""
    return HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=f"teichaku {purpose} v1".encode()
    ).derive(secret)


def wrap(key: bytes, data_key: bytes, nonce: bytes, context: str) -> bytes:
    """The data key sealed for one slot; `context` names the slot and the database."""
    return AESGCM(key).encrypt(nonce, data_key, context.encode())


def unwrap(key: bytes, wrapped: bytes, nonce: bytes, context: str) -> bytes | None:
    """The data key, or None when the wrapping key or the slot is not the right one."""
    try:
        return AESGCM(key).decrypt(nonce, wrapped, context.encode())
    except InvalidTag:
        return None
