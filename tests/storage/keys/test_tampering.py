"""Every byte of the key file flipped: refused in Japanese, or the very same key; nothing written."""

from __future__ import annotations

import pytest

from app.errors import KeyProblem, StorageProblem
from app.storage.keys import unlock_with_passphrase, unlock_with_recovery


@pytest.mark.parametrize(
    "bit", [0, *(pytest.param(bit, marks=pytest.mark.long) for bit in range(1, 8))]
)
def test_a_flipped_bit_is_refused_or_harmless(made, policy, words, clear, bit):
    path = made.folder.key_file
    whole = path.read_bytes()
    ways = (
        lambda: unlock_with_passphrase(
            made.folder, words["staff"], words["passphrase"], None, policy=policy
        ),
        lambda: unlock_with_recovery(made.folder, made.recovery.code),
    )
    harmless = 0
    for place in range(len(whole)):
        content = bytearray(whole)
        content[place] ^= 1 << bit
        path.write_bytes(content)
        for unlock in ways:
            try:
                opened = unlock()
            except (KeyProblem, StorageProblem) as error:
                clear(error)
            else:
                assert opened == made.unlocked or opened.slot != made.unlocked.slot
                assert opened.data_key == made.key
                assert opened.db_id == made.unlocked.db_id
                assert opened.generation == made.unlocked.generation
                harmless += 1
        assert path.read_bytes() == content
    assert harmless < len(whole) / 4  # white space between the values


def test_a_file_cut_anywhere_is_refused(made, policy, words):
    path = made.folder.key_file
    whole = path.read_bytes()
    for length in range(len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(KeyProblem):
            unlock_with_passphrase(
                made.folder, words["staff"], words["passphrase"], None, policy=policy
            )
    path.write_bytes(whole * 2)
    with pytest.raises(KeyProblem):
        unlock_with_recovery(made.folder, made.recovery.code)


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"format": "teichaku.keys", "version": 1}',
        b'{"format": "teichaku.keys", "version": true}',
        b'{"format": "teichaku.keys", "version": ' + b"9" * 5000 + b"}",
        b"\xff\xfe",
        b"x" * 300_000,
    ],
)
def test_other_content_is_refused(made, content, clear):
    made.folder.key_file.write_bytes(content)
    with pytest.raises(KeyProblem) as caught:
        unlock_with_recovery(made.folder, made.recovery.code)
    clear(caught.value)
