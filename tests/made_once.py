"""What the workers of a run all need: the first that asks makes it, the others copy it."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Told = TypeVar("Told")

PATIENCE = 300.0
"""Seconds that a worker waits for the one that makes."""


@dataclass(frozen=True)
class MadeOnce:
    """Folders that are dear to make; each worker has one of its own."""

    own: Callable[[str], Path]
    """Makes an empty folder of this worker's."""
    common: Path | None
    """The folder of the whole run; None where there is but one worker."""

    def __call__(self, name: str, make: Callable[[Path], Told]) -> tuple[Path, Told]:
        """A folder that `make` fills, and what it says of it; `name` is this maker's in the run."""
        own = self.own(name)
        if self.common is None:
            return own, make(own)
        filled, told = self.common / f"once-{name}", self.common / f"once-{name}.told"
        turn = sqlite3.connect(filled.with_suffix(".turn"), PATIENCE, isolation_level=None)
        with closing(turn):
            turn.execute("BEGIN EXCLUSIVE")  # the lock of a worker that died is gone with it
            if not told.exists():
                shutil.rmtree(filled, ignore_errors=True)  # of one that died or failed
                filled.mkdir()
                told.write_bytes(pickle.dumps(make(filled)))
        shutil.copytree(filled, own, dirs_exist_ok=True)
        said: Told = pickle.loads(told.read_bytes())
        return own, said
