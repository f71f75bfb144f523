"""The invitation file: what is read back, and everything that is not it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import FileProblem
from app.storage.server.invitation import (
    Invitation,
    name_digest,
    public_key_of,
    read,
    read_file,
    sign,
    write,
)

SEED = bytes(range(32))
OFFICE = "0" * 31 + "1"
PLAIN = Invitation(
    host="192.168.1.10",
    port=5432,
    database="teichaku",
    certificate="-----BEGIN CERTIFICATE-----\n",
    office_id=OFFICE,
    office="群馬県地域生活定着支援センター",
    people={name_digest(OFFICE, "例示 霧子"): "a" * 32},
    public_key=public_key_of(SEED),
)
CONTENT = write(sign(PLAIN, SEED))


def _with(**fields: Any) -> bytes:
    return json.dumps({**json.loads(CONTENT), **fields}).encode()


def test_what_was_signed_is_read_back() -> None:
    assert read(CONTENT) == sign(PLAIN, SEED)
    assert read(CONTENT).staff_id("例示　霧 子") == "a" * 32
    assert read(CONTENT).staff_id("別人") is None
    assert "霧子" not in CONTENT.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"host": "evil.example"},
        {"port": 1},
        {"database": "other"},
        {"office": "よその事業所"},
        {"office_id": "f" * 32},
        {"certificate": "x"},
        {"people": {}},
        {"public_key": public_key_of(b"x" * 32).hex()},
        {"public_key": "00"},
        {"signature": "0" * 128},
    ],
)
def test_a_changed_one_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(FileProblem, match="書き換えられています"):
        read(_with(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"format": "x"},
        {"host": "a,b"},
        {"host": "/tmp"},
        {"host": "a b"},
        {"port": "5432"},
        {"port": True},
        {"port": 0},
        {"database": "a b"},
        {"database": "a=b"},
        {"office": 1},
        {"office": "\ud800"},
        {"certificate": "あ"},
        {"office_id": "../.."},
        {"people": {"x": "../../etc"}},
        {"people": []},
        {"more": 1},
        {"public_key": "zz"},
    ],
)
def test_a_foreign_one_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(FileProblem, match="招待ファイルではない"):
        read(_with(**fields))


def test_a_newer_one_says_so() -> None:
    with pytest.raises(FileProblem, match="新しい版"):
        read(_with(version=2))


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_no_changed_byte_passes(at: int, change: int) -> None:
    changed = bytearray(CONTENT)
    changed[at] ^= change
    try:
        found = read(bytes(changed))
    except FileProblem:
        return
    assert found == read(CONTENT), "white space only"


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(FileProblem):
        read(content)


def test_whoever_signs_with_another_key_has_other_words() -> None:
    other = b"y" * 32
    forged = sign(replace(PLAIN, host="evil.example", public_key=public_key_of(other)), other)
    assert read(write(forged)).words != PLAIN.words
    assert replace(PLAIN, host="10.0.0.1").words == PLAIN.words
    assert [len(word) for word in PLAIN.words.split("　")] == [4, 4, 4, 4]


@pytest.mark.parametrize("port", [-1, 65536, 1 << 40])
def test_a_port_that_no_server_has_is_refused(port: int) -> None:
    for last in (1, 65535):
        assert read(write(sign(replace(PLAIN, port=last), SEED))).port == last
    with pytest.raises(FileProblem, match="招待ファイルではない"):
        read(write(sign(replace(PLAIN, port=port), SEED)))


def test_what_is_larger_than_any_invitation_is_not_looked_at() -> None:
    filler = 256 * 1024 - len(CONTENT)
    assert read(CONTENT + b" " * filler) == read(CONTENT)
    with pytest.raises(FileProblem, match="招待ファイルではない"):
        read(CONTENT + b" " * (filler + 1))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"「招待\.teichaku-office」を読めません") as caught:
        read_file(tmp_path / "招待.teichaku-office")
    assert caught.value.where == str(tmp_path / "招待.teichaku-office")


def test_the_words_are_sixteen_kana_of_the_thirty_two() -> None:
    """So that two offices have the same words once in 2 to the power of 80."""
    kana = {letter for at in range(60) for letter in replace(PLAIN, office_id=f"{at:032x}").words}
    assert len(kana - {"　"}) == 32
