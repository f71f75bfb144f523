"""The library's HPKE is that of RFC 9180, and a letter opens with nothing but the RFC at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tests.handoff.sealing import hpke_by_hand
from tests.handoff.sealing.forging import GUNMA, SHIMANE, body_of, header_of, letter

GIVEN = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
INFO, PLAINTEXT, AAD = (bytes.fromhex(GIVEN[name]) for name in ("info", "plaintext", "aad"))
VECTORS = pytest.mark.parametrize("vector", GIVEN["vectors"], ids=lambda one: one["aead"])


def private(vector: dict[str, Any]) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(vector["private"], 16), ec.SECP256R1())


@VECTORS
def test_the_library_opens_the_vectors(vector: dict[str, Any]) -> None:
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, getattr(AEAD, vector["aead"]))
    sealed = bytes.fromhex(vector["enc"] + vector["ciphertext"])
    # The vectors have associated data, which the public call leaves empty as our letters do.
    opened = openssl.hpke._decrypt_with_aad(suite, sealed, private(vector), INFO, AAD)
    assert opened == PLAINTEXT


@VECTORS
def test_hpke_by_hand_agrees_with_the_vectors(vector: dict[str, Any]) -> None:
    enc = bytes.fromhex(vector["enc"])
    found = hpke_by_hand.context(private(vector), enc, INFO, vector["aead_id"])
    assert found.shared_secret.hex() == vector["shared_secret"]
    assert found.key.hex() == vector["key"]
    assert found.base_nonce.hex() == vector["base_nonce"]


def test_a_letter_is_laid_out_as_the_decision_says_and_opens_by_hand() -> None:
    file = letter()
    head, sealed = file[:41], file[41:]
    assert head == b"TEICHAKU\x01" + bytes.fromhex(SHIMANE.public.fingerprint)
    plain = hpke_by_hand.opened(SHIMANE.opening_key, sealed, head)
    body = body_of()
    header = header_of(body)
    signer, signature, rest = plain[:32], plain[32:96], plain[96:]
    assert signer.hex() == GUNMA.public.fingerprint
    signed = b"TEICHAKU letter 1\n" + signer + bytes.fromhex(SHIMANE.public.fingerprint) + header
    GUNMA.public.signing_key.verify(signature, signed)
    assert rest == len(header).to_bytes(4) + header + len(body).to_bytes(4) + body
