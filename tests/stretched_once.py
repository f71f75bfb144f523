"""A 合言葉 that is stretched again with the same salt at the same costs: the copies of one office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType

from app.storage.keys import wrapping
from app.storage.keys.wrapping import Costs


@contextmanager
def stretched_once() -> Iterator[None]:
    """Meanwhile only what was never asked for is computed; each time else costs 0.06 s."""
    real = wrapping.stretch
    kept: dict[tuple[CodeType, bytes, bytes, Costs], bytes] = {}

    def stretch(passphrase: bytes, salt: bytes, costs: Costs) -> bytes:
        asked = (real.__code__, passphrase, salt, costs)  # the code of a mutant is another
        if asked not in kept:
            kept[asked] = real(passphrase, salt, costs)
        return kept[asked]

    wrapping.stretch = stretch
    yield
    wrapping.stretch = real
