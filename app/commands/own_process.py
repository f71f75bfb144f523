"""A part of the program as a process of its own, waited for until it ends and no longer."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class Ended:
    """How the process ended and what it said; a status below 0 is the signal that ended it (POSIX)."""

    status: int
    said: str
    complained: str

    @property
    def why(self) -> str:
        """The last of what it complained about, and its status, which is all that a killed one leaves."""
        return "、".join(
            part for part in (self.complained[-200:], f"終了コード {self.status}") if part
        )


def run_to_its_end(arguments: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Run this program with these arguments; OSError when it cannot be started.

    What it says goes into files: a pipe ends only when everything that holds it has ended, and what the
    process started may outlive it.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
            check=False,
        )
        return Ended(done.returncode, _text(said), _text(complained))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace").strip()
