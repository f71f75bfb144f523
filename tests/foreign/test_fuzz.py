"""Whatever a file is changed to, its door ends in the error it is documented with, and soon."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress

import pytest

from tests.foreign.fuzzing import doors

SECONDS = float(os.environ.get("TEICHAKU_FUZZ", "0.3"))
LONGEST = 1.0
DOORS = doors()


def run(name: str, seconds: float, seed: int) -> tuple[int, list[str]]:
    """How many files were tried, and what ended otherwise (with the seed that makes it again)."""
    door, chance, began = DOORS[name], random.Random(seed), time.process_time()
    tried, found = 0, list[str]()
    while (time.process_time() - began < seconds or tried < 20) and len(found) < 5:
        data = door.change(chance, chance.choice(door.seeds))
        at, tried = time.process_time(), tried + 1
        try:
            with suppress(*door.ends):
                door.read(data)
        except Exception as error:  # noqa: BLE001 - what is looked for
            found.append(f"{type(error).__name__}: {str(error)[:80]}, {data[:4000]!r}")
        if time.process_time() - at > LONGEST:
            found.append(f"{time.process_time() - at:.1f} s: {data[:4000]!r}")
    return tried, found


@pytest.mark.parametrize("name", DOORS)
def test_a_changed_file_ends_as_its_door_says(name: str) -> None:
    seed = 38 if SECONDS < 1 else random.SystemRandom().randrange(1 << 32)
    tried, found = run(name, SECONDS, seed)
    assert tried >= 20
    assert found == [], f"seed {seed}, {tried} tried"
