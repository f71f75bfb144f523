"""Letters made to hurt, each with the one code it must end in; run as a child it opens them all.

The child prints one line for each: code, seconds, and the most memory used so far in kilobytes.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import LetterRefused
from app.handoff.sealing.envelope import read_letter, sign
from app.handoff.sealing.files import LARGEST
from app.handoff.sealing.manifest import Part, holds_of
from tests.handoff.sealing.forging import (
    GUNMA,
    REVOKED,
    SHIMANE,
    STRANGER,
    THIRD,
    body_of,
    claiming,
    counted,
    forged,
    head,
    header_of,
    known,
    letter,
    sealed,
)

GIGABYTES = 2**31
SHA = "0" * 64
GOOD_BODY = body_of()
GOOD_HEADER = header_of(GOOD_BODY)
SIGNER = bytes.fromhex(GUNMA.public.fingerprint)
SIGNATURE = sign(GUNMA, SHIMANE.public, GOOD_HEADER)


def _framed(
    header: bytes = GOOD_HEADER, signer: bytes = SIGNER, signature: bytes = SIGNATURE
) -> bytes:
    return sealed(signer + signature + counted(header) + counted(GOOD_BODY))


def outside() -> dict[str, tuple[bytes, str]]:
    """What anybody can make who has our card."""
    good = letter()
    other_recipient = sign(GUNMA, THIRD.public, GOOD_HEADER)
    return {
        "text": ("文です。\n".encode() * 50, "not_letter"),
        "pdf": (b"%PDF-1.4" + bytes(500), "not_letter"),
        "magic only": (b"TEICHAKU", "not_letter"),
        "newer version": (head(SHIMANE.public, 2) + good[41:], "version"),
        "head only": (good[:41], "tampered"),
        "cut in the head": (good[:20], "tampered"),
        "cut": (good[:-1], "tampered"),
        "longer": (good + b"\0", "tampered"),
        "other office in the head": (head(THIRD.public) + good[41:], "not_for_us"),
        "other office's letter renamed to us": (
            head(SHIMANE.public) + letter(to=THIRD)[41:],
            "tampered",
        ),
        "nothing sealed": (sealed(b""), "lengths"),
        "less than a signer": (sealed(SIGNER[:31]), "lengths"),
        "no signature": (sealed(SIGNER), "lengths"),
        "unsigned": (_framed(signature=bytes(64)), "signature"),
        "unsigned and unknown": (_framed(signer=bytes(32)), "signer_unknown"),
        "signed by a stranger": (letter(sender=STRANGER), "signer_unknown"),
        "signed by a revoked key": (letter(sender=REVOKED), "signer_revoked"),
        "a stranger as 群馬": (
            _framed(signature=sign(STRANGER, SHIMANE.public, GOOD_HEADER)),
            "signature",
        ),
        "a letter to another office, sealed to us": (
            _framed(signature=other_recipient),
            "signature",
        ),
        "another header under the signature": (_framed(header_of(GOOD_BODY, seq=4)), "signature"),
        "header of 2 GB claimed": (
            sealed(SIGNER + SIGNATURE + GIGABYTES.to_bytes(4) + GOOD_HEADER),
            "lengths",
        ),
        "header of nothing": (_framed(b""), "signature"),
        "deep, not signed": (_framed(b"[" * 10_000), "signature"),
    }


def inside() -> dict[str, tuple[bytes, str]]:
    """What a partner's broken or taken-over program could make: its signature holds."""
    body, header = GOOD_BODY, GOOD_HEADER
    sized = {"sha256": SHA, "name": "a"}
    deep = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
    raw = header.replace(b'"kind":"progress"', b'"kind":NaN')
    signed = SIGNER + SIGNATURE + counted(header)
    return {
        "body of 2 GB claimed": (sealed(signed + GIGABYTES.to_bytes(4) + body), "lengths"),
        "no body length": (sealed(signed), "lengths"),
        "bytes left over": (forged(header, body, b"x"), "lengths"),
        "left over without a body": (forged(header, b"", b"x"), "lengths"),
        "shorter body claimed": (
            forged(claiming(body={"length": 1, "sha256": SHA}), body),
            "lengths",
        ),
        "attachment of 2 GB claimed": (
            forged(claiming(parts=[{**sized, "length": GIGABYTES}]), body, b"x"),
            "lengths",
        ),
        "nested 10,000 deep": (forged(deep, body), "content"),
        "body nested 10,000 deep": (_holding(deep), "content"),
        "lists 4 MB wide": (_holding(b'{"a":[' + b"[]," * 1_390_000 + b"[]]}"), "content"),
        "unclosed text of 4 MB": (_holding(b'{"' + b'\\"' * 2_090_000), "content"),
        "number of 4 MB": (_holding(b'{"a":' + b"9" * 4_190_000 + b"}"), "content"),
        "repeated keys": (_holding(b'{"a":1,"a":2}'), "content"),
        "repeated keys in the header": (
            forged(header.replace(b'"seq":3', b'"seq":3,"seq":4'), body),
            "content",
        ),
        "NaN": (_holding(b'{"a":NaN}'), "content"),
        "NaN in the header": (forged(raw, body), "content"),
        "Infinity": (_holding(b'{"a":-Infinity}'), "content"),
        "a character NUL": (_holding(b'{"a":"\\u0000"}'), "content"),
        "half a character": (_holding(b'{"a":"\\ud800"}'), "content"),
        "not UTF-8": (_holding(b'{"a":"\xff"}'), "content"),
        "a list": (_holding(b"[]"), "content"),
    }


def misleading() -> dict[str, tuple[bytes, str]]:
    """Signed by such a program too: what the header says of the contents is not so."""
    body = GOOD_BODY
    sized = {"sha256": SHA, "name": "a"}
    wide = [{**sized, "length": 0}] * 51
    return {
        "nothing held": (forged(header_of(body, holds=None), body), "content"),
        "parts no list": (forged(claiming(parts={}), body), "content"),
        "part with a path beside its name": (
            forged(claiming(parts=[{**sized, "length": 0, "path": "x"}]), body),
            "content",
        ),
        "negative length": (forged(claiming(parts=[{**sized, "length": -1}]), body), "content"),
        "length true": (forged(claiming(parts=[{**sized, "length": True}]), body), "content"),
        "name of 201": (
            forged(claiming(parts=[{**sized, "length": 0, "name": "x" * 201}]), body),
            "content",
        ),
        "no name": (forged(claiming(parts=[{**sized, "length": 0, "name": ""}]), body), "content"),
        "too many parts": (forged(claiming(parts=wide), body), "too_many_parts"),
        "body of another": (
            forged(claiming(body={"length": len(body), "sha256": SHA}), body),
            "hash",
        ),
        "part of another": (
            forged(claiming(parts=[{**sized, "length": 3}]), body, b"abc"),
            "hash",
        ),
        "parts changed over": (_turned(), "hash"),
    }


def harmless() -> dict[str, tuple[bytes, str]]:
    """What looks like an attack and is read as text."""
    names = [Part(name, b"x") for name in ("../../x", "C:\\x", "NUL", "CON", "<b>名</b>")]
    many = b'{"a":[' + b"{}," * 99_000 + b"{}]}"
    return {
        "names like paths": (letter(names), "opened"),
        "99,000 values": (_holding(many), "opened"),
    }


def large() -> Iterator[tuple[str, tuple[bytes, str]]]:
    """As much as a file may hold, one after the other."""
    text = b'{"a":"' + b"x" * 60_000_000 + b'"}'
    yield "body of 60 MB", (_holding(text), "content")
    yield "header of 60 MB", (forged(text, GOOD_BODY), "content")
    yield "64 MB", (letter([Part("scan.pdf", bytes(LARGEST - 10_000))]), "opened")


def _holding(body: bytes) -> bytes:
    assert len(body) < LARGEST
    return forged(header_of(GOOD_BODY, holds=holds_of(body, ())), body)


def _turned() -> bytes:
    parts = [Part("a", b"abc"), Part("b", b"xyz")]
    return forged(header_of(GOOD_BODY, parts), GOOD_BODY, b"xyzabc")


def outcome(path: Path) -> str:
    """The code it ends in, or 'opened'."""
    try:
        read_letter(path, (SHIMANE,), known)
    except LetterRefused as error:
        return error.where
    return "opened"


def measured(path: Path) -> dict[str, Any]:
    """Code, seconds and peak of memory so far."""
    # The processor's time: others on the machine do not make a letter dearer.
    began = time.process_time()
    code = outcome(path)
    took = time.process_time() - began
    return {"name": path.name, "code": code, "seconds": took, "kilobytes": _peak()}


def _peak() -> int:
    """The most memory used so far, as Linux tells it; elsewhere 0."""
    if sys.platform != "linux":
        return 0
    # Not ru_maxrss: that begins with the peak of whoever started the child.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert peak is not None
    return int(peak[1])


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(json.dumps(measured(Path(name))) + "\n")
