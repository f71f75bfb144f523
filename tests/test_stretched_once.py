"""What was stretched before is not computed again, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from app.storage.keys import wrapping
from app.storage.keys.wrapping import Costs
from tests.stretched_once import stretched_once

COSTS = Costs(memory_kib=8, iterations=1, lanes=1)
SALT = b"s" * 16


def test_only_the_very_same_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = wrapping.stretch, []

    def count(passphrase: bytes, salt: bytes, costs: Costs) -> bytes:
        asked.append((passphrase, salt, costs))
        return b"%d" % len(asked)

    monkeypatch.setattr(wrapping, "stretch", count)
    with stretched_once():
        first = wrapping.stretch(b"a", SALT, COSTS)
        assert wrapping.stretch(b"a", SALT, Costs(8, 1, 1)) == first == b"1"
        others = [(b"b", SALT, COSTS), (b"a", b"t" * 16, COSTS), (b"a", SALT, Costs(8, 2, 1))]
        assert [wrapping.stretch(*other) for other in others] == [b"2", b"3", b"4"]
    assert asked == [(b"a", SALT, COSTS), *others] and wrapping.stretch is count
    monkeypatch.undo()
    assert wrapping.stretch is real


def test_each_test_gets_what_the_program_computes() -> None:
    twice = [wrapping.stretch(b"a", SALT, COSTS) for _ in range(2)]
    assert twice[0] == twice[1] and len(twice[0]) == wrapping.KEY_BYTES
    assert twice[0] != wrapping.stretch(b"b", SALT, COSTS)
