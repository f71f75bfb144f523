"""A program of its own on a made-up office: with user folders of its own that hold no settings."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.made_up import NOW, PASSPHRASE, MadeUp

ROOT = Path(__file__).resolve().parents[1]
_USER_FOLDERS = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
_WINDOWS_FOLDERS = ("LOCALAPPDATA", "APPDATA", "USERPROFILE")


def folders_at(home: str) -> dict[str, str]:
    """Variables that give the program user folders of its own."""
    return dict.fromkeys((*_USER_FOLDERS, *_WINDOWS_FOLDERS), home)


def arguments_for(office: MadeUp, folder: Path) -> tuple[str, ...]:
    """What the program is told to open the office without asking."""
    secret = folder / "passphrase.txt"
    secret.touch(mode=0o600)
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return ("--data", str(office.folder.path), "--passphrase-file", str(secret))


@contextmanager
def started(module: str, arguments: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """A module of the benchmarks as a process; its input and output are pipes."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            **folders_at(home),
            "QT_QPA_PLATFORM": "offscreen",
            "TEICHAKU_CLOCK": NOW.isoformat(timespec="minutes"),
        }
        # an installed program is compiled, and so is the baseline's every library
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        yield subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
